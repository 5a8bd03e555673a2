package dev.fovea.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.image.ImageException;
import dev.fovea.image.ImageFormat;
import dev.fovea.image.Orientation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The application reads WebP: core's decoder finds the plug-in that app brings along. */
class WebpPluginTest {
    private static final Path GOLDEN =
            Path.of("..", "core", "src", "test", "resources", "dev", "fovea", "image", "golden");
    private static final ImageDecoder DECODER = ImageDecoder.standard();

    private static Image read(String name) throws IOException {
        return DECODER.read(GOLDEN.resolve(name));
    }

    @Test
    void losslessGivesTheVeryPixels() throws IOException {
        assertThat(ImageFormat.readableNames()).isEqualTo("JPEG, PNG, GIF, BMP, WebP");
        assertThat(read("files/lossless.webp")).isEqualTo(read("photo.png"));
        assertThat(read("files/alpha.webp")).isEqualTo(read("files/alpha.webp.expected.png"));
        assertThat(DECODER.probe(GOLDEN.resolve("files/alpha.webp")).mode()).isEqualTo("RGBA");
    }

    /** The plug-in blows up the colour planes more simply than libwebp does. */
    @Test
    void lossyGivesThemNearly() throws IOException {
        byte[] pixels = read("files/lossy.webp").pixels();
        byte[] expected = read("files/lossy.webp.expected.png").pixels();
        double sum = 0;
        for (int i = 0; i < pixels.length; i++) {
            sum += Math.abs((pixels[i] & 0xff) - (expected[i] & 0xff));
        }
        assertThat(sum / pixels.length).isLessThan(3);
    }

    @Test
    void orientationIsObeyed() throws IOException {
        assertThat(read("files/oriented.webp"))
                .isEqualTo(Orientation.TURN_RIGHT.apply(read("photo.png")));
    }

    @Test
    void damageIsAnErrorOfOurs() throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN.resolve("files/lossless.webp"));
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        assertThatThrownBy(() -> DECODER.read(cut, "cat.webp"))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("cat.webp: truncated: the WebP says");
        long seed = Long.getLong("fovea.test.seed", 8);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] data = whole.clone();
            data[20 + random.nextInt(data.length - 20)] = (byte) random.nextInt();
            try {
                Image image = DECODER.withMaxPixels(100_000).read(data, "cat.webp");
                assertThat(image.channels()).isEqualTo(3);
            } catch (ImageException e) {
                assertThat(e).as("seed %d", seed).hasMessageStartingWith("cat.webp: ");
            }
        }
    }
}
