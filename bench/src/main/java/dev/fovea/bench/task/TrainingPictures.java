package dev.fovea.bench.task;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * Fashion-MNIST's training set as a program without a loader keeps it, visited in a random order.
 */
public final class TrainingPictures {
    /** Numbers of one picture, 28x28. */
    public static final int PIXELS = 784;

    private final float[] pictures;
    private final byte[] labels;
    private final int[] order;
    private final SplittableRandom random = new SplittableRandom(0);
    private int next;

    private TrainingPictures(float[] pictures, byte[] labels) {
        this.pictures = pictures;
        this.labels = labels;
        order = new int[labels.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        shuffle();
    }

    /** Reads the two files into memory, values in 0 .. 1. */
    public static TrainingPictures load() throws IOException {
        byte[] raw = content("train-images-idx3-ubyte.gz", 16);
        float[] pictures = new float[raw.length];
        for (int i = 0; i < raw.length; i++) {
            pictures[i] = (raw[i] & 255) / 255f;
        }
        return new TrainingPictures(pictures, content("train-labels-idx1-ubyte.gz", 8));
    }

    private static byte[] content(String name, int header) throws IOException {
        try (var in =
                new DataInputStream(
                        new GZIPInputStream(Files.newInputStream(Worker.data().resolve(name))))) {
            in.skipNBytes(header);
            return in.readAllBytes();
        }
    }

    /** Moves on by a batch, into the next epoch's order where this one has no whole batch left. */
    public Batch next(int size) {
        if (next + size > order.length) {
            shuffle();
        }
        float[] x = new float[size * PIXELS];
        int[] y = new int[size];
        for (int i = 0; i < size; i++) {
            int from = order[next + i];
            System.arraycopy(pictures, from * PIXELS, x, i * PIXELS, PIXELS);
            y[i] = labels[from];
        }
        next += size;
        return new Batch(x, y);
    }

    private void shuffle() {
        next = 0;
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /**
     * One batch.
     *
     * @param x {@code [n, 1, 28, 28]}
     * @param labels classes, n of them
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    public record Batch(float[] x, int[] labels) {}
}
