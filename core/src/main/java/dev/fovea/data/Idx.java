package dev.fovea.data;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The IDX files of MNIST and of the sets that copied its format (LeCun, Cortes, Burges: "The MNIST
 * database of handwritten digits"): big-endian, a magic number, the extents, then unsigned bytes.
 * Files may be compressed with gzip, which their first bytes tell and not their name.
 */
public final class Idx {
    private static final String IMAGES_SUFFIX = "-images";

    private Idx() {}

    /**
     * The pictures and labels of two files. The classes are called "0", "1", ... up to the highest
     * label; messages name the set by what stands before "-images" in the file's name.
     *
     * @throws DataException if a file cannot be read, is no IDX file, is truncated or longer than
     *     it says, or the two do not belong together
     */
    public static Packed load(Path images, Path labels) throws DataException {
        return load(images, labels, List.of());
    }

    /**
     * As {@link #load(Path, Path)}, with names for the classes.
     *
     * @param classes one name for each label from 0 on; empty for "0", "1", ...
     * @throws DataException also if a label has no name
     */
    public static Packed load(Path images, Path labels, List<String> classes) throws DataException {
        IdxContent pictures = IdxContent.load(images, IdxContent.Kind.IMAGES);
        IdxContent classNumbers = IdxContent.load(labels, IdxContent.Kind.LABELS);
        String file = images.getFileName().toString();
        int end = file.indexOf(IMAGES_SUFFIX);
        return join(end > 0 ? file.substring(0, end) : file, pictures, classNumbers, classes);
    }

    /**
     * The pictures and labels of two streams, for example of resources; both are read to their end
     * and not closed.
     *
     * @param name what messages call the set, for example "train"
     * @param classes one name for each label from 0 on; empty for "0", "1", ...
     * @throws DataException as {@link #load(Path, Path, List)}
     */
    public static Packed read(
            InputStream images, InputStream labels, String name, List<String> classes)
            throws DataException {
        IdxContent pictures =
                IdxContent.read(images, name + " images", IdxContent.Kind.IMAGES, Long.MAX_VALUE);
        IdxContent classNumbers =
                IdxContent.read(labels, name + " labels", IdxContent.Kind.LABELS, Long.MAX_VALUE);
        return join(name, pictures, classNumbers, classes);
    }

    private static Packed join(
            String name, IdxContent images, IdxContent labels, List<String> classes)
            throws DataException {
        int count = images.extents()[0];
        if (count != labels.extents()[0]) {
            throw new DataException(
                    images.who(),
                    "has %s, but %s has %s; are both files of the same split?"
                            .formatted(
                                    Names.count(count, "picture"),
                                    labels.who(),
                                    Names.count(labels.extents()[0], "label")));
        }
        int[] numbers = new int[count];
        int highest = 0;
        for (int i = 0; i < count; i++) {
            numbers[i] = labels.bytes()[i] & 0xff;
            highest = Math.max(highest, numbers[i]);
            if (!classes.isEmpty() && numbers[i] >= classes.size()) {
                throw new DataException(
                        labels.who(),
                        "label %d of picture #%d (byte %s) has no name: the classes are 0 .. %d"
                                .formatted(
                                        numbers[i],
                                        i,
                                        Names.number(labels.kind().headerBytes() + (long) i),
                                        classes.size() - 1));
            }
        }
        List<String> names =
                classes.isEmpty()
                        ? IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList()
                        : classes;
        return Packed.of(
                name, images.extents()[1], images.extents()[2], 1, images.bytes(), numbers, names);
    }

    /**
     * Writes grey pictures as an IDX file, not compressed; the stream is flushed and not closed.
     *
     * @throws IllegalArgumentException if the pictures have three channels
     */
    public static void writeImages(Packed dataset, OutputStream out) throws IOException {
        if (dataset.channels() != 1) {
            throw new IllegalArgumentException(
                    "Idx.writeImages: IDX files of pictures are grey, got " + dataset);
        }
        var data = new DataOutputStream(out);
        data.writeInt(IdxContent.Kind.IMAGES.magic());
        data.writeInt(dataset.size());
        data.writeInt(dataset.height());
        data.writeInt(dataset.width());
        data.write(dataset.pixels());
        data.flush();
    }

    /**
     * Writes labels as an IDX file, not compressed; the stream is flushed and not closed.
     *
     * @throws IllegalArgumentException if there are more than 256 classes
     */
    public static void writeLabels(Dataset dataset, OutputStream out) throws IOException {
        if (dataset.classes().size() > 256) {
            throw new IllegalArgumentException(
                    "Idx.writeLabels: a label is one byte, got %d classes"
                            .formatted(dataset.classes().size()));
        }
        var data = new DataOutputStream(out);
        data.writeInt(IdxContent.Kind.LABELS.magic());
        data.writeInt(dataset.size());
        byte[] labels = new byte[dataset.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) dataset.label(i);
        }
        data.write(labels);
        data.flush();
    }
}
