package dev.fovea.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR-10 and CIFAR-100 in the official binary version (Krizhevsky, "Learning multiple layers of
 * features from tiny images", 2009): records of one or two label bytes, then 1,024 red, 1,024 green
 * and 1,024 blue values of a 32 x 32 picture.
 */
public final class Cifar {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int PIXELS = 3 * PLANE;

    private static final List<String> TRAIN_10 =
            List.of(
                    "data_batch_1.bin",
                    "data_batch_2.bin",
                    "data_batch_3.bin",
                    "data_batch_4.bin",
                    "data_batch_5.bin");

    private Cifar() {}

    /** Which of CIFAR-100's two labels is the class. */
    public enum Labels {
        /** The 100 classes. */
        FINE("fine_label_names.txt", 1),
        /** The 20 superclasses. */
        COARSE("coarse_label_names.txt", 0);

        private final String names;
        private final int offset;

        Labels(String names, int offset) {
            this.names = names;
            this.offset = offset;
        }
    }

    /**
     * CIFAR-10: data_batch_1.bin to data_batch_5.bin, test_batch.bin and batches.meta.txt.
     *
     * @param folder the unpacked archive, officially "cifar-10-batches-bin"
     * @throws DataException if a file is missing, cannot be read, or is not what it should be
     */
    public static DataSplits load10(Path folder) throws DataException {
        List<String> classes = names(folder.resolve("batches.meta.txt"));
        return DataSplits.of(
                "cifar10",
                load(folder, TRAIN_10, "train", 1, 0, classes),
                load(folder, List.of("test_batch.bin"), "test", 1, 0, classes));
    }

    /**
     * CIFAR-100: train.bin, test.bin and the file with the names of the labels.
     *
     * @param folder the unpacked archive, officially "cifar-100-binary"
     * @throws DataException if a file is missing, cannot be read, or is not what it should be
     */
    public static DataSplits load100(Path folder, Labels labels) throws DataException {
        List<String> classes = names(folder.resolve(labels.names));
        return DataSplits.of(
                labels == Labels.FINE ? "cifar100" : "cifar100-coarse",
                load(folder, List.of("train.bin"), "train", 2, labels.offset, classes),
                load(folder, List.of("test.bin"), "test", 2, labels.offset, classes));
    }

    static boolean is10(Path folder) {
        return Files.isRegularFile(folder.resolve(TRAIN_10.getFirst()));
    }

    static boolean is100(Path folder) {
        return Files.isRegularFile(folder.resolve("train.bin"))
                && Files.isRegularFile(folder.resolve(Labels.FINE.names));
    }

    private static List<String> names(Path file) throws DataException {
        try {
            List<String> names = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    names.add(line.strip());
                }
            }
            if (names.isEmpty()) {
                throw new DataException(
                        file.toString(), "is empty, expected one class name on each line");
            }
            return names;
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private static Packed load(
            Path folder,
            List<String> files,
            String name,
            int labelBytes,
            int labelOffset,
            List<String> classes)
            throws DataException {
        int[] counts = new int[files.size()];
        int total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = count(folder.resolve(files.get(i)), labelBytes + PIXELS);
            total = Math.addExact(total, counts[i]);
        }
        if (total > (Integer.MAX_VALUE - 64) / PIXELS) {
            throw new DataException(
                    folder.toString(),
                    Names.count(total, "picture") + " are more than a Java array holds");
        }
        byte[] pixels = new byte[total * PIXELS];
        int[] labels = new int[total];
        int first = 0;
        for (int i = 0; i < counts.length; i++) {
            Path file = folder.resolve(files.get(i));
            try (InputStream in = Files.newInputStream(file)) {
                byte[] record = new byte[labelBytes + PIXELS];
                for (int k = 0; k < counts[i]; k++) {
                    if (in.readNBytes(record, 0, record.length) < record.length) {
                        throw new EOFException("the file became shorter while it was read");
                    }
                    int label = record[labelOffset] & 0xff;
                    if (label >= classes.size()) {
                        throw new DataException(
                                file.toString(),
                                ("label %d of picture #%d (byte %s), expected 0 .. %d; is it"
                                                + " another file?")
                                        .formatted(
                                                label,
                                                k,
                                                Names.number(
                                                        (long) k * record.length + labelOffset),
                                                classes.size() - 1));
                    }
                    labels[first + k] = label;
                    interleave(record, labelBytes, pixels, (first + k) * PIXELS);
                }
            } catch (IOException e) {
                throw DataException.of(file, e);
            }
            first += counts[i];
        }
        return Packed.of(name, SIDE, SIDE, 3, pixels, labels, classes);
    }

    private static int count(Path file, int recordBytes) throws DataException {
        long length;
        try {
            length = Files.size(file);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        if (length == 0 || length % recordBytes != 0) {
            throw new DataException(
                    file.toString(),
                    ("expected a multiple of %s bytes (one picture), got %s; the last whole"
                                    + " picture ends at byte %s. Fetch it again")
                            .formatted(
                                    Names.number(recordBytes),
                                    Names.number(length),
                                    Names.number(length - length % recordBytes)));
        }
        return (int) Math.min(length / recordBytes, Integer.MAX_VALUE);
    }

    /** Planes of red, green and blue to pixels of red, green and blue. */
    private static void interleave(byte[] record, int from, byte[] pixels, int to) {
        for (int i = 0; i < PLANE; i++) {
            pixels[to + 3 * i] = record[from + i];
            pixels[to + 3 * i + 1] = record[from + PLANE + i];
            pixels[to + 3 * i + 2] = record[from + 2 * PLANE + i];
        }
    }
}
