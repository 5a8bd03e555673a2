package dev.fovea.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What loading takes beside the weights, in a JVM as {@code ./fovea predict} starts it: {@code
 * -Dfovea.fullsize=FOLDER} names the folder that the two write_full_size.py filled. Says how long
 * it took, from the page cache, {@code -Dfovea.test.runs} times (1 where it is not given).
 */
class LoadingTest {
    private static final String FOLDER = System.getProperty("fovea.fullsize", "");

    private static final List<String> OPTIONS =
            List.of(
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-XX:MaxRAMPercentage=70",
                    "-XX:+UseSerialGC",
                    "-Xmn32m",
                    "-XX:+UseTransparentHugePages");

    /** What may pass, in MiB. */
    private static final double MOST = 64;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vgg16.safetensors",
                "vgg16.pth",
                "vgg16_legacy.pth",
                "vgg16.h5",
                "vgg16_weights.h5",
                "vgg16.keras",
                "vgg16.onnx"
            })
    void littlePassingMemory(String name) throws IOException, InterruptedException {
        assumeTrue(!FOLDER.isEmpty(), "no -Dfovea.fullsize=FOLDER");
        Path file = Path.of(FOLDER, name);
        assumeTrue(Files.exists(file), "no " + file);
        Files.copy(file, OutputStream.nullOutputStream());
        int runs = Integer.getInteger("fovea.test.runs", 1);
        double[] seconds = new double[runs];
        double[] memory = new double[runs];
        for (int i = 0; i < runs; i++) {
            String[] said = load(file).split(" ", -1);
            seconds[i] = Double.parseDouble(said[0]);
            memory[i] = Double.parseDouble(said[1]);
        }
        Arrays.sort(seconds);
        Arrays.sort(memory);
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f s (%.2f to %.2f), %.0f MiB beside the weights%n",
                name,
                seconds[runs / 2],
                seconds[0],
                seconds[runs - 1],
                memory[runs - 1]);
        assertThat(memory[runs - 1]).as(name).isLessThan(MOST);
    }

    private static String load(Path file) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Loading.class.getName()));
        command.add(file.toString());
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(file.toString()).isZero();
            return said.strip();
        }
    }
}
