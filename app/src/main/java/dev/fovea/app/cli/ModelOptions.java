package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.data.DataException;
import dev.fovea.formats.ReadOptions;
import dev.fovea.image.Preprocessing;
import dev.fovea.image.PreprocessingPresets;
import dev.fovea.json.Json;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says of a model that its file may not say, or says otherwise. */
public final class ModelOptions {
    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            description =
                    "The structure, for files that hold only numbers: a network of the zoo, for as"
                            + " many classes as the file has, or a JSON file (default: recognised"
                            + " by the names of the weights).")
    private @Nullable String arch;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "The names of the classes, one a line, in the order of the outputs.")
    private @Nullable Path labels;

    @Option(
            names = "--preprocess",
            paramLabel = "PRESET",
            description =
                    "How pictures are prepared: torchvision, caffe, tf, unit:HxWxC for bytes over"
                            + " 255, or a JSON file, such as a run's preprocessing.json (default:"
                            + " what the model says).")
    private @Nullable String preprocess;

    boolean areGiven() {
        return arch != null || labels != null || preprocess != null;
    }

    /**
     * @throws IllegalArgumentException for an unknown network or preset
     * @throws IOException if a file cannot be read
     */
    public ReadOptions read() throws IOException {
        ReadOptions options = ReadOptions.none();
        if (arch != null) {
            options = withArch(options, arch);
        }
        if (labels != null) {
            options = options.withLabels(labels(labels));
        }
        if (preprocess != null) {
            options = options.withPreprocessing(preprocessing(preprocess));
        }
        return options;
    }

    /** With a network of a JSON file as it is, or one of the zoo for the classes of the file. */
    static ReadOptions withArch(ReadOptions options, String arch) throws IOException {
        return NetworkArgument.isJsonFile(arch)
                ? options.withNetwork(NetworkArgument.read(Path.of(arch)))
                : options.withZoo(arch);
    }

    static Preprocessing preprocessing(String preset) throws IOException {
        if (NetworkArgument.isJsonFile(preset)) {
            return ownPreprocessing(Path.of(preset));
        }
        try {
            return PreprocessingPresets.of(preset);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--preprocess: " + e.getMessage(), e);
        }
    }

    private static Preprocessing ownPreprocessing(Path file) throws IOException {
        try {
            return Preprocessing.fromMap(Json.parseObject(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    file.toString(), "--preprocess: no preprocessing: " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), "--preprocess: not a text in UTF-8");
        }
    }

    private static List<String> labels(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file).stream().map(String::strip).toList();
            // A newline at the end of the file is none more.
            List<String> names =
                    !lines.isEmpty() && lines.getLast().isEmpty()
                            ? lines.subList(0, lines.size() - 1)
                            : lines;
            if (names.isEmpty() || names.contains("")) {
                throw new DataException(
                        file.toString(), "--labels: one name a line, none empty; got an empty one");
            }
            return names;
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), "--labels: not a text in UTF-8");
        }
    }

    /** Says what a reader had to assume, since a wrong guess gives wrong answers, not errors. */
    public static void sayAssumptions(Output output, Model model) {
        sayAssumptions(output, model.provenance(), model.preprocessing());
    }

    static void sayAssumptions(
            Output output, Map<String, Object> provenance, Preprocessing preprocessing) {
        if ("assumed".equals(provenance.get("preprocessing"))) {
            output.warn(
                    "the file does not say how pictures are prepared; taken: "
                            + preprocessing.describe()
                            + ". --preprocess says otherwise");
        }
    }
}
