package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageTest {
    /** Pixel (y, x) has the values 10 y + x, and 100 and 200 more in the other channels. */
    private static Image counting(int height, int width, int channels) {
        byte[] pixels = new byte[height * width * channels];
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / channels;
            pixels[i] = (byte) (10 * (pixel / width) + pixel % width + 100 * (i % channels));
        }
        return Image.of(height, width, channels, pixels);
    }

    @Test
    void pixelsLieRowByRow() {
        Image image = counting(2, 3, 3);
        assertThat(image.at(1, 2, 0)).isEqualTo(12);
        assertThat(image.at(1, 2, 2)).isEqualTo(212);
        assertThat(image).hasToString("Image 2x3x3");
        assertThatThrownBy(() -> image.at(2, 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("(2, 0, 0) lies outside Image 2x3x3");
    }

    @Test
    void equalityComparesPixels() {
        assertThat(counting(2, 3, 3)).isEqualTo(counting(2, 3, 3));
        assertThat(counting(2, 3, 3)).hasSameHashCodeAs(counting(2, 3, 3));
        assertThat(counting(2, 3, 3)).isNotEqualTo(counting(3, 2, 3));
        Image other = Image.of(2, 3, 3, counting(2, 3, 3).pixels().clone());
        other.pixels()[7]++;
        assertThat(other).isNotEqualTo(counting(2, 3, 3));
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> Image.of(2, 3, 3, new byte[17]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Image: 2 x 3 x 3 (height x width x channels) needs 18 bytes, got 17");
        assertThatThrownBy(() -> Image.of(2, 3, 2, new byte[12]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the channels 1 or 3, got 2 x 3 x 2");
        assertThatThrownBy(() -> Image.black(40_000, 40_000, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 2^31 - 65 bytes");
    }

    @Test
    void cropTakesAPart() {
        Image part = counting(5, 6, 3).crop(1, 2, 3, 4);
        assertThat(part.at(0, 0, 0)).isEqualTo(12);
        assertThat(part.at(2, 3, 1)).isEqualTo(135);
        assertThatThrownBy(() -> counting(5, 6, 3).crop(3, 0, 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Image.crop: 3 x 1 from row 3, column 0 does not lie inside Image 5x6x3");
    }

    @Test
    void centerCropRoundsHalvesToEven() {
        // torchvision: round((6 - 3) / 2) = round(1.5) = 2, round((8 - 3) / 2) = round(2.5) = 2
        Image part = counting(6, 8, 1).centerCrop(3, 3);
        assertThat(part.at(0, 0, 0)).isEqualTo(22);
    }

    @Test
    void centerCropPadsWhatIsTooSmall() {
        Image padded = counting(2, 6, 1).centerCrop(5, 3);
        // 3 rows are missing: 1 before, 2 after; columns start at round(1.5) = 2
        assertThat(padded.at(0, 0, 0)).isZero();
        assertThat(padded.at(1, 0, 0)).isEqualTo(2);
        assertThat(padded.at(2, 2, 0)).isEqualTo(14);
        assertThat(padded.at(3, 0, 0)).isZero();
        assertThat(padded.at(4, 2, 0)).isZero();
    }

    @Test
    void flipHorizontalReversesColumns() {
        Image flipped = counting(2, 3, 3).flipHorizontal();
        assertThat(flipped.at(1, 0, 1)).isEqualTo(112);
        assertThat(flipped.flipHorizontal()).isEqualTo(counting(2, 3, 3));
    }

    @Test
    void grayIsPillowsLuma() {
        byte[] pixels = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 10, 20, 30};
        Image grey = Image.of(1, 4, 3, pixels).toGray();
        assertThat(grey).isEqualTo(Image.of(1, 4, 1, new byte[] {76, (byte) 150, 29, 18}));
        assertThat(Golden.image("photo.png").toGray()).isEqualTo(Golden.image("files/grey8.png"));
    }

    @Test
    void greyBecomesThreeEqualChannels() {
        Image rgb = counting(2, 2, 1).toRgb();
        assertThat(rgb.channels()).isEqualTo(3);
        assertThat(rgb.toGray()).isEqualTo(counting(2, 2, 1));
        assertThatThrownBy(() -> rgb.withChannels(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 4");
    }
}
