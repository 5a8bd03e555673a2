package dev.fovea.app.report;

import dev.fovea.figure.LineChart;
import dev.fovea.image.Image;
import java.util.List;

/**
 * Something that a look into the network has shown, for a section of its own.
 *
 * @param id what links inside the page point to
 * @param title the section's heading
 * @param note what is seen, and how to read it
 * @param groups in order
 */
public record Exhibit(String id, String title, String note, List<Group> groups) {
    public Exhibit {
        groups = List.copyOf(groups);
    }

    /**
     * Plates that belong together.
     *
     * @param heading empty for none
     */
    public record Group(String heading, Size size, List<Plate> plates) {
        public Group {
            plates = List.copyOf(plates);
        }
    }

    /** How much room the plates of a group take. */
    public enum Size {
        /** Many in a row: filters, maps. */
        SMALL,
        /** A few in a row. */
        LARGE
    }

    /** One thing to look at. */
    public sealed interface Plate {}

    /**
     * Pictures side by side.
     *
     * @param images in a row
     * @param caption below them; may be empty
     * @param alt what they show, for those who do not see them
     */
    public record Pictures(List<Image> images, String caption, String alt) implements Plate {
        public Pictures {
            images = List.copyOf(images);
        }
    }

    /**
     * Curves.
     *
     * @param chart all its curves run over the same x
     */
    public record Chart(LineChart chart) implements Plate {}
}
