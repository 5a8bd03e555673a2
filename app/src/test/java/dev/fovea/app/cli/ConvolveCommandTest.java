package dev.fovea.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.image.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConvolveCommandTest {
    @TempDir private Path folder;

    @Test
    void theClassicExampleStepByStep() {
        CommandLineRun run = CommandLineRun.of("convolve", "--classic");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("6x6x1", "-> 4x4x1", "x 0, y 0", "x 3, y 3", "cross-correlation")
                .contains(
                        "sum of the products 40; the layer computes 40; with the kernel flipped"
                                + " -40");
    }

    @Test
    void aRampTellsAKernelFromItsFlippedSelf() {
        CommandLineRun run =
                CommandLineRun.of("convolve", "0 1 2; 0 1 2; 0 1 2", "--at", "0,0", "--json");

        JsonNode answer = JsonMapper.shared().readTree(run.out());
        JsonNode channel = answer.get("at").get("channels").get(0);
        assertThat(channel.get("sum").doubleValue()).isEqualTo(-8);
        assertThat(channel.get("output").doubleValue()).isEqualTo(-8);
        assertThat(channel.get("flippedOutput").doubleValue()).isEqualTo(8);
    }

    @Test
    void aPictureBesideItsKernelAndItsOutput() throws IOException {
        Path photo = folder.resolve("photo.png");
        byte[] pixels = new byte[60 * 80 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 7 % 251);
        }
        Png.write(Image.of(60, 80, 3, pixels), photo);
        Path out = folder.resolve("out.png");
        String[] command = {
            "convolve",
            photo.toString(),
            "--kernel",
            "gaussian",
            "--colour",
            "--stride",
            "2",
            "--padding",
            "same",
            "--out",
            out.toString()
        };

        CommandLineRun run = CommandLineRun.of(command);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("60x80x3").contains("-> 30x40x3");
        Image figure = ImageDecoder.standard().read(out);
        assertThat(figure.width()).isGreaterThan(400);

        byte[] before = Files.readAllBytes(out);
        CommandLineRun again = CommandLineRun.of(command);
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("is there already; replace it with --force");
        assertThat(Files.readAllBytes(out)).isEqualTo(before);
    }

    @Test
    void wrongInputIsOneLine() {
        String map = "0 1 2; 0 1 2; 0 1 2";
        refused("x 0 to 0, y 0 to 0; got 3,0", "convolve", map, "--at", "3,0");
        refused("there is no 'sobel'", "convolve", map, "--kernel", "sobel");
        refused("'same'; got '-1'", "convolve", map, "--padding=-1");
        refused("--stride: at least 1, got 0", "convolve", map, "--stride", "0");
        refused("ends in .png", "convolve", map, "--out", folder.resolve("a.gif").toString());
        refused("its folder does not exist", "convolve", map, "--out", "no-such-folder/a.png");
        refused("there is no such file", "convolve", folder.resolve("none.jpg").toString());
    }

    private static void refused(String words, String... command) {
        CommandLineRun run = CommandLineRun.of(command);
        assertThat(run.exit()).as(String.join(" ", command)).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.err().strip().lines().count()).isEqualTo(1);
    }
}
