package dev.fovea.app.cli;

import dev.fovea.app.train.RunFolder;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A MODEL on the command line: a file, or the folder of a run. */
final class ModelArgument {
    private ModelArgument() {}

    static Model load(Path argument) throws IOException {
        return ModelFile.load(file(argument));
    }

    static Path file(Path argument) throws IOException {
        Path file = Files.isDirectory(argument) ? argument.resolve(RunFolder.MODEL) : argument;
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    argument.toString(),
                    null,
                    Files.isDirectory(argument)
                            ? "the folder holds no "
                                    + RunFolder.MODEL
                                    + "; a run writes it at its end (go on with train --resume)"
                            : "there is no such model; give a .safetensors file or the folder of a run");
        }
        return file;
    }
}
