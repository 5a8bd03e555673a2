package dev.fovea.formats.torch;

import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Network;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of make_golden.py and the numbers in them. */
final class Golden {
    private Golden() {}

    /** The network whose parameters the files hold. */
    static Network network() {
        return Network.input(4, 4, 3)
                .then("conv", Conv2d.of(4, 3).withPadding(1))
                .then("norm", BatchNorm.of())
                .then("flatten", new Flatten())
                .then("fc", Dense.of(5))
                .withName("golden");
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return in.readAllBytes();
        }
    }

    static Path file(Path folder, String name) throws IOException {
        return Files.write(folder.resolve(name), bytes(name));
    }

    /** What make_golden.py's value() gives. */
    static float[] value(String name, Shape shape) {
        int seed = 0;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            seed += b;
        }
        float[] numbers = new float[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = ((i * 37 + seed) % 61 - 30) / 8f;
            if (name.endsWith("running_var")) {
                numbers[i] = Math.abs(numbers[i]) + 1;
            }
        }
        return numbers;
    }
}
