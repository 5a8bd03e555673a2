package dev.fovea.app.cli.see;

import dev.fovea.app.cli.LabelledData;
import dev.fovea.app.cli.Threads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.data.Dataset;
import dev.fovea.explain.Excitation;
import dev.fovea.explain.Excitations;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.TopActivations;
import dev.fovea.figure.Block;
import dev.fovea.figure.Blocks;
import dev.fovea.figure.ExcitationTiles;
import dev.fovea.figure.Figure;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.ReceptiveField.Region;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea see top9 MODEL --data DIR --node N --channels 0-31}. */
@Command(
        name = "top9",
        description =
                "What excites the channels of a node: the nine strongest pictures of a data set,"
                        + " projected back to pixels by a deconvnet, beside the patches that caused"
                        + " it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea see top9 runs/NAME --node relu2_2 --out top9.png",
            "  fovea see top9 vgg16.pth --data photos --node conv4_3 --channels 0-31 --out"
                    + " top9.png",
            "",
            "A picture counts once for a channel, with its strongest place. The way back:"
                    + " transposed",
            "filters, rectified where the network has a ReLU, max pooling by its switches, average",
            "pooling in equal parts, batch norm by its scale, Add to every branch, Concat to each"
                    + " its own.",
            "",
            "--json: an object with node and channels: picture, place and activation of each."
        })
final class Top9Command implements Callable<Integer> {
    private static final int NINE = 9;
    private static final int USUAL = 16;
    private static final int BATCH = 32;
    private static final int COLUMNS = 4;

    @Mixin private OneModel model;
    @Mixin private LabelledData data;
    @Mixin private Threads threads;
    @Mixin private Looking looking;

    @Option(
            names = "--node",
            required = true,
            paramLabel = "NODE",
            description = "Whose channels: conv4_3 before its activation, relu4_3 after it.")
    private String node;

    @Option(
            names = "--channels",
            paramLabel = "LIST",
            defaultValue = "",
            description = "Which channels, such as 0-31 or 3,7,9 (default: the first 16).")
    private String channels;

    @Override
    public Integer call() throws IOException {
        Output output = looking.draw(".png");
        Kernels kernels = threads.kernels();
        Model loaded = model.load(output);
        String name = Nodes.find(loaded.network(), node).name();
        int count = loaded.network().shape(name).channels();
        List<Integer> chosen = Channels.of("--channels", channels, name, count, USUAL);
        LabelledData.Opened opened = data.toLookWithoutLabels(output, model.path());
        opened.changed(model.path(), loaded).ifPresent(note -> output.warn("note: " + note));
        Dataset pictures = opened.pictures();

        List<TopActivations.Channel> found;
        List<String> skipped = new ArrayList<>();
        TopActivations top =
                TopActivations.of(loaded, kernels, name, Math.min(BATCH, pictures.size()));
        try (Progress progress = Progress.of(output, "top9", pictures.size())) {
            found = top.of(pictures, chosen, NINE, skipped, (done, _) -> progress.to(done));
        }
        skipped.forEach(reason -> output.warn("left out: " + reason));
        List<Map<String, Object>> numbers = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        Excitations excitations = Excitations.of(loaded, kernels, name, NINE);
        for (TopActivations.Channel channel : found) {
            List<Excitation> shown = excitations.of(pictures, channel.places());
            blocks.add(ExcitationTiles.channel(channel.channel(), shown));
            numbers.add(numbers(pictures, channel.channel(), shown));
        }
        int seen = pictures.size() - skipped.size();
        looking.picture(
                output,
                () ->
                        new Figure(
                                "What excites %s of %s".formatted(name, loaded.network().name()),
                                "Left: the strongest activations of %,d pictures, projected back to pixels (grey is zero). Right: what the unit saw."
                                        .formatted(seen),
                                Blocks.grid(COLUMNS, 28, blocks)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", name);
        answer.put("pictures", seen);
        answer.put("channels", numbers);
        looking.numbers(output, () -> answer);
        return 0;
    }

    static Map<String, Object> numbers(Dataset pictures, int channel, List<Excitation> shown) {
        List<Map<String, Object>> places = new ArrayList<>();
        for (Excitation one : shown) {
            Region field = one.field();
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("picture", pictures.describe(one.place().picture()));
            place.put("row", one.place().unit().row());
            place.put("column", one.place().unit().column());
            place.put("activation", one.place().activation());
            place.put("field", List.of(field.top(), field.left(), field.height(), field.width()));
            places.add(place);
        }
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("channel", channel);
        numbers.put("places", places);
        return numbers;
    }
}
