package dev.fovea.app.report;

import dev.fovea.app.report.Exhibit.Group;
import dev.fovea.app.report.Exhibit.Plate;
import dev.fovea.app.report.Exhibit.Size;
import dev.fovea.app.terminal.Progress;
import dev.fovea.data.Dataset;
import dev.fovea.data.Subset;
import dev.fovea.explain.ActivationMaps;
import dev.fovea.explain.Excitation;
import dev.fovea.explain.Excitations;
import dev.fovea.explain.TopActivations;
import dev.fovea.figure.Blocks;
import dev.fovea.figure.ExcitationTiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What excites channels of a middle and of the last map most, projected back to pixels. */
final class TopExhibit {
    private static final int NINE = 9;
    private static final int ACROSS = 3;
    private static final int GAP = 2;
    private static final int CHANNELS = 6;
    private static final int PICTURES = 2000;
    private static final int LEAST = 2 * NINE;
    private static final int BATCH = 32;

    private TopExhibit() {}

    static Exhibit of(Look look) throws IOException {
        Set<String> nodes = new LinkedHashSet<>();
        List<String> overview = ActivationMaps.overview(look.model().network(), 100);
        nodes.add(overview.get(Math.clamp(overview.size() - 2, 0, overview.size() / 2)));
        nodes.add(look.lastMap());
        int count = look.pictures(nodes.size(), PICTURES);
        if (count < Math.min(LEAST, look.pictures().size())) {
            throw new Exhibits.TooMuch(
                    "the network is too large for it here; fovea see top9 makes it");
        }
        Dataset pictures = Subset.first(look.pictures(), count);
        if (count < look.pictures().size()) {
            pictures = Subset.of(look.pictures(), evenly(count, look.pictures().size()));
        }
        List<Group> groups = new ArrayList<>();
        for (String node : nodes) {
            groups.add(group(look, node, pictures));
        }
        return new Exhibit(
                "top9",
                "What excites its channels",
                "For each channel the strongest activations over %s pictures, each on another one: left what the network goes by, projected back to pixels by a deconvnet (grey is zero), right what the unit saw, in the same order."
                        .formatted(Numbers.count(count)),
                groups);
    }

    /** Data may be sorted by class. */
    private static int[] evenly(int count, int size) {
        return IntStream.range(0, count).map(i -> (int) ((long) i * size / count)).toArray();
    }

    private static Group group(Look look, String node, Dataset pictures) throws IOException {
        int channels = look.model().network().shape(node).channels();
        TopActivations top =
                TopActivations.of(
                        look.model(),
                        look.kernels(),
                        node,
                        look.batch(Math.min(BATCH, pictures.size())));
        List<Integer> all = IntStream.range(0, channels).boxed().toList();
        List<TopActivations.Channel> found;
        try (Progress progress = Progress.of(look.output(), "report: " + node, pictures.size())) {
            // What cannot be read was said in the evaluation.
            found = top.of(pictures, all, NINE, new ArrayList<>(), (done, _) -> progress.to(done));
        }
        Excitations excitations =
                Excitations.of(look.model(), look.kernels(), node, look.gradientBatch(NINE));
        List<Plate> plates = new ArrayList<>();
        for (TopActivations.Channel channel :
                found.stream().filter(c -> !c.places().isEmpty()).limit(CHANNELS).toList()) {
            plates.add(plate(node, channel.channel(), excitations.of(pictures, channel.places())));
        }
        String heading = "%s, %d of %d channels".formatted(node, plates.size(), channels);
        return new Group(heading, Size.LARGE, plates);
    }

    private static Plate plate(String node, int channel, List<Excitation> found) {
        return new Exhibit.Pictures(
                List.of(
                        Tiles.of(
                                Blocks.grid(
                                        ACROSS,
                                        GAP,
                                        found.stream().map(ExcitationTiles::projection).toList())),
                        Tiles.of(
                                Blocks.grid(
                                        ACROSS,
                                        GAP,
                                        found.stream().map(ExcitationTiles::patch).toList()))),
                "channel " + channel,
                "What excites channel %d of %s: projections, and the patches that caused them"
                        .formatted(channel, node));
    }
}
