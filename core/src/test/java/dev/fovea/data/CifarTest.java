package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
    private static final List<String> NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer");

    @TempDir private Path folder;

    /** Records whose pixel at (y, x) is (y, x, picture number). */
    private static byte[] records(int count, int firstNumber, int... labelBytes) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            for (int label : labelBytes) {
                out.write(label + i);
            }
            for (int plane = 0; plane < 3; plane++) {
                for (int y = 0; y < 32; y++) {
                    for (int x = 0; x < 32; x++) {
                        out.write(plane == 0 ? y : plane == 1 ? x : firstNumber + i);
                    }
                }
            }
        }
        return out.toByteArray();
    }

    private void writeCifar10() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(
                    folder.resolve("data_batch_%d.bin".formatted(batch)),
                    records(2, 2 * batch, batch - 1));
        }
        Files.write(folder.resolve("test_batch.bin"), records(3, 100, 1));
        Files.write(folder.resolve("batches.meta.txt"), NAMES_AND_MORE);
    }

    /** The official file ends in an empty line. */
    private static final List<String> NAMES_AND_MORE =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "");

    @Test
    void recordsBecomePixels() throws IOException {
        writeCifar10();
        DataSplits splits = Cifar.load10(folder);
        assertThat(splits.name()).isEqualTo("cifar10");
        assertThat(splits.classes()).hasSize(6).startsWith(NAMES.toArray(String[]::new));
        assertThat(splits.train().size()).isEqualTo(10);
        assertThat(splits.validation().size()).isZero();
        assertThat(splits.test().size()).isEqualTo(3);
        assertThat(splits.train().label(9)).isEqualTo(5);
        assertThat(splits.test().describe(2)).isEqualTo("test #2");

        Image image = splits.train().image(9);
        assertThat(image.toString()).isEqualTo("Image 32x32x3");
        assertThat(image.at(3, 30, 0)).isEqualTo(3);
        assertThat(image.at(3, 30, 1)).isEqualTo(30);
        assertThat(image.at(3, 30, 2)).isEqualTo(11);
    }

    @Test
    void cifar100HasTwoLabels() throws IOException {
        Files.write(folder.resolve("train.bin"), records(2, 0, 1, 3));
        Files.write(folder.resolve("test.bin"), records(1, 0, 0, 2));
        Files.write(folder.resolve("fine_label_names.txt"), NAMES);
        Files.write(folder.resolve("coarse_label_names.txt"), List.of("a", "b", "c"));

        DataSplits fine = Cifar.load100(folder, Cifar.Labels.FINE);
        assertThat(fine.classes()).isEqualTo(NAMES);
        assertThat(fine.train().label(1)).isEqualTo(4);
        DataSplits coarse = Cifar.load100(folder, Cifar.Labels.COARSE);
        assertThat(coarse.classes()).containsExactly("a", "b", "c");
        assertThat(coarse.train().label(1)).isEqualTo(2);
        assertThat(coarse.train().image(1)).isEqualTo(fine.train().image(1));
    }

    @Test
    void aTruncatedFileTellsWhere() throws IOException {
        writeCifar10();
        Path file = folder.resolve("data_batch_3.bin");
        Files.write(file, Arrays.copyOf(records(2, 0, 0), 5000));
        assertThatThrownBy(() -> Cifar.load10(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + ": expected a multiple of 3,073 bytes (one picture), got 5,000;"
                                + " the last whole picture ends at byte 3,073. Fetch it again");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> Cifar.load10(folder)).hasMessageContaining("got 0;");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        writeCifar10();
        Files.delete(folder.resolve("data_batch_4.bin"));
        assertThatThrownBy(() -> Cifar.load10(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("data_batch_4.bin")
                                + ": there is no such file or folder; check the path");
        Files.delete(folder.resolve("batches.meta.txt"));
        assertThatThrownBy(() -> Cifar.load10(folder)).hasMessageContaining("batches.meta.txt: ");
    }

    @Test
    void aLabelOutsideTheClassesIsPlaced() throws IOException {
        writeCifar10();
        Files.write(folder.resolve("test_batch.bin"), records(3, 0, 4));
        assertThatThrownBy(() -> Cifar.load10(folder))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "label 6 of picture #2 (byte 6,146), expected 0 .. 5; is it another file?");
    }
}
