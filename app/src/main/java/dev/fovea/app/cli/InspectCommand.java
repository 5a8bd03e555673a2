package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.formats.Inspection;
import dev.fovea.formats.ModelFormats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea inspect FILE}. */
@Command(
        name = "inspect",
        description = {
            "What a model file holds: kind, structure, tensors, preprocessing, where it comes from.",
            "Ends with 2 if it has problems."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  fovea inspect vgg16.pth",
            "  fovea inspect net.pth --arch net.json",
            "  fovea inspect runs/NAME",
            "  fovea inspect model.safetensors --json"
        })
final class InspectCommand implements Callable<Integer> {
    private static final int LONGEST_FACT = 200;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = ModelArgument.DESCRIPTION)
    private Path file;

    @Mixin private ModelOptions modelOptions;

    @Option(
            names = "--json",
            description = "An object with format, facts, tensors, parameters, notes and problems.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path found = ModelArgument.file(file);
        Inspection inspection = ModelFormats.of(found).inspect(found, modelOptions.read());
        Output output = Output.of(spec, json);
        if (json) {
            output.answer(answer(inspection));
        } else {
            output.say(text(found, inspection));
        }
        return inspection.problems().isEmpty() ? 0 : Failures.BAD_INPUT;
    }

    private static long parameters(Inspection inspection) {
        return inspection.tensors().stream().mapToLong(tensor -> tensor.shape().size()).sum();
    }

    private static Map<String, Object> answer(Inspection inspection) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("format", inspection.format());
        answer.put("facts", inspection.facts());
        answer.put("parameters", parameters(inspection));
        answer.put("tensors", inspection.tensors().stream().map(InspectCommand::tensor).toList());
        answer.put("notes", inspection.notes());
        answer.put("problems", inspection.problems());
        return answer;
    }

    private static Map<String, Object> tensor(Inspection.TensorInfo tensor) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", tensor.name());
        answer.put("dtype", tensor.dtype());
        answer.put("shape", Arrays.stream(tensor.shape().toArray()).boxed().toList());
        return answer;
    }

    private static String text(Path file, Inspection inspection) {
        var text = new StringBuilder(file + ": " + inspection.format() + "\n");
        int width =
                inspection.facts().keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        inspection
                .facts()
                .forEach((name, fact) ->
                        text.append(padded(name, width)).append(shortened(fact)).append('\n'));
        List<Inspection.TensorInfo> tensors = inspection.tensors();
        if (!tensors.isEmpty()) {
            int names = tensors.stream().mapToInt(t -> t.name().length()).max().orElse(0) + 2;
            int dtypes = tensors.stream().mapToInt(t -> t.dtype().length()).max().orElse(0) + 2;
            text.append('\n');
            for (Inspection.TensorInfo tensor : tensors) {
                text.append(padded(tensor.name(), names))
                        .append(padded(tensor.dtype(), dtypes))
                        .append(tensor.shape())
                        .append('\n');
            }
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%,d tensors, %,d numbers",
                        tensors.size(),
                        parameters(inspection)));
        inspection.notes().forEach(note -> text.append("\nnote: ").append(note));
        inspection.problems().forEach(problem -> text.append("\nproblem: ").append(problem));
        return text.toString();
    }

    /** The first of what would not fit a line or two; {@code --json} has all of it. */
    private static String shortened(String fact) {
        return fact.length() <= LONGEST_FACT ? fact : fact.substring(0, LONGEST_FACT) + " ...";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
