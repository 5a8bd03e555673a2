package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Augmentations;
import dev.fovea.image.ChannelOrder;
import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.image.Preprocessing;
import dev.fovea.image.ResizeRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What batches hold. */
class BatchesTest {
    private static final Augmentations ALL =
            Augmentations.parse("resized-crop:24x20,flip,crop:2,color:0.3,erase:0.5,mixup:0.4");
    private static final Preprocessing RGB = Preprocessing.unit(24, 20, 3);

    @TempDir private static Path root;
    private static ImageFolder pictures;

    @BeforeAll
    static void writePictures() throws IOException {
        for (int i = 0; i < 23; i++) {
            String format = i % 3 == 0 ? "jpg" : "png";
            PictureFiles.write(
                    root.resolve(i % 2 == 0 ? "cat" : "dog")
                            .resolve("%02d.%s".formatted(i, format)),
                    PictureFiles.encoded(format, 30 + i, 40 - i, i));
        }
        pictures = ImageFolder.load(root, ImageDecoder.standard());
    }

    private static Packed packed(int count, int channels) {
        byte[] pixels = new byte[count * 6 * 5 * channels];
        new Random(3).nextBytes(pixels);
        int[] labels = new int[count];
        Arrays.setAll(labels, i -> i % 4);
        return Packed.of("train", 6, 5, channels, pixels, labels, List.of("a", "b", "c", "d"));
    }

    /** Everything that a batch holds, in a form that can be compared and kept. */
    private static String contents(Batch batch) {
        int size = batch.size();
        return "%d..%d %s %s %s %s %s"
                .formatted(
                        batch.start(),
                        batch.end(),
                        Arrays.toString(Arrays.copyOf(batch.indices(), size)),
                        Arrays.toString(Arrays.copyOf(batch.labels(), size)),
                        Arrays.toString(Arrays.copyOf(batch.partnerLabels(), size)),
                        batch.lambda(),
                        Arrays.toString(Arrays.copyOf(batch.x(), size * batch.sample().size())));
    }

    private static List<String> pass(
            Dataset data, Preprocessing preprocessing, BatchOptions options) throws IOException {
        List<String> all = new ArrayList<>();
        try (var batches = Batches.of(data, preprocessing, options)) {
            for (var b = batches.next(); b.isPresent(); b = batches.next()) {
                all.add(contents(b.get()));
            }
        }
        return all;
    }

    @Test
    void picturesComeInOrderAsThePreprocessingGivesThem() throws IOException {
        try (var batches = Batches.of(pictures, RGB, BatchOptions.of(10))) {
            assertThat(batches.count()).isEqualTo(3);
            assertThat(batches.sample()).hasToString("24x20x3");
            int seen = 0;
            for (int size : new int[] {10, 10, 3}) {
                Batch batch = batches.next().orElseThrow();
                assertThat(batch.size()).isEqualTo(size);
                assertThat(batch.start()).isEqualTo(seen);
                assertThat(batch.end()).isEqualTo(seen + size);
                assertThat(batch.lambda()).isEqualTo(1);
                for (int i = 0; i < size; i++, seen++) {
                    float[] expected = new float[24 * 20 * 3];
                    RGB.apply(pictures.image(seen), expected, 0);
                    assertThat(
                                    Arrays.copyOfRange(
                                            batch.x(),
                                            i * expected.length,
                                            (i + 1) * expected.length))
                            .isEqualTo(expected);
                    assertThat(batch.labels()[i]).isEqualTo(pictures.label(seen));
                    assertThat(batch.partnerLabels()[i]).isEqualTo(pictures.label(seen));
                    assertThat(batch.indices()[i]).isEqualTo(seen);
                }
            }
            assertThat(batches.next()).isEmpty();
            assertThat(batches.next()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theNumberOfThreadsChangesNothing(int threads) throws IOException {
        BatchOptions options = BatchOptions.of(5).withShuffle(7, 3).withAugmentations(ALL);
        List<String> alone = pass(pictures, RGB, options.withThreads(0, 1));
        assertThat(alone).hasSize(5).doesNotHaveDuplicates();
        for (int prefetch = 1; prefetch <= 3; prefetch++) {
            assertThat(pass(pictures, RGB, options.withThreads(threads, prefetch)))
                    .isEqualTo(alone);
        }
    }

    @Test
    void everyEpochShowsEveryPictureOnceInItsOwnOrder() throws IOException {
        Packed data = packed(37, 1);
        Preprocessing preprocessing = Preprocessing.unit(6, 5, 1);
        List<List<Integer>> orders = new ArrayList<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            List<Integer> order = new ArrayList<>();
            BatchOptions options = BatchOptions.of(8).withShuffle(1, epoch);
            try (var batches = Batches.of(data, preprocessing, options)) {
                for (var b = batches.next(); b.isPresent(); b = batches.next()) {
                    for (int i = 0; i < b.get().size(); i++) {
                        order.add(b.get().indices()[i]);
                        assertThat(b.get().labels()[i]).isEqualTo(data.label(b.get().indices()[i]));
                    }
                }
            }
            assertThat(order).hasSize(37).doesNotHaveDuplicates();
            orders.add(order);
        }
        assertThat(orders.get(0)).isNotEqualTo(orders.get(1)).isNotEqualTo(sorted(orders.get(0)));
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        return numbers.stream().sorted().toList();
    }

    @Test
    void aPassGoesOnWhereItStopped() throws IOException {
        BatchOptions options = BatchOptions.of(5).withShuffle(7, 3).withAugmentations(ALL);
        List<String> whole = pass(pictures, RGB, options);
        int stopped;
        try (var batches = Batches.of(pictures, RGB, options)) {
            batches.next();
            stopped = batches.next().orElseThrow().end();
        }
        assertThat(stopped).isEqualTo(10);
        assertThat(pass(pictures, RGB, options.withStart(stopped))).isEqualTo(whole.subList(2, 5));
        assertThat(pass(pictures, RGB, options.withStart(23))).isEmpty();
        assertThat(pass(pictures, RGB, options.withStart(99))).isEmpty();
    }

    @Test
    void aSmallLastBatchCanBeLeftOut() throws IOException {
        BatchOptions options = BatchOptions.of(5).withDropLast(true);
        assertThat(pass(pictures, RGB, options)).hasSize(4);
        assertThat(pass(pictures, RGB, options.withStart(15))).hasSize(1);
        assertThat(pass(pictures, RGB, options.withStart(20))).isEmpty();
        assertThat(pass(Subset.first(pictures, 20), RGB, options)).hasSize(4);
        assertThat(pass(Subset.none(pictures), RGB, options)).isEmpty();
    }

    /** Hides that the pictures are packed, so that they go the general way. */
    private record Unpacked(Packed packed) implements Dataset {
        @Override
        public int size() {
            return packed.size();
        }

        @Override
        public List<String> classes() {
            return packed.classes();
        }

        @Override
        public int label(int index) {
            return packed.label(index);
        }

        @Override
        public Image image(int index) {
            return packed.image(index);
        }

        @Override
        public String describe(int index) {
            return packed.describe(index);
        }

        @Override
        public String fingerprint() {
            return packed.fingerprint();
        }
    }

    @Test
    void packedPicturesTakeAShorterWayToTheSameNumbers() throws IOException {
        Preprocessing grey =
                Preprocessing.unit(6, 5, 1)
                        .withNormalization(1 / 255.0, List.of(0.3), List.of(0.4));
        Preprocessing bgr = Preprocessing.caffe().withResize(new ResizeRule.Exact(6, 5));
        assertThat(bgr.order()).isEqualTo(ChannelOrder.BGR);
        BatchOptions options = BatchOptions.of(7).withShuffle(2, 1);
        for (Preprocessing each :
                List.of(
                        grey,
                        bgr,
                        grey.withResize(new ResizeRule.None()),
                        Preprocessing.unit(6, 5, 3))) {
            Packed data = packed(20, each.channels());
            assertThat(SampleWriter.of(data, each, options))
                    .isInstanceOf(SampleWriter.FromPacked.class);
            assertThat(SampleWriter.of(new Unpacked(data), each, options))
                    .isInstanceOf(SampleWriter.FromPictures.class);
            assertThat(pass(data, each, options))
                    .isEqualTo(pass(new Unpacked(data), each, options));
        }
    }

    @Test
    void theShorterWayLeadsThroughViewsToo() throws IOException {
        Packed data = packed(20, 1);
        Preprocessing grey = Preprocessing.unit(6, 5, 1);
        Dataset view =
                Subset.of(
                        Subset.of(data, 19, 3, 7, 1).withClasses(List.of("d", "c", "b", "a")),
                        2,
                        0);
        assertThat(SampleWriter.of(view, grey, BatchOptions.of(2)))
                .isInstanceOf(SampleWriter.FromPacked.class);
        try (var batches = Batches.of(view, grey, BatchOptions.of(2))) {
            Batch batch = batches.next().orElseThrow();
            float[] expected = new float[60];
            grey.apply(data.image(7), expected, 0);
            grey.apply(data.image(19), expected, 30);
            assertThat(batch.x()).isEqualTo(expected);
            assertThat(batch.labels()).containsExactly(0, 0);
        }
    }

    @Test
    void whatThePreprocessingChangesGoesTheGeneralWay() throws IOException {
        Packed data = packed(4, 1);
        for (Preprocessing each :
                List.of(
                        Preprocessing.unit(6, 5, 3),
                        Preprocessing.unit(12, 10, 1),
                        Preprocessing.unit(1, 1, 1)
                                .withResize(new ResizeRule.ShorterSide(8, 6, 6)))) {
            assertThat(SampleWriter.of(data, each, BatchOptions.of(4)))
                    .isInstanceOf(SampleWriter.FromPictures.class);
            try (var batches = Batches.of(data, each, BatchOptions.of(4))) {
                Batch batch = batches.next().orElseThrow();
                float[] expected = new float[batch.sample().size()];
                each.apply(data.image(0), expected, 0);
                assertThat(Arrays.copyOf(batch.x(), expected.length)).isEqualTo(expected);
            }
        }
    }

    @Test
    void mixupMixesPicturesAndLabelsAlike() throws IOException {
        Packed data = packed(5, 1);
        Preprocessing grey = Preprocessing.unit(6, 5, 1);
        BatchOptions options =
                BatchOptions.of(5).withAugmentations(Augmentations.none().withMixup(1));
        float[] plain = new float[5 * 30];
        for (int i = 0; i < 5; i++) {
            grey.apply(data.image(i), plain, i * 30);
        }
        try (var batches = Batches.of(data, grey, options)) {
            Batch batch = batches.next().orElseThrow();
            float lambda = batch.lambda();
            assertThat(lambda).isStrictlyBetween(0f, 1f);
            assertThat(Arrays.copyOf(batch.labels(), 5)).containsExactly(0, 1, 2, 3, 0);
            assertThat(Arrays.copyOf(batch.partnerLabels(), 5)).containsExactly(0, 3, 2, 1, 0);
            for (int i = 0; i < 5; i++) {
                for (int k = 0; k < 30; k++) {
                    float own = plain[i * 30 + k];
                    float partner = plain[(4 - i) * 30 + k];
                    float expected = i == 2 ? own : lambda * own + (1 - lambda) * partner;
                    assertThat(batch.x()[i * 30 + k]).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void picturesOfTheirOwnSizeMustAgree() throws IOException {
        Preprocessing none = RGB.withResize(new ResizeRule.None());
        List<String> bad = new ArrayList<>();
        BatchOptions options =
                BatchOptions.of(30)
                        .withBadPictures((_, _, problem) -> bad.add(problem.getMessage()));
        try (var batches = Batches.of(pictures, none, options)) {
            assertThat(batches.sample()).hasToString("40x30x3");
            assertThat(batches.next().orElseThrow().size()).isEqualTo(1);
        }
        assertThat(bad)
                .hasSize(22)
                .first()
                .asString()
                .endsWith(
                        "02.png: is 38 x 32 (height x width), expected 40 x 30 like the others;"
                                + " have the preprocessing resize pictures");
        Dataset nothing = Subset.none(pictures);
        assertThatThrownBy(() -> Batches.of(nothing, none, options))
                .isInstanceOf(DataException.class)
                .hasMessage("batches: the data set is empty");
    }

    @Test
    void aRandomResizedCropGivesTheSizeItself() throws IOException {
        // With the crop 16 x 16 and the network's rule "shorter side to 32, middle 16 x 16", a
        // second
        // resize would enlarge and cut the crop again.
        Preprocessing rule = RGB.withResize(new ResizeRule.ShorterSide(32, 16, 16));
        Augmentations crop = Augmentations.parse("resized-crop:16");
        BatchOptions options = BatchOptions.of(1).withShuffle(5, 2).withAugmentations(crop);
        try (var batches = Batches.of(pictures, rule, options)) {
            Batch batch = batches.next().orElseThrow();
            int index = batch.indices()[0];
            Image cut = crop.apply(pictures.image(index), 5, 2, index);
            float[] expected = new float[16 * 16 * 3];
            rule.normalize(cut, expected, 0);
            assertThat(batch.x()).isEqualTo(expected);
        }
    }

    @Test
    void otherAugmentationsWorkOnTheSizeOfTheNetwork() throws IOException {
        Augmentations pad = Augmentations.parse("crop:4");
        BatchOptions options = BatchOptions.of(1).withShuffle(5, 2).withAugmentations(pad);
        try (var batches = Batches.of(pictures, RGB, options)) {
            Batch batch = batches.next().orElseThrow();
            int index = batch.indices()[0];
            Image moved = pad.apply(RGB.prepare(pictures.image(index)), 5, 2, index);
            float[] expected = new float[24 * 20 * 3];
            RGB.normalize(moved, expected, 0);
            assertThat(batch.x()).isEqualTo(expected);
        }
    }

    @Test
    void aOneByOnePictureIsAPicture(@TempDir Path folder) throws IOException {
        PictureFiles.write(folder.resolve("a/1.png"), PictureFiles.plain("png", 1, 1, 0xff8000));
        PictureFiles.write(folder.resolve("b/1.png"), PictureFiles.grey("png", 3, 3, 1));
        Dataset tiny = ImageFolder.load(folder, ImageDecoder.standard());
        try (var batches =
                Batches.of(
                        tiny, RGB, BatchOptions.of(2).withAugmentations(ALL).withShuffle(1, 1))) {
            assertThat(batches.next().orElseThrow().size()).isEqualTo(2);
        }
        try (var batches = Batches.of(tiny, RGB, BatchOptions.of(2))) {
            Batch batch = batches.next().orElseThrow();
            assertThat(Arrays.copyOf(batch.x(), 3)).containsExactly(1f, 128 / 255f, 0f);
        }
    }

    @Test
    void theMemoryIsKnownBefore() throws IOException {
        BatchOptions options = BatchOptions.of(5).withThreads(1, 2);
        assertThat(Batches.bufferBytes(RGB.outputShape().orElseThrow(), options))
                .isEqualTo(3L * 5 * 24 * 20 * 3 * 4);
        try (var batches = Batches.of(pictures, RGB, options)) {
            assertThat(batches.next().orElseThrow().x()).hasSize(5 * 24 * 20 * 3);
        }
        assertThatThrownBy(() -> BatchOptions.of(0))
                .hasMessage("BatchOptions: a batch has at least 1 picture, got 0");
        assertThatThrownBy(() -> BatchOptions.of(1).withThreads(1, 0))
                .hasMessageContaining("at least 1 batch is prepared ahead, got 0");
    }

    @Test
    void aPictureThatBecomesUnreadableBetweenEpochsIsLeftOut(@TempDir Path folder)
            throws IOException {
        PictureFiles.pngs(folder.resolve("a"), 4, 1);
        PictureFiles.pngs(folder.resolve("b"), 4, 10);
        Dataset data = ImageFolder.load(folder, ImageDecoder.standard());
        List<String> bad = new ArrayList<>();
        BatchOptions options = BatchOptions.of(4).withBadPictures((_, name, _) -> bad.add(name));
        assertThat(pass(data, RGB, options)).hasSize(2);
        assertThat(bad).isEmpty();
        Path file = folder.resolve("b/02.png");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThat(pass(data, RGB, options.withShuffle(1, 3))).hasSize(2);
        assertThat(bad).containsExactly(file.toString());
    }
}
