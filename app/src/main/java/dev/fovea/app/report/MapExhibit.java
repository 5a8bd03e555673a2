package dev.fovea.app.report;

import dev.fovea.app.report.Exhibit.Group;
import dev.fovea.app.report.Exhibit.Plate;
import dev.fovea.app.report.Exhibit.Size;
import dev.fovea.explain.ActivationMaps;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.figure.HeatMap;
import dev.fovea.image.Colormap;
import dev.fovea.predict.Evaluation.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the layers make of one picture. */
final class MapExhibit {
    private static final int NODES = 8;
    private static final int CHANNELS = 12;
    private static final int SIDE = 72;

    private MapExhibit() {}

    static Exhibit of(Look look) throws IOException {
        // A picture that is recognised, where there is one.
        Outcome outcome =
                look.evaluation().outcomes().stream()
                        .filter(Outcome::right)
                        .findFirst()
                        .orElse(look.evaluation().outcomes().getFirst());
        String label = look.evaluation().classes().get(outcome.label());
        PreparedPicture picture =
                PreparedPicture.of(look.model(), look.pictures().image(outcome.index()));
        List<String> nodes = ActivationMaps.overview(look.model().network(), NODES);
        List<Group> groups = new ArrayList<>();
        groups.add(
                new Group(
                        "The picture, as the network reads it",
                        Size.SMALL,
                        List.of(
                                new Exhibit.Pictures(
                                        List.of(Tiles.atMost(picture.image(), SIDE)),
                                        label,
                                        "Picture %d: %s".formatted(outcome.index(), label)))));
        for (ActivationMaps maps :
                ActivationMaps.of(look.model(), look.kernels(), picture.input(), nodes)) {
            groups.add(group(maps));
        }
        return new Exhibit(
                "maps",
                "What the layers make of a picture",
                "The maps of the channels that answer it most, layer by layer: bright is strong, and every map has its own scale. Early layers keep where something is, late ones what it is.",
                groups);
    }

    private static Group group(ActivationMaps maps) {
        List<Plate> plates = new ArrayList<>();
        for (int channel :
                maps.ranked(ActivationMaps.Rank.MEAN).stream().limit(CHANNELS).toList()) {
            HeatMap map = HeatMap.of(maps.channel(channel), Colormap.SEQUENTIAL);
            plates.add(
                    new Exhibit.Pictures(
                            List.of(Tiles.atMost(map.image(), SIDE)),
                            String.valueOf(channel),
                            "Map of channel %d of %s".formatted(channel, maps.node())));
        }
        String heading =
                "%s, %d of %d channels, %d x %d cells"
                        .formatted(
                                maps.node(),
                                plates.size(),
                                maps.channels(),
                                maps.maps().shape().height(),
                                maps.maps().shape().width());
        return new Group(heading, Size.SMALL, plates);
    }
}
