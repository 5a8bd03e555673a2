package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.app.train.RunFolder;
import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.nn.FieldAxis;
import dev.fovea.nn.Network;
import dev.fovea.nn.Summary;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.plan.PlanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea summary ARCH|MODEL|net.json}. */
@Command(
        name = "summary",
        description =
                "Layers, shapes, parameters, multiply-adds, memory and receptive fields of a network.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea summary vgg16",
            "  fovea summary small-vgg --input 32x32x3 --classes 5 --batch 64",
            "  fovea summary my-net.json --strict",
            "  fovea summary runs/NAME --plan --batch 16"
        })
final class SummaryCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "ARCH|MODEL|FILE.json",
            description =
                    "A network of the zoo, a model or the folder of a run, or a network as JSON.")
    private String network;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Pictures at once, for memory and plan (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--input",
            paramLabel = "HxWxC",
            defaultValue = "",
            description = "Another input, such as 32x32x3.")
    private String input;

    @Option(
            names = "--classes",
            paramLabel = "N",
            defaultValue = "0",
            description = "Another number of classes (networks of the zoo).")
    private int classes;

    @Option(names = "--strict", description = "Refuse windows that leave rows or columns unread.")
    private boolean strict;

    @Option(
            names = "--plan",
            description = "Also what runs here: algorithms, fusion, buffers and their memory.")
    private boolean plan;

    @Option(
            names = "--training",
            description = "With --plan: the plan for training instead of inference.")
    private boolean training;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --plan: threads to compute with (default: one a processor).")
    private int threads;

    @Option(names = "--json", description = "An object with parameters, multiplyAdds and layers.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (batch < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--batch: at least 1 picture, got " + batch);
        }
        if ((training || threads != 0) && !plan) {
            throw new ParameterException(
                    spec.commandLine(),
                    (training ? "--training" : "--threads") + ": only with --plan");
        }
        if (threads < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--threads: at least 1, got " + threads);
        }
        Network network = strict ? find().strict() : find();
        Summary summary = Summary.of(network);
        Output output = Output.of(spec, json);
        if (json) {
            Map<String, Object> answer = answer(summary);
            if (plan) {
                answer.put("plan", report(network));
            }
            output.answer(answer);
        } else {
            output.say(summary.toText(batch).stripTrailing());
            if (plan) {
                output.say("");
                output.say(report(network).toText().stripTrailing());
            }
        }
        return 0;
    }

    private Network find() throws IOException {
        Path path = Path.of(network);
        // TensorFlow.js' models are JSON too.
        if (NetworkArgument.isJsonFile(network)
                && !(Files.isRegularFile(path) && ModelFormats.isModel(path))) {
            return resized(NetworkArgument.read(Path.of(network)));
        }
        boolean exists = Files.exists(Path.of(network));
        if (exists || NetworkArgument.isPath(network)) {
            Path folder = Path.of(network);
            Path description = folder.resolve(RunFolder.NETWORK);
            if (Files.isRegularFile(description)) {
                return resized(NetworkArgument.read(description));
            }
            return resized(ModelArgument.load(folder, ReadOptions.none()).network());
        }
        return NetworkArgument.zoo(network, input, classes);
    }

    private Network resized(Network found) {
        if (classes != 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--classes is for networks of the zoo; "
                            + network
                            + " has its own ("
                            + found.outputShape()
                            + ")");
        }
        return input.isEmpty() ? found : found.withInput(NetworkArgument.shape(input));
    }

    private PlanReport report(Network network) {
        Mode mode = training ? Mode.TRAINING : Mode.INFERENCE;
        return Plan.report(network, Threads.kernels(threads), PlanOptions.of(mode, batch));
    }

    private Map<String, Object> answer(Summary summary) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", summary.name());
        answer.put("input", list(summary.input().toArray()));
        answer.put("batch", batch);
        answer.put("parameters", summary.parameters());
        answer.put("multiplyAdds", summary.multiplyAdds());
        answer.put("inferenceBytes", summary.inferenceBytes(batch));
        answer.put("trainingBytes", summary.trainingBytes(batch, 1));
        answer.put("layers", summary.rows().stream().map(SummaryCommand::layer).toList());
        answer.put("notes", summary.notes());
        return answer;
    }

    private static Map<String, Object> layer(Summary.Row row) {
        Map<String, Object> layer = new LinkedHashMap<>();
        int height = row.receptiveField().size().height();
        int width = row.receptiveField().size().width();
        layer.put("name", row.name());
        layer.put("type", row.type());
        layer.put("inputs", row.inputs());
        layer.put("outputShape", list(row.outputShape().toArray()));
        layer.put("parameters", row.parameters());
        layer.put("multiplyAdds", row.multiplyAdds());
        layer.put("activationBytes", row.activationBytes());
        layer.put("receptiveField", height == width ? height : List.of(height, width));
        if (!row.receptiveField().isWhole()) {
            FieldAxis rows = row.receptiveField().rows();
            FieldAxis columns = row.receptiveField().columns();
            layer.put("stride", pair(rows.stride(), columns.stride()));
            layer.put("centre", pair(rows.centre(0), columns.centre(0)));
        }
        return layer;
    }

    /** One number where both are the same. */
    private static Object pair(double rows, double columns) {
        return rows == columns ? rows : List.of(rows, columns);
    }

    private static List<Integer> list(int[] extents) {
        return Arrays.stream(extents).boxed().toList();
    }
}
