package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    private static final int COUNT = 50;
    private static final List<String> CLASSES = List.of("zero", "one", "two");

    @TempDir private Path folder;

    private static Packed random(int count) {
        byte[] pixels = new byte[count * 4 * 5];
        new Random(7).nextBytes(pixels);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 3;
        }
        return Packed.of("train", 4, 5, 1, pixels, labels, CLASSES);
    }

    private static byte[] imagesOf(Packed data) throws IOException {
        var out = new ByteArrayOutputStream();
        Idx.writeImages(data, out);
        return out.toByteArray();
    }

    private static byte[] labelsOf(Packed data) throws IOException {
        var out = new ByteArrayOutputStream();
        Idx.writeLabels(data, out);
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private Path images(byte[] content) throws IOException {
        return Files.write(folder.resolve("train-images-idx3-ubyte"), content);
    }

    private Path labels(byte[] content) throws IOException {
        return Files.write(folder.resolve("train-labels-idx1-ubyte"), content);
    }

    private Packed load(byte[] imageFile, byte[] labelFile) throws IOException {
        return Idx.load(images(imageFile), labels(labelFile), CLASSES);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasWrittenIsRead(boolean compressed) throws IOException {
        Packed data = random(COUNT);
        byte[] images = imagesOf(data);
        byte[] labels = labelsOf(data);
        Packed read = compressed ? load(gzip(images), gzip(labels)) : load(images, labels);

        assertThat(read.size()).isEqualTo(COUNT);
        assertThat(read.image(17)).isEqualTo(data.image(17));
        assertThat(read.label(17)).isEqualTo(2);
        assertThat(read.describe(17)).isEqualTo("train #17");
        assertThat(read.classes()).isEqualTo(CLASSES);
        assertThat(read.fingerprint()).isEqualTo(data.fingerprint());
        assertThat(read).hasToString("train: 50 pictures of 4x5x1 in 3 classes");
    }

    @Test
    void streamsAreReadLikeFiles() throws IOException {
        Packed data = random(COUNT);
        Packed read =
                Idx.read(
                        new ByteArrayInputStream(gzip(imagesOf(data))),
                        new ByteArrayInputStream(labelsOf(data)),
                        "embedded",
                        List.of());
        assertThat(read.pixels()).isEqualTo(data.pixels());
        assertThat(read.classes()).containsExactly("0", "1", "2");
        assertThat(read.describe(0)).isEqualTo("embedded #0");
        assertThatThrownBy(() ->
                        Idx.read(
                                new ByteArrayInputStream(new byte[0]),
                                new ByteArrayInputStream(labelsOf(data)),
                                "embedded",
                                List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "embedded images: truncated: it ends at byte 0,"
                                + " inside the 16 bytes of its header");
    }

    @Test
    void theHeaderIsBigEndianAsLeCunWroteIt() throws IOException {
        byte[] images = imagesOf(random(2));
        assertThat(Arrays.copyOf(images, 16))
                .containsExactly(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 5);
        assertThat(labelsOf(random(2))).containsExactly(0, 0, 8, 1, 0, 0, 0, 2, 0, 1);
    }

    @Test
    void whatIsNoIdxFileIsRefused() throws IOException {
        Packed data = random(COUNT);
        byte[] text = "label,pixel0,pixel1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThatThrownBy(() -> load(text, labelsOf(data)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("train-images-idx3-ubyte")
                                + ": expected an IDX file of pictures, which starts with"
                                + " 00 00 08 03, found 6c 61 62 65 at byte 0");
        assertThatThrownBy(() -> load(labelsOf(data), imagesOf(data)))
                .hasMessageContaining(
                        "is an IDX file of labels, expected pictures; are the two files swapped?");
        assertThatThrownBy(() -> load(gzip(gzip(imagesOf(data))), labelsOf(data)))
                .hasMessageContaining("found 1f 8b");
    }

    @Test
    void truncationTellsWhere() throws IOException {
        Packed data = random(COUNT);
        byte[] images = imagesOf(data);
        assertThatThrownBy(() -> load(Arrays.copyOf(images, 500), labelsOf(data)))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "truncated: the header promises 50 pictures of 4 x 5 pixels, but it ends"
                                + " at byte 500, inside picture #24; fetch it again");
        assertThatThrownBy(() -> load(images, Arrays.copyOf(labelsOf(data), 30)))
                .hasMessageEndingWith(
                        "truncated: the header promises 50 labels, but it ends at byte 30;"
                                + " fetch it again");
        assertThatThrownBy(() -> load(Arrays.copyOf(images, 9), labelsOf(data)))
                .hasMessageEndingWith(
                        "truncated: it ends at byte 9, inside the 16 bytes of its header");
        byte[] zipped = gzip(images);
        assertThatThrownBy(() -> load(Arrays.copyOf(zipped, zipped.length / 2), labelsOf(data)))
                .hasMessageContaining("truncated: the gzip stream ends after ");
        assertThatThrownBy(() -> load(gzip(Arrays.copyOf(images, 500)), labelsOf(data)))
                .hasMessageContaining("but it ends at byte 500, inside picture #24");
    }

    @Test
    void damagedCompressionIsNoticed() throws IOException {
        byte[] zipped = gzip(imagesOf(random(COUNT)));
        zipped[zipped.length - 6] ^= 1; // in the checksum at the end
        assertThatThrownBy(() -> load(zipped, labelsOf(random(COUNT))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "damaged: the gzip stream is broken after 1,016 uncompressed");
    }

    @Test
    void moreThanTheHeaderPromisesIsRefused() throws IOException {
        Packed data = random(COUNT);
        byte[] images = imagesOf(data);
        assertThatThrownBy(() -> load(Arrays.copyOf(images, images.length + 1), labelsOf(data)))
                .hasMessageEndingWith(
                        "the header promises 50 pictures of 4 x 5 pixels, which end at byte 1,016,"
                                + " but more bytes follow; the file is damaged or not what its"
                                + " header says");
    }

    @Test
    void aHeaderThatPromisesTooMuchTakesNoMemory() throws IOException {
        byte[] huge =
                ByteBuffer.allocate(20)
                        .putInt(0x803)
                        .putInt(70_000_000)
                        .putInt(5)
                        .putInt(5)
                        .array();
        byte[] labels = labelsOf(random(COUNT));
        assertThatThrownBy(() -> load(huge, labels)).hasMessageContaining("it ends at byte 20");
        assertThatThrownBy(() -> load(gzip(huge), labels))
                .hasMessageContaining(
                        "70,000,000 pictures of 5 x 5 pixels, but it is far too short");
        byte[] beyond = ByteBuffer.wrap(huge.clone()).putInt(8, 1 << 20).array();
        assertThatThrownBy(() -> load(beyond, labels))
                .hasMessageContaining("more than the 2^31 - 65 bytes of a Java array");
        byte[] empty = ByteBuffer.wrap(huge.clone()).putInt(4, 0).array();
        assertThatThrownBy(() -> load(empty, labels))
                .hasMessageEndingWith(
                        "damaged: the header says 0 pictures at byte 4, expected at least 1");
    }

    @Test
    void imagesAndLabelsMustBelongTogether() throws IOException {
        assertThatThrownBy(() -> load(imagesOf(random(COUNT)), labelsOf(random(49))))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("train-images-idx3-ubyte")
                                + ": has 50 pictures, but "
                                + folder.resolve("train-labels-idx1-ubyte")
                                + " has 49 labels; are both files of the same split?");
    }

    @Test
    void aLabelWithoutANameIsPlaced() throws IOException {
        byte[] labels = labelsOf(random(COUNT));
        labels[8 + 10] = 3;
        assertThatThrownBy(() -> load(imagesOf(random(COUNT)), labels))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "label 3 of picture #10 (byte 18) has no name: the classes are 0 .. 2");
    }

    @Test
    void missingFilesAreNamed() {
        Path missing = folder.resolve("no-images-idx3-ubyte");
        assertThatThrownBy(() -> Idx.load(missing, missing))
                .isInstanceOf(DataException.class)
                .hasMessage(missing + ": there is no such file or folder; check the path");
    }

    @Test
    void realMnistHasItsKnownCounts() throws IOException {
        Path shared = SharedData.folder();
        Packed test =
                Idx.load(
                        shared.resolve("t10k-images-idx3-ubyte.gz"),
                        shared.resolve("t10k-labels-idx1-ubyte.gz"));
        assertThat(test).hasToString("t10k: 10,000 pictures of 28x28x1 in 10 classes");
        assertThat(test.classCounts())
                .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(test.label(0)).isEqualTo(7);
    }
}
