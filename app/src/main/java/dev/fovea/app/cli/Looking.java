package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.image.ImageDecoder;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that look at one picture through one model have in common. */
public final class Looking {
    @Parameters(index = "0", paramLabel = "MODEL", description = ModelArgument.DESCRIPTION)
    private Path model;

    @Mixin private ModelOptions modelOptions;

    @Parameters(
            index = "1",
            paramLabel = "IMAGE",
            description = "A picture: JPEG, PNG, GIF, BMP, WebP.")
    private Path image;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads to compute with (default: one a processor).")
    private int threads;

    /** The model. */
    public Model model(Output output) throws IOException {
        Model loaded = ModelArgument.load(model, modelOptions.read());
        ModelOptions.sayAssumptions(output, loaded);
        return loaded;
    }

    /** The picture as this model reads it. */
    public PreparedPicture picture(Model loaded) throws IOException {
        return PreparedPicture.of(loaded, ImageDecoder.standard().read(image));
    }

    /** The fastest kernels on the threads asked for. */
    public Kernels kernels() {
        return Threads.kernels(threads);
    }

    /** The picture's file name. */
    public String imageName() {
        return String.valueOf(image.getFileName());
    }
}
