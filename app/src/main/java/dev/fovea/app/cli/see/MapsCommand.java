package dev.fovea.app.cli.see;

import dev.fovea.app.cli.Threads;
import dev.fovea.app.terminal.Output;
import dev.fovea.explain.ActivationMaps;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.figure.Digits;
import dev.fovea.figure.Figure;
import dev.fovea.figure.MapSheet;
import dev.fovea.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea see maps MODEL IMAGE}. */
@Command(
        name = "maps",
        description =
                "What the layers make of a picture: every channel of one node, or the whole network"
                        + " on one sheet.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see maps vgg16.pth cat.png --out network.png",
            "  fovea see maps vgg16.pth cat.png --node relu3_2 --by peak --top 64 --out maps.png",
            "  fovea see maps runs/NAME cat.png --node relu1_1 --same-scale --out maps.png --json",
            "",
            "--json: an array with node and shape, and mean and peak of each channel."
        })
final class MapsCommand implements Callable<Integer> {
    /** Nodes that fit one sheet. */
    private static final int MOST_STAGES = 20;

    @Mixin private OnePicture subject;
    @Mixin private Threads threads;
    @Mixin private Looking looking;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "Whose channels (default: the activations of the whole network).")
    private @Nullable String node;

    @Option(
            names = "--by",
            paramLabel = "RANK",
            defaultValue = "mean",
            description = "Order of the channels: mean, peak or channel (default: mean).")
    private ActivationMaps.Rank by;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only the first N channels in this order (default: all).")
    private int top;

    @Option(names = "--same-scale", description = "One scale for all maps, not each its own.")
    private boolean sameScale;

    @Override
    public Integer call() throws IOException {
        if (top < 0) {
            throw new IllegalArgumentException("--top: 0 for all, or how many; got " + top);
        }
        Output output = looking.draw(".png");
        Model model = subject.model(output);
        List<String> nodes =
                node == null
                        ? ActivationMaps.overview(model.network(), MOST_STAGES)
                        : List.of(Nodes.findMap(model.network(), node).name());
        PreparedPicture picture = subject.picture(model);
        List<ActivationMaps> stages =
                ActivationMaps.of(model, threads.kernels(), picture.input(), nodes);
        looking.picture(
                output,
                () -> node == null ? network(model, picture, stages) : one(stages.getFirst()));
        looking.numbers(output, () -> stages.stream().map(this::answer).toList());
        return 0;
    }

    private Figure network(Model model, PreparedPicture picture, List<ActivationMaps> stages) {
        ActivationMaps first = stages.getFirst();
        ActivationMaps last = stages.getLast();
        return new Figure(
                "%s looks at %s".formatted(model.network().name(), subject.imageName()),
                "Maps of %s, %s: height × width × channels. Of each node a few of its channels, the one with the largest mean in front, each in its own scale."
                        .formatted(
                                stages.size() == 1
                                        ? first.node()
                                        : "%d nodes from %s to %s"
                                                .formatted(
                                                        stages.size(), first.node(), last.node()),
                                stages.size() == 1
                                        ? first.maps().shape()
                                        : "%s to %s"
                                                .formatted(
                                                        first.maps().shape(), last.maps().shape())),
                MapSheet.network(picture.image(), stages));
    }

    private List<Integer> shown(ActivationMaps maps) {
        List<Integer> ranked = maps.ranked(by);
        return top == 0 ? ranked : ranked.subList(0, Math.min(top, ranked.size()));
    }

    private Figure one(ActivationMaps maps) {
        double[] numbers = by == ActivationMaps.Rank.PEAK ? maps.peaks() : maps.means();
        String what = by == ActivationMaps.Rank.PEAK ? "peak" : "mean";
        List<Integer> channels = shown(maps);
        List<String> captions = new ArrayList<>();
        for (int channel : channels) {
            captions.add("%d: %s".formatted(channel, Digits.brief(numbers[channel])));
        }
        return new Figure(
                "Maps of %s, %s".formatted(maps.node(), subject.imageName()),
                "%d of %d channels of %s, %s; below each its number and its %s. %s"
                        .formatted(
                                channels.size(),
                                maps.channels(),
                                maps.maps().shape(),
                                by == ActivationMaps.Rank.CHANNEL
                                        ? "in the network's order"
                                        : "the largest " + what + " first",
                                what,
                                sameScale ? "One scale for all." : "Each in its own scale."),
                MapSheet.of(maps, channels, captions, sameScale));
    }

    private Map<String, Object> answer(ActivationMaps maps) {
        double[] means = maps.means();
        double[] peaks = maps.peaks();
        List<Map<String, Object>> channels = new ArrayList<>();
        for (int channel : shown(maps)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("channel", channel);
            one.put("mean", means[channel]);
            one.put("peak", peaks[channel]);
            channels.add(one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", maps.node());
        answer.put("shape", maps.maps().shape().toArray());
        answer.put("channels", channels);
        return answer;
    }
}
