package dev.fovea.data;

import dev.fovea.image.Image;
import java.util.Arrays;
import java.util.List;

/**
 * Pictures of one size in one array: what fits into memory as unsigned bytes, such as MNIST (47 MB)
 * or CIFAR (154 MB).
 *
 * <p>The array is shared, not copied, and never written to.
 */
public final class Packed implements Dataset {
    private final String name;
    private final int height;
    private final int width;
    private final int channels;
    private final byte[] pixels;
    private final int[] labels;
    private final List<String> classes;
    private final Memo fingerprint = Memo.of(this::computeFingerprint);

    private Packed(
            String name,
            int height,
            int width,
            int channels,
            byte[] pixels,
            int[] labels,
            List<String> classes) {
        this.name = name;
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.pixels = pixels;
        this.labels = labels;
        this.classes = classes;
    }

    /**
     * A data set over these pixels, which are not copied: the caller gives them away.
     *
     * @param name what messages call the data set, for example "train"
     * @param channels 1 (grey) or 3 (red, green, blue)
     * @param pixels {@code labels.length * height * width * channels} bytes, N x H x W x C
     * @param labels indices into the classes, one for each picture
     * @throws IllegalArgumentException if an extent is not positive, the channels are neither 1 nor
     *     3, the array has another length, or a label is outside the classes
     */
    public static Packed of(
            String name,
            int height,
            int width,
            int channels,
            byte[] pixels,
            int[] labels,
            List<String> classes) {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException(
                    "Packed: height and width must be positive and the channels 1 or 3, got "
                            + "%d x %d x %d".formatted(height, width, channels));
        }
        long needed = (long) labels.length * height * width * channels;
        if (pixels.length != needed) {
            throw new IllegalArgumentException(
                    "Packed: %d pictures of %d x %d x %d need %d bytes, got %d"
                            .formatted(
                                    labels.length, height, width, channels, needed, pixels.length));
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes.size()) {
                throw new IllegalArgumentException(
                        "Packed: labels must be 0 .. %d, got %d at %d"
                                .formatted(classes.size() - 1, labels[i], i));
            }
        }
        return new Packed(
                name, height, width, channels, pixels, labels.clone(), List.copyOf(classes));
    }

    /** The same pictures under another name. */
    public Packed withName(String newName) {
        return new Packed(newName, height, width, channels, pixels, labels, classes);
    }

    /** The same labels with other names; at least as many as there were. */
    Packed withClassNames(List<String> names) {
        return of(name, height, width, channels, pixels, labels, names);
    }

    /** Rows of every picture. */
    public int height() {
        return height;
    }

    /** Columns of every picture. */
    public int width() {
        return width;
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return channels;
    }

    /** All pixels, N x H x W x C, not a copy: read, never write. */
    public byte[] pixels() {
        return pixels;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    /** A picture; unlike other data sets' it can always be read. */
    @Override
    public Image image(int index) {
        int size = height * width * channels;
        int from = index * size;
        return Image.of(height, width, channels, Arrays.copyOfRange(pixels, from, from + size));
    }

    /** {@code train #17}. */
    @Override
    public String describe(int index) {
        return name + " #" + index;
    }

    @Override
    public String fingerprint() {
        return fingerprint.get();
    }

    private String computeFingerprint() {
        return Fingerprint.start()
                .add("packed")
                .add(height)
                .add(width)
                .add(channels)
                .add(classes)
                .add(labels)
                .add(pixels)
                .finish();
    }

    /** {@code train: 60,000 pictures of 28x28x1 in 10 classes}. */
    @Override
    public String toString() {
        return "%s: %s of %dx%dx%d in %d classes"
                .formatted(
                        name,
                        Names.count(labels.length, "picture"),
                        height,
                        width,
                        channels,
                        classes.size());
    }
}
