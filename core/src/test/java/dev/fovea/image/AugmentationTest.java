package dev.fovea.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
    private static final Image PHOTO = Golden.image("photo.png");

    /** A grey picture without black: 1 in the first column, 2 in the second, ... */
    private static Image ramp(int height, int width) {
        byte[] pixels = new byte[height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (1 + i % width);
        }
        return Image.of(height, width, 1, pixels);
    }

    private static double mean(int count, ToDoubleFunction<SampleRandom> draw) {
        return IntStream.range(0, count)
                .mapToDouble(i -> draw.applyAsDouble(SampleRandom.of(1, 2, i)))
                .average()
                .orElseThrow();
    }

    @Test
    void flipsAsOftenAsAsked() {
        Image image = ramp(1, 2);
        var half = new HorizontalFlip(0.5);
        assertThat(mean(4000, r -> half.apply(image, r).at(0, 0, 0) - 1))
                .isCloseTo(0.5, within(0.03));
        assertThat(mean(100, r -> new HorizontalFlip(0).apply(image, r).at(0, 0, 0))).isEqualTo(1);
        assertThat(mean(100, r -> new HorizontalFlip(1).apply(image, r).at(0, 0, 0))).isEqualTo(2);
    }

    @Test
    void cropMovesByUpToThePadding() {
        Image image = ramp(9, 20);
        Set<Integer> corners = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            Image moved = new PadAndCrop(2).apply(image, SampleRandom.of(3, 0, i));
            assertThat(moved.height()).isEqualTo(9);
            assertThat(moved.width()).isEqualTo(20);
            corners.add(moved.at(4, 10, 0) - 11);
            int blackAbove = moved.at(0, 10, 0) == 0 ? 1 : 0;
            int blackBelow = moved.at(8, 10, 0) == 0 ? 1 : 0;
            assertThat(blackAbove + blackBelow).isLessThan(2);
        }
        assertThat(corners).containsExactlyInAnyOrder(-2, -1, 0, 1, 2);
    }

    @Test
    void shiftLeavesBlack() {
        Image moved = Shift.by(ramp(3, 4), 1, -1);
        assertThat(moved)
                .isEqualTo(Image.of(3, 4, 1, new byte[] {0, 0, 0, 0, 2, 3, 4, 0, 2, 3, 4, 0}));
        Set<Integer> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            first.add(new Shift(0.25).apply(ramp(4, 8), SampleRandom.of(0, 0, i)).at(2, 4, 0));
        }
        assertThat(first).isSubsetOf(3, 4, 5, 6, 7).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, -37})
    void rotationIsPillowsToOneLevel(int degrees) {
        Image expected = Golden.image("augment/rotate%d.png".formatted(degrees));
        assertThat(Golden.worst(Rotate.by(PHOTO, degrees), expected)).isLessThanOrEqualTo(1);
    }

    @Test
    void rightAnglesAreExact() {
        Image square = PHOTO.crop(0, 0, 30, 30);
        assertThat(Rotate.by(square, 90)).isEqualTo(Orientation.TURN_LEFT.apply(square));
        assertThat(Rotate.by(square, -90)).isEqualTo(Orientation.TURN_RIGHT.apply(square));
    }

    @Test
    void rotationStaysWithinItsAngle() {
        // A turn by at most 10 degrees leaves the middle of the upper edge near where it was.
        double farthest = 0;
        for (int i = 0; i < 200; i++) {
            Image turned = new Rotate(10).apply(ramp(41, 41), SampleRandom.of(0, 1, i));
            farthest = Math.max(farthest, Math.abs(turned.at(2, 20, 0) - 21));
        }
        // 18 rows above the middle, 18 * tan(10 degrees) = 3.2 columns
        assertThat(farthest).isBetween(2.5, 3.6);
    }

    @Test
    void zoomIsAboutTheMiddle() {
        Image image = ramp(41, 41);
        Image larger = Zoom.by(image, 2);
        assertThat(larger.at(20, 20, 0)).isEqualTo(21);
        assertThat(larger.at(20, 30, 0)).isEqualTo(26);
        Image smaller = Zoom.by(image, 0.5);
        assertThat(smaller.at(20, 25, 0)).isEqualTo(31);
        assertThat(smaller.at(20, 5, 0)).isZero();
        assertThat(Zoom.by(image, 1)).isEqualTo(image);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.35, 1.7})
    void coloursAreChangedAsByPillow(double factor) {
        assertThat(ColorJitter.brighten(PHOTO, factor))
                .isEqualTo(Golden.image("augment/brightness%s.png".formatted(factor)));
        assertThat(ColorJitter.contrast(PHOTO, factor))
                .isEqualTo(Golden.image("augment/contrast%s.png".formatted(factor)));
        assertThat(ColorJitter.saturate(PHOTO, factor))
                .isEqualTo(Golden.image("augment/saturation%s.png".formatted(factor)));
    }

    @Test
    void colourJitterStaysWithinItsStrength() {
        Image grey = Image.of(1, 1, 1, new byte[] {100});
        var brightness = new ColorJitter(0.2, 0, 0);
        double least = 255;
        double most = 0;
        for (int i = 0; i < 500; i++) {
            int value = brightness.apply(grey, SampleRandom.of(5, 5, i)).at(0, 0, 0);
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertThat(least).isBetween(79.0, 82.0);
        assertThat(most).isBetween(118.0, 120.0);
    }

    @Test
    void erasingCoversTheAskedArea() {
        Image image = Image.black(50, 60, 3);
        var erase = new RandomErasing(0.7, Range.of(0.1, 0.2), Range.of(0.5, 2));
        int untouched = 0;
        for (int i = 0; i < 300; i++) {
            Image erased = erase.apply(image, SampleRandom.of(7, 0, i));
            if (erased.equals(image)) {
                untouched++;
                continue;
            }
            int first = 3000;
            int last = 0;
            int left = 60;
            int right = 0;
            for (int pixel = 0; pixel < 3000; pixel++) {
                int y = pixel / 60;
                int x = pixel % 60;
                if (erased.at(y, x, 0) + erased.at(y, x, 1) + erased.at(y, x, 2) > 0) {
                    first = Math.min(first, y);
                    last = Math.max(last, y);
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                }
            }
            int height = last - first + 1;
            int width = right - left + 1;
            assertThat(height * width).isBetween(280, 640);
            assertThat((double) height / width).isBetween(0.45, 2.2);
        }
        assertThat(untouched / 300.0).isCloseTo(0.3, within(0.08));
    }

    @Test
    void resizedCropTakesPiecesOfTheAskedArea() {
        // The columns that are seen tell the width of the piece.
        Image image = ramp(200, 250);
        var crop = new RandomResizedCrop(8, 50, Range.of(0.25, 0.36), Range.of(1, 1));
        Set<Integer> starts = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Image piece = crop.apply(image, SampleRandom.of(2, 0, i));
            assertThat(piece.height()).isEqualTo(8);
            assertThat(piece.width()).isEqualTo(50);
            double width = (piece.at(4, 40, 0) - piece.at(4, 10, 0)) / 30.0 * 50;
            assertThat(width * width / 50_000).isBetween(0.23, 0.38);
            starts.add(piece.at(4, 0, 0));
        }
        assertThat(starts).hasSizeGreaterThan(60);
    }

    @Test
    void resizedCropOfAStripTakesItsMiddle() {
        Image strip = ramp(2, 200);
        Image piece = RandomResizedCrop.of(2, 3).apply(strip, SampleRandom.of(1, 1, 1));
        assertThat(piece.at(0, 1, 0)).isBetween(99, 102);
        Image one = RandomResizedCrop.of(4, 4).apply(ramp(1, 1), SampleRandom.of(1, 1, 1));
        assertThat(one.at(3, 3, 0)).isEqualTo(1);
    }

    @Test
    void everyStepTakesTheSmallestPicture() {
        Augmentations all =
                Augmentations.parse(
                        "flip,crop:2,shift:0.5,rotate:90,scale:0.5,color:0.5,erase:1,"
                                + "resized-crop:3x2");
        for (int channels : new int[] {1, 3}) {
            Image changed = all.apply(Image.black(1, 1, channels), 1, 2, 3);
            assertThat(changed.channels()).isEqualTo(channels);
            assertThat(changed.height()).isEqualTo(3);
        }
    }

    @Test
    void seedEpochAndIndexDecideAndNothingElse() {
        Augmentations some = Augmentations.parse("flip,crop:4,rotate:10,color:0.2,erase:0.25");
        List<Image> one = IntStream.range(0, 64).mapToObj(i -> some.apply(PHOTO, 5, 1, i)).toList();
        List<Image> many =
                IntStream.range(0, 64)
                        .parallel()
                        .mapToObj(i -> some.apply(PHOTO, 5, 1, i))
                        .toList();
        assertThat(many).isEqualTo(one);
        assertThat(new HashSet<>(one)).hasSize(64);
        assertThat(some.apply(PHOTO, 5, 2, 0)).isNotEqualTo(one.get(0));
        assertThat(some.apply(PHOTO, 6, 1, 0)).isNotEqualTo(one.get(0));
    }

    @Test
    void theNumbersStayTheSameForEver() {
        SampleRandom random = SampleRandom.of(1, 2, 3);
        assertThat(random.next()).isEqualTo(0x12588D809DCE88A7L);
        assertThat(random.next()).isEqualTo(0xDD034EA7D44E8739L);
    }

    @ParameterizedTest
    @CsvSource({"0.2", "1.0", "3.5"})
    void mixupDrawsFromBeta(double alpha) {
        var mixup = new Mixup(alpha);
        double[] draws =
                IntStream.range(0, 20_000).mapToDouble(i -> mixup.lambda(9, 0, i)).toArray();
        double mean =
                IntStream.range(0, draws.length).mapToDouble(i -> draws[i]).sum() / draws.length;
        double square = 0;
        double fourth = 0;
        for (double draw : draws) {
            assertThat(draw).isBetween(0.0, 1.0);
            square += Math.pow(draw - 0.5, 2) / draws.length;
            fourth += Math.pow(draw - 0.5, 4) / draws.length;
        }
        // Beta(a, a): variance 1 / (4 (2 a + 1)), fourth moment 3 / (16 (2 a + 1) (2 a + 3))
        assertThat(mean).isCloseTo(0.5, within(0.01));
        assertThat(square).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.003));
        assertThat(fourth).isCloseTo(3 / (16 * (2 * alpha + 1) * (2 * alpha + 3)), within(0.001));
        assertThat(mixup.lambda(9, 0, 7)).isEqualTo(draws[7]);
        assertThat(Mixup.NONE.lambda(9, 0, 7)).isEqualTo(1);
        assertThat(new Mixup(0.001).lambda(9, 0, 7)).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none                                     | none",
                "flip,crop:4,rotate:10,color:0.2,erase:0.25 | flip,crop:4,rotate:10,color:0.2,erase:0.25",
                " Flip:.3 , shift:0.10                    | flip:0.3,shift:0.1",
                "scale:0.1                                | scale:0.9..1.1",
                "scale:0.5..1.5                           | scale:0.5..1.5",
                "resized-crop:224                         | resized-crop:224",
                "resized-crop:28x32:0.5..1:0.9..1.1       | resized-crop:28x32:0.5..1:0.9..1.1",
                "resized-crop:28:0.5..1                   | resized-crop:28:0.5..1",
                "color:0.1:0.2:0                          | color:0.1:0.2:0",
                "erase:1:0.1..0.2                         | erase:1:0.1..0.2",
                "flip,mixup:0.2                           | flip,mixup:0.2",
                "mixup:0.4                                | mixup:0.4",
                "rotate:0.0001                            | rotate:0.0001",
            })
    void textsComeBack(String text, String canonical) {
        Augmentations parsed = Augmentations.parse(text);
        assertThat(parsed).hasToString(canonical);
        assertThat(Augmentations.parse(canonical)).isEqualTo(parsed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flop         | there is no \"flop\"; there are flip[:chance], crop:pixels,",
                "flip,,crop:4 | there is no \"\"; there are",
                "crop         | \"crop\" needs exactly 1 value behind it;",
                "crop:two     | \"crop:two\" needs a whole number of pixels, not \"two\";",
                "crop:0       | the padding of a crop lies between 1 and 10,000, got 0",
                "flip:2       | the chance of a flip lies between 0 and 1, got 2.0",
                "rotate:-5    | \"rotate:-5\" needs a number such as 0.2, not \"-5\"",
                "color:1:2    | \"color:1:2\" needs one strength, or brightness:contrast:saturation",
                "erase:1:0.2  | \"erase:1:0.2\" needs a range such as 0.1..0.5, not \"0.2\"",
                "scale:2..1   | a range goes from a smaller to a larger number, got 2..1",
                "scale:0..1   | the factors of a scale lie between 0.1 and 10, got 0..1",
                "mixup:1:2    | \"mixup:1:2\" needs exactly 1 value behind it",
            })
    void whatIsWrongInATextIsNamed(String text, String message) {
        assertThatThrownBy(() -> Augmentations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
