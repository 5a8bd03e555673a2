package dev.fovea.app.cli.see;

import dev.fovea.app.terminal.Output;
import dev.fovea.explain.Nodes;
import dev.fovea.figure.Figure;
import dev.fovea.figure.FilterSheet;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
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

/** {@code fovea see filters MODEL}. */
@Command(
        name = "filters",
        description =
                "What the filters of a convolution look for: the first layer as colour patches,"
                        + " deeper ones kernel by kernel.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see filters vgg16.pth --out filters.png",
            "  fovea see filters vgg16.pth --node conv2_1 --filters 0-15 --channels 0-31 --out"
                    + " conv2_1.png",
            "",
            "--json: an object with node, shape and the numbers of each filter."
        })
final class FiltersCommand implements Callable<Integer> {
    private static final int COLOURS = 3;
    private static final int MOST_FILTERS = 16;
    private static final int MOST_KERNELS = 256;
    private static final int MOST_CHANNELS = 24;

    @Mixin private OneModel model;
    @Mixin private Looking looking;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "A convolution (default: the first).")
    private @Nullable String node;

    @Option(
            names = "--filters",
            paramLabel = "LIST",
            defaultValue = "",
            description =
                    "Which, as in 0-15,40 (default: all colour patches, the first 256 of one kernel"
                            + " each, or the first 16).")
    private String filters;

    @Option(
            names = "--channels",
            paramLabel = "LIST",
            defaultValue = "",
            description = "Which kernels of each filter (default: the first 24).")
    private String channels;

    @Override
    public Integer call() throws IOException {
        Output output = looking.draw(".png");
        Model loaded = model.load(output);
        Node conv = convolution(loaded);
        Tensor weight =
                loaded.weights()
                        .get(conv.prefix().isEmpty() ? "weight" : conv.prefix() + ".weight");
        int count = weight.shape().extent(0);
        int inputs = weight.shape().extent(1);
        int most =
                switch (inputs) {
                    case COLOURS -> count;
                    case 1 -> MOST_KERNELS;
                    default -> MOST_FILTERS;
                };
        List<Integer> shown = Channels.of("--filters", filters, conv.name(), count, most);
        List<Integer> kernels =
                Channels.of(
                        "--channels",
                        channels,
                        "a filter of " + conv.name(),
                        inputs,
                        MOST_CHANNELS);
        looking.picture(
                output, () -> figure(loaded.network().name(), conv, weight, shown, kernels));
        looking.numbers(output, () -> answer(conv, weight, shown));
        return 0;
    }

    private static Figure figure(
            String network, Node conv, Tensor weight, List<Integer> shown, List<Integer> kernels) {
        Shape shape = weight.shape();
        String size = "%d x %d".formatted(shape.extent(2), shape.extent(3));
        String many = "%d of %d filters".formatted(shown.size(), shape.extent(0));
        String note =
                switch (shape.extent(1)) {
                    case COLOURS ->
                            "%s of %s, their weights for red, green and blue as colours: grey is 0, each filter in its own scale."
                                    .formatted(many, size);
                    case 1 ->
                            "%s of %s. Red is positive, blue negative, each filter in its own scale."
                                    .formatted(many, size);
                    default ->
                            "%s, of each %d of %d kernels of %s. Red is positive, blue negative, each kernel in its own scale."
                                    .formatted(many, kernels.size(), shape.extent(1), size);
                };
        return new Figure(
                "Filters of %s, %s".formatted(conv.name(), network),
                note,
                FilterSheet.of(weight, shown, kernels));
    }

    private Node convolution(Model loaded) {
        if (node != null) {
            Node found = Nodes.find(loaded.network(), node);
            if (!(found.layer() instanceof Conv2d)) {
                throw new IllegalArgumentException(
                        "%s: %s is no convolution, so it has no filters; convolutions are %s"
                                .formatted(loaded.network().name(), found.name(), names(loaded)));
            }
            return found;
        }
        for (Node one : loaded.network().nodes()) {
            if (one.layer() instanceof Conv2d) {
                return one;
            }
        }
        throw new IllegalArgumentException(
                loaded.network().name() + ": has no convolution, so there are no filters to see");
    }

    private static String names(Model loaded) {
        List<String> names =
                loaded.network().nodes().stream()
                        .filter(one -> one.layer() instanceof Conv2d)
                        .map(Node::name)
                        .toList();
        return String.join(", ", names.subList(0, Math.min(12, names.size())))
                + (names.size() > 12 ? " and %d more".formatted(names.size() - 12) : "");
    }

    private static Map<String, Object> answer(Node conv, Tensor weight, List<Integer> shown) {
        int size = weight.data().length / weight.shape().extent(0);
        List<Map<String, Object>> all = new ArrayList<>();
        for (int filter : shown) {
            float[] numbers = new float[size];
            System.arraycopy(weight.data(), filter * size, numbers, 0, size);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("filter", filter);
            one.put("weights", numbers);
            all.add(one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", conv.name());
        answer.put("shape", weight.shape().toArray());
        answer.put("filters", all);
        return answer;
    }
}
