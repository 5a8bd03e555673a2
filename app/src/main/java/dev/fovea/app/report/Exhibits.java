package dev.fovea.app.report;

import dev.fovea.plan.InsufficientMemoryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks into a network for a report: all that its structure, its data and the effort allow.
 *
 * @param shown in the order of the page
 * @param leftOut why others are not there, a sentence each; what a network cannot have, such as the
 *     maps of dense layers, is not missed
 */
public record Exhibits(List<Exhibit> shown, List<String> leftOut) {
    public Exhibits {
        shown = List.copyOf(shown);
        leftOut = List.copyOf(leftOut);
    }

    @FunctionalInterface
    private interface Maker {
        Optional<Exhibit> make() throws IOException;
    }

    /** An exhibit that needs more than the look may take. */
    static final class TooMuch extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        TooMuch(String why) {
            super(why);
        }
    }

    /**
     * @throws IOException if pictures cannot be read that could be before
     */
    public static Exhibits of(Look look) throws IOException {
        List<Exhibit> shown = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        if (look.hasMaps()) {
            add(shown, leftOut, "Grad-CAM", () -> Optional.of(CamExhibit.of(look)));
        }
        add(shown, leftOut, "filters", () -> FilterExhibit.of(look));
        if (look.hasMaps()) {
            add(shown, leftOut, "maps", () -> Optional.of(MapExhibit.of(look)));
            add(shown, leftOut, "top 9", () -> Optional.of(TopExhibit.of(look)));
        }
        add(shown, leftOut, "invariance", () -> Optional.of(InvarianceExhibit.of(look)));
        return new Exhibits(shown, leftOut);
    }

    /** A layer without a rule for gradients, for example, takes its exhibit away, not the page. */
    private static void add(List<Exhibit> shown, List<String> leftOut, String name, Maker maker)
            throws IOException {
        try {
            maker.make().ifPresent(shown::add);
        } catch (IllegalArgumentException | InsufficientMemoryException e) {
            leftOut.add(name + ": " + e.getMessage());
        }
    }
}
