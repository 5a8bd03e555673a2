package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
    @Test
    void pngComesBack(@TempDir Path folder) throws IOException {
        Image photo = Golden.image("photo.png");
        Path file = folder.resolve("photo.png");
        Png.write(photo, file);
        assertThat(ImageDecoder.standard().read(file)).isEqualTo(photo);
        Png.write(photo.toGray(), file);
        assertThat(ImageDecoder.standard().read(file)).isEqualTo(photo.toGray());
        assertThat(ImageDecoder.standard().probe(file).mode()).isEqualTo("L");
        assertThat(Files.readAllBytes(file)).isEqualTo(Png.encode(photo.toGray()));
    }

    /** 0 to 255 drawn one beside the other. */
    private static Image scale(Colormap colours) {
        float[] numbers = new float[256];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        return Pictures.heatmap(numbers, 1, 256, colours);
    }

    @Test
    void theSequentialScaleGetsLighterAllTheWay() {
        Image scale = scale(Colormap.SEQUENTIAL);
        Image grey = scale.toGray();
        for (int i = 1; i < 256; i++) {
            assertThat(grey.at(0, i, 0)).isGreaterThanOrEqualTo(grey.at(0, i - 1, 0));
        }
        assertThat(grey.at(0, 0, 0)).isLessThan(50);
        assertThat(grey.at(0, 255, 0)).isGreaterThan(200);
        // violet, teal, yellow
        assertThat(scale.at(0, 0, 2)).isGreaterThan(scale.at(0, 0, 1) + 40);
        assertThat(scale.at(0, 128, 1)).isGreaterThan(scale.at(0, 128, 0) + 80);
        assertThat(scale.at(0, 255, 0)).isGreaterThan(scale.at(0, 255, 2) + 80);
    }

    @Test
    void theDivergingScaleIsWhiteAtZero() {
        float[] map = {-2, -1, 0, 0.5f, 1, Float.NaN, Float.POSITIVE_INFINITY};
        Image drawn = Pictures.heatmap(map, 1, 7, Colormap.DIVERGING);
        for (int c = 0; c < 3; c++) {
            assertThat(drawn.at(0, 2, c)).isGreaterThan(235);
        }
        assertThat(drawn.at(0, 0, 2)).isGreaterThan(drawn.at(0, 0, 0) + 80);
        assertThat(drawn.at(0, 4, 0)).isGreaterThan(drawn.at(0, 4, 2) + 30);
        assertThat(drawn.crop(0, 5, 1, 1).pixels()).containsExactly(255, 0, 255);
        assertThat(drawn.at(0, 6, 0)).isGreaterThan(drawn.at(0, 6, 2) + 100);
        // Both ends are equally dark.
        Image ends = Pictures.heatmap(new float[] {-1, 1}, 1, 2, Colormap.DIVERGING).toGray();
        assertThat(Math.abs(ends.at(0, 0, 0) - ends.at(0, 1, 0))).isLessThan(12);
    }

    @Test
    void greyIsTheNumberItself() {
        Image scale = scale(Colormap.GREY);
        for (int i = 0; i < 256; i++) {
            assertThat(scale.at(0, i, 1)).isEqualTo(i);
        }
    }

    @Test
    void flatMapsAreDrawnToo() {
        Image zero = Pictures.heatmap(new float[4], 2, 2, Colormap.DIVERGING);
        assertThat(zero.at(1, 1, 0)).isGreaterThan(235);
        Image nothing = Pictures.heatmap(new float[] {Float.NaN}, 1, 1, Colormap.SEQUENTIAL);
        assertThat(nothing.pixels()).containsExactly(255, 0, 255);
        assertThatThrownBy(() -> Pictures.heatmap(new float[3], 2, 2, Colormap.GREY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("heatmap: 2 x 2 needs 4 numbers, got 3");
        assertThatThrownBy(() -> Pictures.heatmap(new float[1], 1, 1, Colormap.GREY, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 1.0 to 0.0");
    }

    @Test
    void enlargingRepeatsPixels() {
        Image large = Pictures.enlarge(Image.of(1, 2, 1, new byte[] {3, 4}), 3);
        assertThat(large)
                .isEqualTo(
                        Image.of(
                                3,
                                6,
                                1,
                                new byte[] {3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4}));
    }

    @Test
    void overlayBlends() {
        Image grey = Image.of(1, 1, 1, new byte[] {100});
        Image red = Image.of(1, 1, 3, new byte[] {(byte) 200, 0, 0});
        assertThat(Pictures.overlay(grey, red, 0.25).pixels()).containsExactly(125, 75, 75);
        assertThat(Pictures.overlay(grey, red, 1)).isEqualTo(red);
        assertThatThrownBy(() -> Pictures.overlay(grey, Image.black(1, 2, 1), 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "overlay: the pictures must have one size, got Image 1x1x1 and"
                                + " Image 1x2x1");
    }

    @Test
    void aContactSheetFillsRowsFromTheLeft() {
        Image a = Image.of(1, 2, 1, new byte[] {1, 1});
        Image b = Image.of(1, 2, 1, new byte[] {2, 2});
        Image sheet = Pictures.contactSheet(List.of(a, b, a), 2, 1, 9);
        assertThat(sheet.toGray())
                .isEqualTo(
                        Image.of(
                                5,
                                7,
                                1,
                                new byte[] {
                                    9, 9, 9, 9, 9, 9, 9, //
                                    9, 1, 1, 9, 2, 2, 9, //
                                    9, 9, 9, 9, 9, 9, 9, //
                                    9, 1, 1, 9, 9, 9, 9, //
                                    9, 9, 9, 9, 9, 9, 9
                                }));
        assertThat(Pictures.contactSheet(List.of(a), 8, 0, 0)).isEqualTo(a.toRgb());
        assertThatThrownBy(() -> Pictures.contactSheet(List.of(), 2, 1, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0, 2, 1 and 9");
    }
}
