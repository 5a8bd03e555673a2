package dev.fovea.app.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Generated pictures of 12 x 12 pixels in three colours, and networks that learn them at once. */
final class TinyData {
    static final List<String> CLASSES = List.of("blue", "green", "red");

    private static final int SIDE = 12;

    private TinyData() {}

    /** One folder a class. */
    static Path folder(Path folder, int picturesOfAClass) throws IOException {
        var random = new Random(7);
        for (int c = 0; c < CLASSES.size(); c++) {
            Path of = Files.createDirectories(folder.resolve(CLASSES.get(c)));
            for (int i = 0; i < picturesOfAClass; i++) {
                picture(of.resolve("picture" + i + ".png"), c, random);
            }
        }
        return folder;
    }

    private static void picture(Path file, int label, Random random) throws IOException {
        var picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int noise = random.nextInt(100);
                int strong = 150 + random.nextInt(100);
                picture.setRGB(x, y, strong << (8 * label) | noise << (8 * ((label + 1) % 3)));
            }
        }
        ImageIO.write(picture, "png", file.toFile());
    }

    /** A network for them as a JSON file. */
    static Path network(Path file, int outputs) throws IOException {
        return Files.writeString(
                file,
                """
                {
                  "fovea": 1, "name": "tiny", "input": [12, 12, 3],
                  "nodes": [
                    {"name": "conv1", "layer": "Conv2d", "filters": 8, "kernel": 3, "padding": "same"},
                    {"name": "relu1", "layer": "Relu"},
                    {"name": "pool1", "layer": "GlobalAvgPool"},
                    {"name": "flatten", "layer": "Flatten"},
                    {"name": "drop", "layer": "Dropout", "rate": 0.1},
                    {"name": "fc", "layer": "Dense", "units": %d}
                  ]
                }
                """
                        .formatted(outputs));
    }

    /** A network for them without a map. */
    static Path dense(Path file, int outputs) throws IOException {
        return Files.writeString(
                file,
                """
                {
                  "fovea": 1, "name": "tiny-dense", "input": [12, 12, 3],
                  "nodes": [
                    {"name": "flatten", "layer": "Flatten"},
                    {"name": "fc1", "layer": "Dense", "units": 8},
                    {"name": "relu1", "layer": "Relu"},
                    {"name": "fc2", "layer": "Dense", "units": %d}
                  ]
                }
                """
                        .formatted(outputs));
    }
}
