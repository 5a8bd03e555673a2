package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's Java example as it stands there. */
class ReadmeExampleTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path folder;

    @Test
    void trainsEvaluatesSavesLoadsAndPredicts() throws Exception {
        Matcher code = JAVA.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(code.find()).as("README.md has a Java example").isTrue();
        Files.writeString(folder.resolve("Example.java"), code.group(1));
        pictures();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--add-modules",
                                        "jdk.incubator.vector",
                                        "-cp",
                                        Path.of("target", "classes").toAbsolutePath().toString(),
                                        "Example.java"))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("accuracy [01]\\.\\d+").contains("probability=");
        assertThat(folder.resolve("model.safetensors")).isNotEmptyFile();
    }

    /** Bright and dark pictures, in a folder a class, and one beside. */
    private void pictures() throws IOException {
        var random = new Random(5);
        for (String name : List.of("bright", "dark")) {
            Files.createDirectories(folder.resolve("photos").resolve(name));
            for (int i = 0; i < 60; i++) {
                write(
                        folder.resolve("photos").resolve(name).resolve(i + ".png"),
                        name.equals("bright") ? 150 : 0,
                        random);
            }
        }
        write(folder.resolve("new.png"), 150, random);
    }

    private static void write(Path file, int floor, Random random) throws IOException {
        var image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, (floor + random.nextInt(100)) * 0x010101);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
