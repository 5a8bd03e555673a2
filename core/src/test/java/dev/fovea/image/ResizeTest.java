package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {
    private static final List<ResizeFilter> PILLOW =
            List.of(
                    ResizeFilter.NEAREST,
                    ResizeFilter.BOX,
                    ResizeFilter.BILINEAR,
                    ResizeFilter.BICUBIC,
                    ResizeFilter.LANCZOS);
    private static final List<ResizeFilter> OPENCV =
            List.of(ResizeFilter.OPENCV_LINEAR, ResizeFilter.OPENCV_AREA);

    private static Image source(String name) {
        return name.equals("grey")
                ? Golden.image("photo.png").toGray()
                : Golden.image(name.equals("even") ? "resize/even.png" : name + ".png");
    }

    /** Height x width: smaller, larger, one side only, mixed, one pixel. */
    private static int[][] sizes(Image image) {
        int height = image.height();
        int width = image.width();
        return new int[][] {
            {17, 23}, {60, 90}, {height, 20}, {19, width}, {9, 100}, {53, 30}, {1, 1}
        };
    }

    static Stream<Arguments> pillowsPictures() {
        List<Arguments> cases = new ArrayList<>();
        for (String name : List.of("photo", "grey", "noise")) {
            for (int[] size : sizes(source(name))) {
                PILLOW.forEach(f -> cases.add(Arguments.of(name, f, size[0], size[1])));
            }
        }
        return cases.stream();
    }

    static Stream<Arguments> openCvsPictures() {
        List<Arguments> cases = new ArrayList<>();
        for (ResizeFilter filter : OPENCV) {
            for (int[] size : sizes(source("photo"))) {
                cases.add(Arguments.of("photo", filter, size[0], size[1]));
            }
            for (int[] size : new int[][] {{20, 30}, {10, 20}, {8, 12}, {20, 20}, {80, 120}}) {
                cases.add(Arguments.of("even", filter, size[0], size[1]));
            }
        }
        return cases.stream();
    }

    private static Image expected(String name, ResizeFilter filter, int height, int width) {
        return Golden.image("resize/%s-%s-%dx%d.png".formatted(name, filter.id(), height, width));
    }

    @ParameterizedTest
    @MethodSource("pillowsPictures")
    void givesPillowsBytes(String name, ResizeFilter filter, int height, int width) {
        Image resized = Resize.exact(source(name), height, width, filter);
        assertThat(resized).isEqualTo(expected(name, filter, height, width));
    }

    @ParameterizedTest
    @MethodSource("openCvsPictures")
    void givesOpenCvsBytesToOneLevel(String name, ResizeFilter filter, int height, int width) {
        Image resized = Resize.exact(source(name), height, width, filter);
        Image expected = expected(name, filter, height, width);
        assertThat(Golden.worst(resized, expected)).isLessThanOrEqualTo(1);
        long different =
                IntStream.range(0, resized.pixels().length)
                        .filter(i -> resized.pixels()[i] != expected.pixels()[i])
                        .count();
        assertThat(different).isLessThanOrEqualTo(resized.pixels().length / 100);
    }

    @Test
    void shorterSideRoundsAsTorchvisionDoes() {
        String text = new String(Golden.bytes("preprocess/sizes.txt"), StandardCharsets.US_ASCII);
        for (String line : text.lines().toList()) {
            String[] n = line.split(" ", -1);
            Image image = Image.black(Integer.parseInt(n[0]), Integer.parseInt(n[1]), 1);
            Image resized = Resize.shorterSide(image, 256, ResizeFilter.BOX);
            assertThat(resized.height()).as(line).isEqualTo(Integer.parseInt(n[2]));
            assertThat(resized.width()).as(line).isEqualTo(Integer.parseInt(n[3]));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCroppedWindowIsThatOfTheWholePicture(ResizeFilter filter) {
        long seed = Long.getLong("fovea.test.seed", 5);
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            int channels = random.nextBoolean() ? 1 : 3;
            byte[] pixels = new byte[(3 + random.nextInt(30)) * 17 * channels];
            random.nextBytes(pixels);
            Image image = Image.of(pixels.length / 17 / channels, 17, channels, pixels);
            int side = 2 + random.nextInt(40);
            int height = 1 + random.nextInt(side + 5);
            int width = 1 + random.nextInt(side + 5);
            assertThat(Resize.shorterSideAndCrop(image, side, height, width, filter))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(Resize.shorterSide(image, side, filter).centerCrop(height, width));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFlatPictureStaysFlat(ResizeFilter filter) {
        Image white = Image.of(1, 1, 3, new byte[] {(byte) 255, 7, (byte) 128});
        Image large = Resize.exact(white, 9, 14, filter);
        assertThat(large.at(8, 13, 0)).isEqualTo(255);
        assertThat(large.at(4, 0, 1)).isEqualTo(7);
        assertThat(Resize.exact(large, 5, 6, filter).at(4, 5, 2)).isEqualTo(128);
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        Image photo = Golden.image("photo.png");
        for (ResizeFilter filter : ResizeFilter.values()) {
            assertThat(Resize.exact(photo, 41, 61, filter)).isSameAs(photo);
        }
    }

    @Test
    void wrongSizesAndNamesAreRefused() {
        assertThatThrownBy(() -> Resize.exact(Image.black(2, 2, 1), 0, 5, ResizeFilter.BOX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0 x 5 x 1");
        assertThatThrownBy(() -> ResizeFilter.of("cubic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ResizeFilter: there is no \"cubic\"; there are nearest, box, bilinear,"
                                + " bicubic, lanczos, opencv-linear, opencv-area");
        assertThat(ResizeFilter.of("Bicubic")).isEqualTo(ResizeFilter.BICUBIC);
    }
}
