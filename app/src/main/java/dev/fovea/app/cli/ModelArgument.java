package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.app.train.RunFolder;
import dev.fovea.data.DataException;
import dev.fovea.formats.ModelFormats;
import dev.fovea.formats.ReadOptions;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Weights;
import dev.fovea.predict.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A MODEL on the command line: a file of any format that can be read, or the folder of a run. */
public final class ModelArgument {
    /** For help texts. */
    public static final String DESCRIPTION =
            "A model file (Fovea's or PyTorch's .safetensors, PyTorch's .pth or .pt, .onnx, Keras'"
                    + " .keras or .h5, TensorFlow.js' model.json) or the folder of a run or of"
                    + " TensorFlow.js.";

    private static final String TENSORFLOW_JS = "model.json";

    private ModelArgument() {}

    /** The model, with what the command line says of it. */
    public static Model load(Path argument, ReadOptions options) throws IOException {
        return ModelFormats.read(file(argument), options);
    }

    /**
     * The model, for commands that look into it: says what had to be assumed.
     *
     * @throws DataException if weights are not numbers, so that there is nothing to see
     */
    public static Model loadToLook(Path argument, ModelOptions options, Output output)
            throws IOException {
        Model model = load(argument, options.read());
        ModelOptions.sayAssumptions(output, model);
        requireNumbers(argument, model.weights());
        return model;
    }

    /**
     * @throws DataException if weights are NaN or infinite
     */
    public static void requireNumbers(Path file, Weights weights) throws DataException {
        List<String> bad = weights.withoutNumbers();
        if (!bad.isEmpty()) {
            String more = bad.size() == 1 ? "" : " and %d more".formatted(bad.size() - 1);
            throw new DataException(
                    file.toString(),
                    "%s%s %s numbers that are NaN or infinite, so there is nothing to see; 'fovea inspect %s' says more"
                            .formatted(
                                    bad.getFirst(), more, bad.size() == 1 ? "has" : "have", file));
        }
    }

    /** For one picture at a time; Fovea's own files go straight from the file to the kernels. */
    static Classifier classifier(
            Path argument, ModelOptions modelOptions, Output output, Kernels kernels)
            throws IOException {
        Path file = file(argument);
        if (!modelOptions.areGiven() && ModelFormats.isOwn(file)) {
            try (ModelFile header = ModelFile.open(file)) {
                ModelOptions.sayAssumptions(output, header.provenance(), header.preprocessing());
            }
            return Classifier.open(file, kernels, 1);
        }
        Model loaded = ModelFormats.read(file, modelOptions.read());
        ModelOptions.sayAssumptions(output, loaded);
        return Classifier.of(loaded, kernels, 1);
    }

    static Path file(Path argument) throws IOException {
        Path file = Files.isDirectory(argument) ? inside(argument) : argument;
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    argument.toString(),
                    null,
                    Files.isDirectory(argument)
                            ? "the folder holds no "
                                    + RunFolder.MODEL
                                    + ", which a run writes at its end (go on with train --resume),"
                                    + " and no model.json of TensorFlow.js"
                            : "there is no such model; give a model file or the folder of a run");
        }
        return file;
    }

    /** What a folder is named for: a run's model, or one of TensorFlow.js. */
    private static Path inside(Path folder) {
        Path tensorFlow = folder.resolve(TENSORFLOW_JS);
        Path own = folder.resolve(RunFolder.MODEL);
        return !Files.exists(own) && Files.exists(tensorFlow) ? tensorFlow : own;
    }
}
