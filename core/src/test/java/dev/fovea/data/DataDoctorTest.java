package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.image.Image;
import dev.fovea.image.ImageDecoder;
import dev.fovea.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDoctorTest {
    private static final DoctorOptions OPTIONS = DoctorOptions.thorough();

    @TempDir private Path root;

    private DataReport examine() throws DataException {
        return DataDoctor.examine(root, OPTIONS);
    }

    private static List<String> pictures(DataReport.Duplicate duplicate, Path root) {
        return duplicate.places().stream()
                .map(place -> root.relativize(Path.of(place.picture())).toString())
                .toList();
    }

    /** 12 + 11 training pictures, 2 + 2 for the test. */
    private void writePets() throws IOException {
        PictureFiles.pngs(root.resolve("train/cat"), 12, 0);
        PictureFiles.pngs(root.resolve("train/dog"), 11, 100);
        PictureFiles.pngs(root.resolve("test/cat"), 2, 200);
        PictureFiles.pngs(root.resolve("test/dog"), 2, 300);
    }

    @Test
    void healthyDataAreDescribed() throws IOException {
        writePets();
        DataReport report = examine();
        assertThat(report.isUsable()).isTrue();
        assertThat(report.problems()).isEmpty();
        assertThat(report.warnings())
                .containsExactly(
                        "%s smaller than 8 pixels on a side, such as %s (8x6), %s (8x6), %s (8x6)"
                                .formatted(
                                        "27 pictures are",
                                        root.resolve("train/cat/00.png"),
                                        root.resolve("train/cat/01.png"),
                                        root.resolve("train/cat/02.png")));
        assertThat(report.splits())
                .containsExactly(
                        new DataReport.Split("train", List.of(12, 11)),
                        new DataReport.Split("test", List.of(2, 2)));
        assertThat(report.bad()).isEmpty();
        assertThat(report.duplicates()).isEmpty();
        assertThat(report.sizes()).containsExactly(new DataReport.SizeCount(8, 6, 27));
        assertThat(report.modes()).isEqualTo(Map.of("RGB", 27L));
        assertThat(report.formats()).isEqualTo(Map.of("PNG", 27L));
        assertThat(report.decoded()).isEqualTo(27);
        assertThat(report.fingerprint())
                .isEqualTo(
                        Splits.open(root, SplitOptions.asFound(), ImageDecoder.standard())
                                .fingerprint());
    }

    @Test
    void badPicturesAreNamedAndTruncationTold() throws IOException {
        writePets();
        Path text = root.resolve("train/cat/text.jpg");
        PictureFiles.write(text, "not a picture".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Path jpeg = PictureFiles.truncatedJpeg(root.resolve("train/dog/truncated.jpg"), 1);
        byte[] png = PictureFiles.encoded("png", 40, 40, 1);
        Path cut = root.resolve("test/dog/truncated.png");
        PictureFiles.write(cut, java.util.Arrays.copyOf(png, png.length / 2));
        Path empty = root.resolve("test/dog/void.gif");
        PictureFiles.write(empty, new byte[0]);

        DataReport report = examine();
        assertThat(report.bad())
                .extracting(bad -> Path.of(bad.place().picture()))
                .containsExactly(text, jpeg, cut, empty);
        assertThat(report.bad())
                .extracting(DataReport.BadPicture::truncated)
                .containsExactly(false, true, true, false);
        assertThat(report.bad().getFirst().place())
                .isEqualTo(new DataReport.Place("train", "cat", text.toString()));
        assertThat(report.bad().getFirst().problem()).startsWith("expected a picture, found text");
        assertThat(report.decoded()).isEqualTo(27);
        assertThat(report.isUsable()).as("bad pictures are left out of the training").isTrue();
        assertThat(report.toText())
                .contains("Pictures that cannot be read (2 truncated): 4 pictures\n  - " + text);
    }

    @Test
    void aClassOfBadPicturesIsAProblem() throws IOException {
        writePets();
        PictureFiles.truncatedJpeg(root.resolve("train/owl/1.jpg"), 1);
        PictureFiles.truncatedJpeg(root.resolve("train/owl/2.jpg"), 2);
        DataReport report = examine();
        assertThat(report.problems())
                .containsExactly(
                        "the class \"owl\" has 2 pictures to train on, and none of them can be read");
        assertThat(report.warnings()).contains("test has no pictures of owl");
    }

    @Test
    void duplicatesAreFoundWithinAndAcross() throws IOException {
        writePets();
        Files.copy(root.resolve("train/cat/03.png"), root.resolve("train/cat/copy.png"));
        Files.copy(root.resolve("train/cat/04.png"), root.resolve("test/cat/leak.png"));
        Files.copy(root.resolve("train/dog/05.png"), root.resolve("train/cat/a dog.png"));
        // The same pixels in another format.
        PictureFiles.write(
                root.resolve("test/dog/again.bmp"), PictureFiles.encoded("bmp", 8, 6, 106));

        DataReport report = examine();
        assertThat(report.duplicates())
                .extracting(duplicate -> pictures(duplicate, root))
                .containsExactlyInAnyOrder(
                        List.of("train/cat/03.png", "train/cat/copy.png"),
                        List.of("train/cat/04.png", "test/cat/leak.png"),
                        List.of("train/cat/a dog.png", "train/dog/05.png"),
                        List.of("train/dog/06.png", "test/dog/again.bmp"));
        for (DataReport.Duplicate duplicate : report.duplicates()) {
            String second = pictures(duplicate, root).getLast();
            assertThat(duplicate.acrossSplits()).isEqualTo(second.startsWith("test"));
            assertThat(duplicate.acrossClasses()).isEqualTo(second.equals("train/dog/05.png"));
            assertThat(duplicate.sameBytes()).isEqualTo(!second.endsWith("bmp"));
        }
        assertThat(report.warnings())
                .contains(
                        "2 pictures are in more than one split: what is judged on was trained on,"
                                + " and the result will look better than it is",
                        "1 picture is in more than one class");
        assertThat(report.toText())
                .contains(
                        "Pictures that are there more than once: 4 groups",
                        "again.bmp (in different splits, the same pixels in different files)");
    }

    @Test
    void whatCannotBeTrainedOnIsReportedAndNotThrown() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 3, 0);
        Files.createDirectories(root.resolve("dog"));
        Files.writeString(root.resolve("cat/notes.txt"), "x");
        DataReport report = examine();
        assertThat(report.isUsable()).isFalse();
        assertThat(report.problems())
                .containsExactly(
                        root.resolve("dog")
                                + ": a class without pictures (the folder is empty);"
                                + " add some or remove the folder");
        assertThat(report.ignored().foreign()).isEqualTo(Map.of("txt", 1L));
        assertThat(report.splits()).containsExactly(new DataReport.Split("train", List.of(3, 0)));

        Files.delete(root.resolve("dog"));
        assertThat(examine().problems()).singleElement().asString().contains("only one class");
        assertThatThrownBy(() -> DataDoctor.examine(root.resolve("no"), OPTIONS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no such file or folder");
    }

    @Test
    void anEmptyFolderHasAReportToo() throws IOException {
        DataReport report = examine();
        assertThat(report.problems())
                .singleElement()
                .asString()
                .endsWith("found nothing: it is empty");
        assertThat(report.toText()).startsWith(root.getFileName() + ": 0 pictures in 0 classes\n");
        assertThat(report.normalization().mean()).isEmpty();
    }

    @Test
    void sizesAndModesAreCounted() throws IOException {
        PictureFiles.write(root.resolve("a/1.png"), PictureFiles.plain("png", 1, 1, 0xffffff));
        PictureFiles.write(root.resolve("a/2.png"), PictureFiles.grey("png", 30, 20, 1));
        PictureFiles.write(root.resolve("b/1.jpg"), PictureFiles.encoded("jpg", 30, 20, 2));
        PictureFiles.write(root.resolve("b/2.gif"), PictureFiles.plain("gif", 50, 90, 0x00ff00));
        DataReport report = examine();
        assertThat(report.width()).isEqualTo(new DataReport.Spread(1, 30, 50));
        assertThat(report.height()).isEqualTo(new DataReport.Spread(1, 20, 90));
        assertThat(report.sizes())
                .containsExactly(
                        new DataReport.SizeCount(30, 20, 2),
                        new DataReport.SizeCount(1, 1, 1),
                        new DataReport.SizeCount(50, 90, 1));
        assertThat(report.modes()).isEqualTo(Map.of("RGB", 2L, "L", 1L, "P", 1L));
        assertThat(report.formats()).isEqualTo(Map.of("PNG", 2L, "JPEG", 1L, "GIF", 1L));
        assertThat(report.warnings())
                .containsExactly(
                        "1 picture is smaller than 8 pixels on a side, such as "
                                + root.resolve("a/1.png")
                                + " (1x1)");
        assertThat(report.toText())
                .contains(
                        "Sizes: width 1 to 50 (median 30), height 1 to 90 (median 20);"
                                + " the most common: 30x20 (2), 1x1 (1), 50x90 (1)\n"
                                + "Modes: RGB 2, L 1, P 1\nFormats: PNG 2, GIF 1, JPEG 1\n");
    }

    @Test
    void meanAndDeviationGiveEachPictureTheSameWeight() throws IOException {
        PictureFiles.write(root.resolve("a/1.png"), PictureFiles.plain("png", 10, 10, 0xff0033));
        PictureFiles.write(root.resolve("b/1.png"), PictureFiles.plain("png", 20, 40, 0x000033));
        DataReport.Normalization numbers = examine().normalization();
        assertThat(numbers.pictures()).isEqualTo(2);
        assertThat(numbers.mean()).containsExactly(0.5, 0.0, 0.2);
        assertThat(numbers.std().get(0)).isEqualTo(0.5);
        assertThat(numbers.std().get(2)).isCloseTo(0, within(1e-8));
    }

    @Test
    void onlyTrainingPicturesAreAveragedAndGreyOnesHaveOneChannel() throws IOException {
        PictureFiles.write(root.resolve("train/a/1.png"), PictureFiles.grey("png", 9, 9, 1));
        PictureFiles.write(root.resolve("train/b/1.png"), PictureFiles.grey("png", 9, 9, 2));
        PictureFiles.write(root.resolve("test/a/1.png"), PictureFiles.plain("png", 9, 9, 0xffffff));
        DataReport.Normalization numbers = examine().normalization();
        double sum = 0;
        for (String name : List.of("train/a/1.png", "train/b/1.png")) {
            Image image = ImageDecoder.standard().read(root.resolve(name));
            for (byte pixel : image.pixels()) {
                sum += (pixel & 0xff) / 255.0;
            }
        }
        assertThat(numbers.mean()).hasSize(1);
        assertThat(numbers.mean().getFirst()).isCloseTo(sum / 162, within(1e-12));
    }

    @Test
    void imbalanceIsSaid() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 24, 0);
        PictureFiles.pngs(root.resolve("dog"), 2, 50);
        assertThat(examine().splits().getFirst().imbalance()).isEqualTo(12);
        assertThat(examine().warnings())
                .contains(
                        "in train the largest class (cat, 24) has 12.0 times the pictures of the"
                                + " smallest (dog, 2); class weights may help");
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        for (int i = 0; i < 80; i++) {
            PictureFiles.write(
                    root.resolve(i % 2 == 0 ? "a" : "b").resolve(i + ".png"),
                    PictureFiles.encoded("png", 5 + i % 7, 6 + i % 5, i % 35));
        }
        DataReport alone = DataDoctor.examine(root, OPTIONS.withThreads(1));
        assertThat(alone.duplicates()).isNotEmpty();
        for (int threads : new int[] {2, 4}) {
            assertThat(DataDoctor.examine(root, OPTIONS.withThreads(threads))).isEqualTo(alone);
        }
    }

    @Test
    void largeDataCanBeLookedAtInPart() throws IOException {
        writePets();
        Files.copy(root.resolve("train/cat/03.png"), root.resolve("train/cat/copy.png"));
        PictureFiles.truncatedJpeg(root.resolve("train/cat/truncated.jpg"), 1);
        DoctorOptions part = OPTIONS.withMostDecoded(5).withSeed(1);
        DataReport report = DataDoctor.examine(root, part);
        assertThat(report.decoded()).isLessThanOrEqualTo(9).isGreaterThanOrEqualTo(8);
        assertThat(report.normalization().pictures()).isBetween(4L, 5L);
        assertThat(report.duplicates())
                .as("found by the files' bytes")
                .extracting(duplicate -> pictures(duplicate, root))
                .containsExactly(List.of("train/cat/03.png", "train/cat/copy.png"));
        assertThat(report.sizes().getFirst().count()).isEqualTo(28);
        assertThat(report.toText()).contains("of the others only at the headers");
        assertThat(DataDoctor.examine(root, part)).isEqualTo(report);
    }

    @Test
    void progressReachesTheEnd() throws IOException {
        writePets();
        List<Long> steps = new ArrayList<>();
        DataDoctor.examine(
                root,
                OPTIONS.withProgress((done, total) -> {
                    assertThat(total).isEqualTo(27);
                    steps.add(done);
                }));
        assertThat(steps).isSorted().last().isEqualTo(27L);
    }

    @Test
    void theReportIsJson() throws IOException {
        writePets();
        Files.copy(root.resolve("train/cat/04.png"), root.resolve("test/cat/leak.png"));
        PictureFiles.truncatedJpeg(root.resolve("train/cat/truncated.jpg"), 1);
        Map<String, Object> json = Json.parseObject(Json.write(examine().toMap()));
        assertThat(json)
                .containsEntry("usable", true)
                .containsEntry("classes", List.of("cat", "dog"))
                .containsKeys("fingerprint", "warnings", "sizes", "modes", "normalization");
        assertThat(json.get("splits").toString())
                .contains("name=train", "cat=13", "name=test", "missing=[]");
        assertThat(json.get("bad").toString()).contains("truncated=true", "class=cat");
        assertThat(json.get("duplicates").toString()).contains("acrossSplits=true");
    }

    @Test
    void aSplitBySeedKeepsWhatWasIgnored() throws IOException {
        PictureFiles.pngs(root.resolve("cat"), 10, 0);
        PictureFiles.pngs(root.resolve("dog"), 10, 50);
        Files.writeString(root.resolve("cat/.hidden"), "x");
        DataSplits splits = Splits.open(root, SplitOptions.standard(), ImageDecoder.standard());
        DataReport report = DataDoctor.examine(splits, OPTIONS);
        assertThat(report.ignored().hidden()).isEqualTo(1);
        assertThat(report.splits())
                .extracting(DataReport.Split::pictures)
                .containsExactly(16, 2, 2);
    }

    @Test
    void realMnistHasItsKnownMoments() throws IOException {
        DataSplits mnist = NamedDataset.MNIST.find(List.of(SharedData.folder()));
        DataReport report = DataDoctor.examine(mnist, OPTIONS);
        assertThat(report.isUsable()).isTrue();
        assertThat(report.normalization().mean().getFirst()).isCloseTo(0.1307, within(5e-5));
        assertThat(report.normalization().std().getFirst()).isCloseTo(0.3081, within(5e-5));
        assertThat(report.normalization().pictures()).isEqualTo(60_000);
        assertThat(report.modes()).isEqualTo(Map.of("L", 70_000L));
        assertThat(report.formats()).isEmpty();
        assertThat(report.toText())
                .contains(
                        "mnist: 70,000 pictures in 10 classes\n",
                        "  class   train    test\n",
                        "  total  60,000  10,000\n",
                        "Sizes: width 28, height 28; all the same: 28x28 (70,000)\n",
                        "Normalization: mean [0.1307], std [0.3081] of values over 255,"
                                + " over 60,000 training pictures\n");
    }
}
