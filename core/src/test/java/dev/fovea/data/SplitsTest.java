package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.ImageDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a folder is understood. */
class SplitsTest {
    @TempDir private Path root;

    private DataSplits open(SplitOptions options) throws DataException {
        return Splits.open(root, options, ImageDecoder.standard());
    }

    private String openingFails() {
        try {
            open(SplitOptions.asFound());
        } catch (DataException e) {
            return e.getMessage().replace(root.toString(), "ROOT");
        }
        throw new AssertionError("the folder was opened");
    }

    private void pets(String folder, int cats, int dogs) throws IOException {
        PictureFiles.pngs(root.resolve(folder).resolve("cat"), cats, 1);
        PictureFiles.pngs(root.resolve(folder).resolve("dog"), dogs, 100);
    }

    @ParameterizedTest
    @CsvSource({"train,val,test", "training,valid,testing", "Train,VALIDATION,Test"})
    void splitFoldersAreFoundAsTheyAreSpelled(String train, String validation, String test)
            throws IOException {
        pets(train, 4, 3);
        pets(validation, 2, 1);
        pets(test, 1, 2);
        DataSplits splits = open(SplitOptions.standard());
        assertThat(splits.name()).isEqualTo(root.getFileName().toString());
        assertThat(splits.train().classCounts()).containsExactly(4, 3);
        assertThat(splits.validation().classCounts()).containsExactly(2, 1);
        assertThat(splits.test().classCounts()).containsExactly(1, 2);
        assertThat(splits.notes()).isEmpty();
    }

    @Test
    void withoutSplitFoldersTheSeedSplits() throws IOException {
        pets(".", 20, 10);
        DataSplits splits = open(SplitOptions.standard());
        assertThat(splits.train().classCounts()).containsExactly(16, 8);
        assertThat(splits.validation().classCounts()).containsExactly(2, 1);
        assertThat(splits.test().classCounts()).containsExactly(2, 1);
        DataSplits again = open(SplitOptions.standard());
        assertThat(again.fingerprint()).isEqualTo(splits.fingerprint());
        assertThat(again.validation().describe(0)).isEqualTo(splits.validation().describe(0));
    }

    @Test
    void onlyWhatIsMissingIsTaken() throws IOException {
        pets("train", 10, 10);
        pets("test", 1, 1);
        DataSplits splits = open(new SplitOptions(0.2, 0.5, 0));
        assertThat(splits.train().size()).isEqualTo(16);
        assertThat(splits.validation().size()).isEqualTo(4);
        assertThat(splits.test().size()).isEqualTo(2);
    }

    @Test
    void whatIsIgnoredOrMissingIsNoted() throws IOException {
        pets("train", 2, 2);
        PictureFiles.pngs(root.resolve("val/cat"), 2, 50);
        Files.createDirectories(root.resolve("val/dog"));
        Files.writeString(root.resolve("train/cat/notes.txt"), "x");
        Files.createDirectories(root.resolve("docs"));
        assertThat(open(SplitOptions.asFound()).notes())
                .containsExactly(
                        "the folder \"docs\" holds no pictures and is ignored",
                        "val has no pictures of dog",
                        "ignored: 1 other file (.txt 1)");
    }

    @Test
    void mixedLayoutsAreRefused() throws IOException {
        pets("train", 2, 2);
        PictureFiles.pngs(root.resolve("owl"), 3, 50);
        assertThat(openingFails())
                .isEqualTo(
                        "ROOT: a mixed layout: beside the split folders (train) the folder \"owl\""
                                + " holds 3 pictures. Move it into a split, as a class, or out of"
                                + " here");
    }

    @Test
    void aTestFolderWithoutLabelsIsRefused() throws IOException {
        pets("train", 2, 2);
        PictureFiles.pngs(root.resolve("test"), 3, 50);
        assertThat(openingFails())
                .isEqualTo(
                        "ROOT/test: expected one folder of pictures for each class, found 3"
                                + " pictures directly in it, which have no label; move them into"
                                + " one folder for each class");
    }

    @Test
    void twoFoldersForOneSplitAreRefused() throws IOException {
        pets("train", 2, 2);
        pets("val", 2, 2);
        pets("validation", 2, 2);
        assertThat(openingFails())
                .isEqualTo("ROOT: has 2 folders for the same split: val, validation; keep one");
    }

    @Test
    void aSplitMayNotBringNewClasses() throws IOException {
        pets("train", 2, 2);
        PictureFiles.pngs(root.resolve("test/owl"), 2, 50);
        assertThat(openingFails())
                .isEqualTo(
                        "ROOT/test: has classes that the training pictures do not have: owl."
                                + " Add them there or remove them here");
    }

    @Test
    void trainingPicturesAreNeeded() throws IOException {
        pets("val", 2, 2);
        assertThat(openingFails())
                .isEqualTo(
                        "ROOT: has no training pictures: found the folders val but none called"
                                + " train or training");
    }

    @Test
    void aTrainMayBeAVehicle() throws IOException {
        for (String vehicle : List.of("car", "plane", "train")) {
            PictureFiles.pngs(root.resolve(vehicle), 2, 1);
        }
        DataSplits splits = open(SplitOptions.asFound());
        assertThat(splits.classes()).containsExactly("car", "plane", "train");
        assertThat(splits.notes())
                .containsExactly(
                        "the folder \"train\" holds pictures and no folders,"
                                + " so it is taken as a class");
    }

    @Test
    void splitsWithoutClassesAreNotTakenForClasses() throws IOException {
        PictureFiles.pngs(root.resolve("train"), 2, 1);
        PictureFiles.pngs(root.resolve("test"), 2, 1);
        assertThat(openingFails())
                .startsWith("ROOT/train: expected one folder of pictures for each class")
                .endsWith("(the first of 2 problems)");
    }

    @Test
    void idxAndCifarFilesAreRecognised() throws IOException {
        Packed data =
                Packed.of("x", 2, 2, 1, new byte[12], new int[] {0, 1, 2}, List.of("0", "1", "2"));
        for (String prefix : List.of("train", "t10k")) {
            try (OutputStream out =
                    Files.newOutputStream(root.resolve(prefix + "-images-idx3-ubyte"))) {
                Idx.writeImages(data, out);
            }
            try (OutputStream out =
                    Files.newOutputStream(root.resolve(prefix + "-labels.idx1-ubyte"))) {
                Idx.writeLabels(data, out);
            }
        }
        DataSplits idx = open(SplitOptions.asFound());
        assertThat(idx.classes()).containsExactly("0", "1", "2");
        assertThat(idx.test().describe(1)).isEqualTo("test #1");

        Files.delete(root.resolve("t10k-images-idx3-ubyte"));
        assertThatThrownBy(() -> open(SplitOptions.asFound()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        root
                                + ": the file t10k-images-idx3-ubyte (or .gz) is missing;"
                                + " fetch it to the others");
        Files.delete(root.resolve("train-images-idx3-ubyte"));
        Files.write(root.resolve("data_batch_1.bin"), new byte[3073]);
        assertThat(openingFails()).contains("batches.meta.txt: there is no such file");
    }
}
