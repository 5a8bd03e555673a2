package dev.fovea.app.cli.see;

import dev.fovea.app.cli.ModelArgument;
import dev.fovea.app.cli.ModelOptions;
import dev.fovea.app.terminal.Output;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The model that a command looks into. */
final class OneModel {
    @Parameters(index = "0", paramLabel = "MODEL", description = ModelArgument.DESCRIPTION)
    private Path path;

    @Mixin private ModelOptions options;

    /** As the command line names it. */
    Path path() {
        return path;
    }

    /** Read, and said what had to be assumed. */
    Model load(Output output) throws IOException {
        return ModelArgument.loadToLook(path, options, output);
    }
}
