package dev.fovea.app.cli.see;

import dev.fovea.app.cli.LabelledData;
import dev.fovea.app.cli.ModelArgument;
import dev.fovea.app.cli.Threads;
import dev.fovea.app.terminal.Output;
import dev.fovea.app.terminal.Progress;
import dev.fovea.app.train.RunFolder;
import dev.fovea.data.DataException;
import dev.fovea.data.Dataset;
import dev.fovea.explain.Excitation;
import dev.fovea.explain.Excitations;
import dev.fovea.explain.Nodes;
import dev.fovea.explain.TopActivations;
import dev.fovea.figure.Align;
import dev.fovea.figure.Block;
import dev.fovea.figure.Blocks;
import dev.fovea.figure.ExcitationTiles;
import dev.fovea.figure.Figure;
import dev.fovea.figure.Palette;
import dev.fovea.figure.Type;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea see evolution RUN}. */
@Command(
        name = "evolution",
        description =
                "How features grow in training: the strongest activation of each channel at several"
                        + " epochs, projected back to pixels.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea train --keep-every 1 --name mine     keeps the checkpoints that this needs",
            "  fovea see evolution runs/mine --node relu2_2 --channels 0-9 --out evolution.png",
            "",
            "--json: an object with node and epochs: picture, place and activation of each."
        })
final class EvolutionCommand implements Callable<Integer> {
    private static final int USUAL = 8;
    private static final int BATCH = 32;

    @Parameters(paramLabel = "RUN", description = "The folder of a run that kept checkpoints.")
    private Path run;

    @Mixin private LabelledData data;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            defaultValue = "",
            description = "Whose channels (default: the last map).")
    private String node;

    @Option(
            names = "--channels",
            paramLabel = "LIST",
            defaultValue = "",
            description = "Which channels, such as 0-9 or 3,7 (default: the first 8).")
    private String channels;

    @Mixin private Threads threads;
    @Mixin private Looking looking;

    @Override
    public Integer call() throws IOException {
        Output output = looking.draw(".png");
        Kernels kernels = threads.kernels();
        RunFolder folder = RunFolder.open(run);
        Network network = folder.network();
        Preprocessing preprocessing = folder.preprocessing();
        SortedMap<Integer, Path> kept = folder.keptCheckpoints();
        if (kept.isEmpty()) {
            throw new DataException(
                    run.toString(),
                    "kept no checkpoints of its epochs; train with --keep-every 1 (or another N)");
        }
        String name =
                node.isEmpty() ? Nodes.lastMap(network).name() : Nodes.find(network, node).name();
        List<Integer> chosen =
                Channels.of("--channels", channels, name, network.shape(name).channels(), USUAL);
        Dataset pictures = data.toLook(output, run).pictures();
        List<List<Block>> rows = new ArrayList<>();
        chosen.forEach(_ -> rows.add(new ArrayList<>()));
        List<Map<String, Object>> epochs = new ArrayList<>();
        Set<String> skipped = new LinkedHashSet<>();
        for (Map.Entry<Integer, Path> entry : kept.entrySet()) {
            Weights weights = Weights.of(Checkpoint.load(entry.getValue()).weights());
            ModelArgument.requireNumbers(entry.getValue(), weights);
            Model model = Model.of(network, weights, preprocessing, List.of());
            List<Map<String, Object>> numbers = new ArrayList<>();
            epoch(
                    output,
                    model,
                    kernels,
                    name,
                    entry.getKey(),
                    pictures,
                    chosen,
                    skipped,
                    rows,
                    numbers);
            epochs.add(Map.of("epoch", entry.getKey(), "channels", numbers));
        }
        skipped.forEach(reason -> output.warn("left out: " + reason));
        looking.picture(output, () -> figure(network, name, kept, chosen, rows));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", name);
        answer.put("epochs", epochs);
        looking.numbers(output, () -> answer);
        return 0;
    }

    private static void epoch(
            Output output,
            Model model,
            Kernels kernels,
            String node,
            int epoch,
            Dataset pictures,
            List<Integer> channels,
            Set<String> skipped,
            List<List<Block>> rows,
            List<Map<String, Object>> numbers)
            throws IOException {
        TopActivations top =
                TopActivations.of(model, kernels, node, Math.min(BATCH, pictures.size()));
        List<String> bad = new ArrayList<>();
        List<TopActivations.Channel> found;
        try (Progress progress = Progress.of(output, "epoch " + epoch, pictures.size())) {
            found = top.of(pictures, channels, 1, bad, (done, _) -> progress.to(done));
        }
        skipped.addAll(bad);
        Excitations excitations = Excitations.of(model, kernels, node, 1);
        for (int i = 0; i < found.size(); i++) {
            List<Excitation> shown = excitations.of(pictures, found.get(i).places());
            numbers.add(Top9Command.numbers(pictures, channels.get(i), shown));
            rows.get(i)
                    .add(
                            shown.isEmpty()
                                    ? Blocks.text("nothing", Type.SMALL, Palette.MUTED)
                                    : Blocks.row(
                                            3,
                                            Align.START,
                                            ExcitationTiles.projection(shown.getFirst()),
                                            ExcitationTiles.patch(shown.getFirst())));
        }
    }

    private static Figure figure(
            Network network,
            String node,
            SortedMap<Integer, Path> kept,
            List<Integer> channels,
            List<List<Block>> rows) {
        int height = rows.stream().flatMap(List::stream).mapToInt(Block::height).max().orElse(0);
        List<Block> labels = new ArrayList<>(List.of(Blocks.text(" ")));
        for (int channel : channels) {
            Block label = Blocks.text("channel " + channel, Type.SMALL, Palette.MUTED);
            labels.add(Blocks.row(0, Align.START, label, Blocks.space(1, height)));
        }
        List<Block> columns = new ArrayList<>(List.of(Blocks.column(10, Align.START, labels)));
        int column = 0;
        for (int epoch : kept.keySet()) {
            List<Block> cells = new ArrayList<>();
            cells.add(Blocks.text("epoch " + epoch, Type.BOLD, Palette.INK));
            for (List<Block> row : rows) {
                cells.add(Blocks.row(0, Align.START, row.get(column), Blocks.space(1, height)));
            }
            columns.add(Blocks.column(10, Align.START, cells));
            column++;
        }
        return new Figure(
                "How %s of %s grew".formatted(node, network.name()),
                "The strongest activation of each channel over all pictures, projected back to"
                        + " pixels (grey is zero), beside what the unit saw.",
                Blocks.row(16, Align.START, columns));
    }
}
