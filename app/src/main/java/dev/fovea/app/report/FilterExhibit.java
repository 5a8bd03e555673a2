package dev.fovea.app.report;

import dev.fovea.app.report.Exhibit.Group;
import dev.fovea.app.report.Exhibit.Plate;
import dev.fovea.app.report.Exhibit.Size;
import dev.fovea.explain.Filters;
import dev.fovea.figure.PixelPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the first convolution compares the picture with. */
final class FilterExhibit {
    private static final int MOST = 64;

    private FilterExhibit() {}

    static Optional<Exhibit> of(Look look) {
        return Filters.first(look.model()).filter(FilterExhibit::isVisible).map(FilterExhibit::of);
    }

    /** Grey or coloured; other numbers of channels have no colours to be shown in. */
    private static boolean isVisible(Filters filters) {
        int channels = filters.filters().getFirst().shape().channels();
        return channels == 1 || channels == 3;
    }

    private static Exhibit of(Filters found) {
        int all = found.filters().size();
        List<Plate> plates = new ArrayList<>();
        for (int i = 0; i < Math.min(all, MOST); i++) {
            plates.add(
                    new Exhibit.Pictures(
                            List.of(PixelPictures.signed(found.filters().get(i))),
                            String.valueOf(i),
                            "Filter %d of %s".formatted(i, found.node())));
        }
        String shown = all > MOST ? ", the first %d of %d".formatted(MOST, all) : "";
        return new Exhibit(
                "filters",
                "What the first layer looks for",
                "The filters of %s%s, each as the patch of a picture that answers it best. Middle grey is zero, and every filter has its own scale."
                        .formatted(found.node(), shown),
                List.of(new Group("", Size.SMALL, plates)));
    }
}
