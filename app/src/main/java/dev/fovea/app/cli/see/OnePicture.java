package dev.fovea.app.cli.see;

import dev.fovea.app.terminal.Output;
import dev.fovea.explain.PreparedPicture;
import dev.fovea.image.ImageDecoder;
import dev.fovea.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A model, and one picture that it looks at. */
final class OnePicture {
    @Mixin private OneModel model;

    @Parameters(
            index = "1",
            paramLabel = "IMAGE",
            description = "A picture: JPEG, PNG, GIF, BMP, WebP.")
    private Path image;

    /** As {@link OneModel#load}. */
    Model model(Output output) throws IOException {
        return model.load(output);
    }

    /** The picture as this model reads it. */
    PreparedPicture picture(Model loaded) throws IOException {
        return PreparedPicture.of(loaded, ImageDecoder.standard().read(image));
    }

    /** The picture's file name. */
    String imageName() {
        return String.valueOf(image.getFileName());
    }
}
