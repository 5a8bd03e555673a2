package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.app.train.RunFolder;
import dev.fovea.explain.NetworkCost;
import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea compare NETWORK...}. */
@Command(
        name = "compare",
        description = {
            "Parameters, multiply-adds and memory of networks beside each other.",
            "Networks of the zoo get one input and one number of classes, the largest of their own"
                    + " unless told otherwise."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea compare mlp-128x3 vgg16 resnet18",
            "  fovea compare lenet5 small-cnn mlp-128x3 --input 28x28x1 --classes 10",
            "  fovea compare runs/NAME mobilenet_v2 --json"
        })
final class CompareCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "ARCH|MODEL|FILE.json",
            description = "Networks of the zoo, models or the folders of runs, networks as JSON.")
    private List<String> names;

    @Option(
            names = "--input",
            paramLabel = "HxWxC",
            defaultValue = "",
            description = "The input of the zoo's networks, such as 224x224x3.")
    private String input;

    @Option(
            names = "--classes",
            paramLabel = "N",
            defaultValue = "0",
            description = "The classes of the zoo's networks.")
    private int classes;

    @Option(names = "--json", description = "An array with an object for each network.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Zoo.Entry> zoo = new ArrayList<>();
        for (String name : names) {
            if (!isFile(name)) {
                zoo.add(Zoo.entry(name));
            }
        }
        Shape common = input.isEmpty() ? largest(zoo) : NetworkArgument.shape(input);
        int outputs =
                classes != 0 ? classes : zoo.stream().mapToInt(Zoo.Entry::classes).max().orElse(1);
        List<NetworkCost> costs = new ArrayList<>();
        for (String name : names) {
            costs.add(
                    NetworkCost.of(isFile(name) ? file(name) : Zoo.network(name, common, outputs)));
        }
        Output output = Output.of(spec, json);
        if (json) {
            output.answer(costs.stream().map(CompareCommand::answer).toList());
        } else {
            say(output, costs);
        }
        return 0;
    }

    private static boolean isFile(String name) {
        return NetworkArgument.isJsonFile(name)
                || NetworkArgument.isPath(name)
                || Files.exists(Path.of(name));
    }

    private static Network file(String name) throws IOException {
        // TensorFlow.js' models are JSON too.
        if (NetworkArgument.isJsonFile(name)
                && !(Files.isRegularFile(Path.of(name)) && ModelFormats.isModel(Path.of(name)))) {
            return NetworkArgument.read(Path.of(name));
        }
        Path description = Path.of(name).resolve(RunFolder.NETWORK);
        return Files.isRegularFile(description)
                ? NetworkArgument.read(description)
                : ModelArgument.load(Path.of(name), ReadOptions.none()).network();
    }

    private static Shape largest(List<Zoo.Entry> entries) {
        Shape largest = Shape.of(1, 1, 1);
        for (Zoo.Entry entry : entries) {
            largest = entry.input().size() > largest.size() ? entry.input() : largest;
        }
        return largest;
    }

    private static void say(Output output, List<NetworkCost> costs) {
        List<List<String>> table = new ArrayList<>();
        table.add(
                List.of(
                        "network",
                        "input",
                        "parameters",
                        "without the last layer",
                        "multiply-adds",
                        "weights",
                        "inference",
                        "training"));
        for (NetworkCost cost : costs) {
            table.add(
                    List.of(
                            cost.name(),
                            cost.input().toString(),
                            count(cost.parameters()),
                            count(cost.parameters() - cost.outputParameters()),
                            count(cost.multiplyAdds()),
                            megabytes(cost.weightBytes()),
                            megabytes(cost.inferenceBytes()),
                            megabytes(cost.trainingBytes())));
        }
        for (List<String> row : table) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = table.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                String gap = " ".repeat(width - row.get(i).length());
                line.append(i < 2 ? row.get(i) + gap : gap + row.get(i)).append("  ");
            }
            output.say(line.toString().stripTrailing());
        }
        output.say("");
        output.say(
                "memory of one picture, float32, estimated as summary does; training with"
                        + " momentum");
        for (NetworkCost cost : costs) {
            cost.firstConvolution()
                    .ifPresent(first ->
                            output.say(
                                    "%s: %s has %s weights (%s with biases); a dense layer from %s to the same %s would have %s"
                                            .formatted(
                                                    cost.name(),
                                                    first.node(),
                                                    count(first.weights()),
                                                    count(first.weights() + first.biases()),
                                                    first.input(),
                                                    first.output(),
                                                    count(first.denseWeights()))));
        }
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    private static Map<String, Object> answer(NetworkCost cost) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", cost.name());
        answer.put("input", cost.input().toArray());
        answer.put("parameters", cost.parameters());
        answer.put("withoutLastLayer", cost.parameters() - cost.outputParameters());
        answer.put("multiplyAdds", cost.multiplyAdds());
        answer.put("weightBytes", cost.weightBytes());
        answer.put("inferenceBytes", cost.inferenceBytes());
        answer.put("trainingBytes", cost.trainingBytes());
        cost.firstConvolution()
                .ifPresent(first -> {
                    Map<String, Object> replaced = new LinkedHashMap<>();
                    replaced.put("node", first.node());
                    replaced.put("weights", first.weights());
                    replaced.put("biases", first.biases());
                    replaced.put("denseWeights", first.denseWeights());
                    answer.put("firstConvolution", replaced);
                });
        return answer;
    }
}
