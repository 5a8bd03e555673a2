package dev.fovea.app.cli.see;

import dev.fovea.app.cli.Cells;
import dev.fovea.app.cli.Threads;
import dev.fovea.app.terminal.Output;
import dev.fovea.explain.ChannelNames;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.explain.Trace;
import dev.fovea.explain.Unit;
import dev.fovea.figure.TraceFigure;
import dev.fovea.figure.TraceText;
import dev.fovea.model.Model;
import dev.fovea.nn.ActivationLayer;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.PRelu;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea see trace MODEL IMAGE --node NODE}. */
@Command(
        name = "trace",
        description =
                "How one number of any layer comes about: every product, the bias, the activation,"
                        + " and where it looks.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see trace vgg16.pth cat.png --node conv3_2 --channel 17 --at 10,12 --out"
                    + " trace.png",
            "  fovea see trace vgg16.pth cat.png --node pool1 --channel 3 --down",
            "  fovea see trace runs/NAME shirt.png --node fc4 --json    every product",
            "",
            "--json: an array with the number and what follows: terms, constant, result, value."
        })
final class TraceCommand implements Callable<Integer> {
    /** Channels whose windows are printed unless all are asked for. */
    private static final int MOST_PARTS = 4;

    /** Inputs that are named as the next to trace. */
    private static final int MOST_FURTHER = 3;

    @Mixin private OnePicture subject;
    @Mixin private Threads threads;
    @Mixin private Looking looking;

    @Option(names = "--node", required = true, paramLabel = "NODE", description = "Whose number.")
    private String node;

    @Option(
            names = "--channel",
            paramLabel = "N",
            description = "Its channel (default: the one with the largest number).")
    private @Nullable Integer channel;

    @Option(
            names = "--at",
            paramLabel = "X,Y",
            description = "Column and row, from 0 (default: where the channel is largest).")
    private @Nullable String at;

    @Option(
            names = "--down",
            description =
                    "Also how the strongest of what it was made of comes about, and what to ask for to"
                            + " go down to others.")
    private boolean down;

    @Option(names = "--all", description = "Print every channel, not the strongest four.")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        Output output = looking.tell();
        Model model = subject.model(output);
        Network network = model.network();
        Node found = Nodes.find(network, node);
        int[] place = at == null ? null : Cells.parse(at);
        if (place != null) {
            Nodes.requireCell(network, found, place[1], place[0]);
        }
        if (channel != null) {
            Nodes.requireChannel(network, found, channel);
        }
        List<String> after = following(network, found);
        PreparedPicture picture = subject.picture(model);
        List<String> nodes = new ArrayList<>(after);
        nodes.add(found.name());
        Trace.Tracer tracer = Trace.tracer(model, threads.kernels(), picture.input(), nodes);
        Unit cell = tracer.largest(found.name(), channel == null ? Trace.ANY_CHANNEL : channel);
        if (place != null) {
            cell = new Unit(cell.channel(), place[1], place[0]);
        }
        List<Trace> traces = new ArrayList<>();
        traces.add(tracer.of(found.name(), cell));
        for (String next : after) {
            traces.add(tracer.of(next, cell));
        }
        Trace.Term strongest = traces.getFirst().strongest();
        if (down && !strongest.source().equals(Network.INPUT) && isInside(network, strongest)) {
            traces.add(tracer.of(strongest.source(), strongest.cell()));
        }
        ChannelNames names = ChannelNames.of(model);
        if (!output.isJson()) {
            traces.forEach(trace -> say(output, trace, names));
            if (down) {
                sayFurther(output, network, traces.getFirst());
            }
        }
        looking.picture(output, () -> TraceFigure.of(picture.image(), traces, names));
        looking.numbers(output, () -> traces.stream().map(TraceCommand::answer).toList());
        return 0;
    }

    private static boolean isInside(Network network, Trace.Term term) {
        Unit cell = term.cell();
        return cell.row() >= 0
                && cell.row() < network.shape(term.source()).height()
                && cell.column() >= 0
                && cell.column() < network.shape(term.source()).width();
    }

    /** Batch norm and activation behind it, as far as nothing else reads what lies between. */
    private static List<String> following(Network network, Node node) {
        List<String> after = new ArrayList<>();
        List<Node> readers = network.consumers(node.name());
        while (readers.size() == 1 && isElementwise(readers.getFirst())) {
            after.add(readers.getFirst().name());
            readers = network.consumers(readers.getFirst().name());
        }
        return after;
    }

    private static boolean isElementwise(Node node) {
        return node.layer() instanceof ActivationLayer
                || node.layer() instanceof BatchNorm
                || node.layer() instanceof PRelu;
    }

    private void say(Output output, Trace trace, ChannelNames names) {
        output.say(
                "%s at %d,%d; sees rows %d to %d and columns %d to %d of the input"
                        .formatted(
                                names.of(trace.node(), trace.cell().channel()),
                                trace.cell().column(),
                                trace.cell().row(),
                                trace.field().top(),
                                trace.field().top() + trace.field().height() - 1,
                                trace.field().left(),
                                trace.field().left() + trace.field().width() - 1));
        List<Trace.Part> parts = trace.parts();
        int shown = all ? parts.size() : Math.min(MOST_PARTS, parts.size());
        for (Trace.Part part : parts.subList(0, shown)) {
            String name = "  " + names.of(part.source(), part.channel()) + ": ";
            if (part.values().shape().size() == 1) {
                output.say(name + TraceText.line(trace, part));
            } else if (trace.rule() == Trace.Rule.LARGEST) {
                output.say(name + "the window, the winner in brackets");
                sayWindow(output, part);
            } else {
                output.say(name + "sum of products " + number(part.sum()));
                sayProducts(output, part);
            }
        }
        if (shown < parts.size()) {
            output.say(
                    "  "
                            + TraceText.rest(trace, parts.subList(shown, parts.size()))
                            + " (--all prints them)");
        }
        output.say("  " + TraceText.equation(trace));
        output.say("");
    }

    /** How to look at what the number was made of: the same command again. */
    private static void sayFurther(Output output, Network network, Trace trace) {
        List<Trace.Term> strongest =
                trace.terms().stream()
                        .filter(term -> !term.source().equals(Network.INPUT))
                        .filter(term -> term.product() != 0 && isInside(network, term))
                        .sorted(
                                Comparator.comparingDouble(
                                        (Trace.Term term) -> -Math.abs(term.product())))
                        .limit(MOST_FURTHER)
                        .toList();
        for (Trace.Term term : strongest) {
            output.say(
                    "further down: --node %s --channel %d --at %d,%d   (adds %s)"
                            .formatted(
                                    term.source(),
                                    term.cell().channel(),
                                    term.cell().column(),
                                    term.cell().row(),
                                    number(term.product())));
        }
    }

    private static void sayProducts(Output output, Trace.Part part) {
        int columns = part.values().shape().extent(1);
        for (int y = 0; y < part.values().shape().extent(0); y++) {
            output.say(
                    "    %s  x  %s  =  %s"
                            .formatted(
                                    row(part.values().data(), y, columns),
                                    row(part.weights().data(), y, columns),
                                    row(part.products().data(), y, columns)));
        }
    }

    private static void sayWindow(Output output, Trace.Part part) {
        int columns = part.values().shape().extent(1);
        for (int y = 0; y < part.values().shape().extent(0); y++) {
            var row = new StringBuilder();
            for (int x = 0; x < columns; x++) {
                int at = y * columns + x;
                String value = number(part.values().data()[at]);
                boolean wins = part.weights().data()[at] == 1;
                row.append("%13s".formatted(wins ? "[" + value + "]" : value + " "));
            }
            output.say("  " + row.toString().stripTrailing());
        }
    }

    private static String row(float[] numbers, int row, int columns) {
        var text = new StringBuilder();
        for (int x = 0; x < columns; x++) {
            text.append("%11s".formatted(number(numbers[row * columns + x])));
        }
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.5g", value + 0.0);
    }

    private static Map<String, Object> answer(Trace trace) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", trace.node());
        answer.put("cell", trace.cell());
        answer.put("field", trace.field());
        answer.put("rule", trace.rule());
        if (!trace.function().isEmpty()) {
            answer.put("function", trace.function());
        }
        answer.put("terms", trace.terms());
        answer.put("constant", trace.constant());
        answer.put("result", trace.result());
        answer.put("value", trace.value());
        return answer;
    }
}
