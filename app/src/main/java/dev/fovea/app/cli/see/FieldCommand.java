package dev.fovea.app.cli.see;

import dev.fovea.app.cli.Cells;
import dev.fovea.app.cli.Threads;
import dev.fovea.app.terminal.Output;
import dev.fovea.explain.EffectiveField;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.figure.FieldFigure;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.FieldAxis;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.ReceptiveField;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea see field MODEL IMAGE --node NODE}. */
@Command(
        name = "field",
        description =
                "What a unit can see of a picture, by the sizes of the windows, and what moved it,"
                        + " by gradients.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see field vgg16.pth cat.png --node conv3_2 --out field.png",
            "  fovea see field vgg16.pth cat.png --node conv3_2 --at 10,12 --channel 17 --json",
            "",
            "--json: an object with size, stride, centre, region and side90."
        })
final class FieldCommand implements Callable<Integer> {
    private static final double SHARE = 0.9;

    @Mixin private OnePicture subject;
    @Mixin private Threads threads;
    @Mixin private Looking looking;

    @Option(names = "--node", required = true, paramLabel = "NODE", description = "Whose unit.")
    private String node;

    @Option(
            names = "--at",
            paramLabel = "X,Y",
            description = "Column and row of the unit, from 0 (default: the middle).")
    private @Nullable String at;

    @Option(
            names = "--channel",
            paramLabel = "N",
            description = "Which channel moves (default: the sum of all).")
    private @Nullable Integer channel;

    @Override
    public Integer call() throws IOException {
        Output output = looking.tell();
        Model model = subject.model(output);
        Network network = model.network();
        Node found = Nodes.find(network, node);
        Shape shape = network.shape(found.name());
        int[] cell =
                at == null ? new int[] {shape.width() / 2, shape.height() / 2} : Cells.parse(at);
        Nodes.requireCell(network, found, cell[1], cell[0]);
        if (channel != null) {
            Nodes.requireChannel(network, found, channel);
        }
        PreparedPicture picture = subject.picture(model);
        EffectiveField field =
                EffectiveField.of(
                        model,
                        threads.kernels(),
                        picture.input(),
                        found.name(),
                        cell[1],
                        cell[0],
                        channel == null ? EffectiveField.ALL_CHANNELS : channel);
        ReceptiveField theory = ReceptiveField.of(network).get(found.name());
        if (theory == null) {
            throw new IllegalStateException(found.name());
        }
        int side = field.sideHolding(SHARE);
        String words = words(network, found, theory, side);
        String title = "What a unit of %s sees, at %d,%d".formatted(found.name(), cell[0], cell[1]);
        output.say(words);
        looking.picture(output, () -> FieldFigure.of(picture.image(), field, title, words));
        looking.numbers(output, () -> answer(found, cell, theory, field, side));
        return 0;
    }

    private static String words(Network network, Node found, ReceptiveField theory, int side) {
        String seen =
                theory.isWhole()
                        ? "A unit of %s sees the whole input.".formatted(found.name())
                        : "A unit of %s sees %s pixels of the input; its neighbour's field lies %s further, the first one's centre at %s."
                                .formatted(
                                        found.name(),
                                        theory.size(),
                                        pixels(plain(theory.rows().stride())),
                                        plain(theory.rows().centre(0)));
        String weights =
                found.layer() instanceof Conv2d conv
                        ? " It reads %d values, %d a channel."
                                .formatted(
                                        conv.kernel().height()
                                                * conv.kernel().width()
                                                * channels(network, found, conv),
                                        conv.kernel().height() * conv.kernel().width())
                        : "";
        return seen
                + weights
                + (side == 0
                        ? " Nothing in this picture moves it."
                        : " Here %d %% of the gradient lies within %s around the centre."
                                .formatted(Math.round(100 * SHARE), pixels(plain(side))));
    }

    private static int channels(Network network, Node found, Conv2d conv) {
        return network.inputShapes(found).getFirst().channels() / conv.groups();
    }

    private static String pixels(String count) {
        return count + (count.equals("1") ? " pixel" : " pixels");
    }

    private static String plain(double number) {
        return number == Math.rint(number)
                ? String.valueOf((long) number)
                : String.valueOf(Math.round(100 * number) / 100.0);
    }

    private Map<String, Object> answer(
            Node found, int[] cell, ReceptiveField theory, EffectiveField field, int side) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", found.name());
        answer.put("x", cell[0]);
        answer.put("y", cell[1]);
        answer.put("size", List.of(theory.size().height(), theory.size().width()));
        FieldAxis rows = theory.rows();
        FieldAxis columns = theory.columns();
        answer.put("stride", List.of(rows.stride(), columns.stride()));
        answer.put("centre", List.of(rows.centre(0), columns.centre(0)));
        ReceptiveField.Region region = field.region();
        Map<String, Object> pixels = new LinkedHashMap<>();
        pixels.put("top", region.top());
        pixels.put("left", region.left());
        pixels.put("height", region.height());
        pixels.put("width", region.width());
        answer.put("region", pixels);
        answer.put("side90", side);
        return answer;
    }
}
