package dev.fovea.data;

import dev.fovea.tensor.Shape;

/**
 * Some prepared pictures and their labels.
 *
 * <p>The arrays belong to {@link Batches} and are written again: they may be read, and a plan may
 * take its input straight from them, until the next batch is asked for or the batches are closed.
 * They are as long as the largest batch needs; only the first {@link #size()} entries count.
 */
public final class Batch {
    private final Shape sample;
    private final float[] x;
    private final int[] labels;
    private final int[] partnerLabels;
    private final int[] indices;
    private int size;
    private int start;
    private int end;
    private float lambda = 1;

    Batch(Shape sample, int capacity) {
        this.sample = sample;
        this.x = new float[Math.multiplyExact(sample.size(), capacity)];
        this.labels = new int[capacity];
        this.partnerLabels = new int[capacity];
        this.indices = new int[capacity];
    }

    /** The number of pictures, at least 1. */
    public int size() {
        return size;
    }

    /** H x W x C of one picture. */
    public Shape sample() {
        return sample;
    }

    /** {@code [size, H, W, C]}, one picture behind the other. */
    public float[] x() {
        return x;
    }

    /** The class of each picture. */
    public int[] labels() {
        return labels;
    }

    /**
     * The class of the picture that was mixed into each (mixup); the same as {@link #labels()}
     * where nothing was mixed. The target of picture i is {@code lambda} times its label and {@code
     * 1 - lambda} times its partner's.
     */
    public int[] partnerLabels() {
        return partnerLabels;
    }

    /** The weight of each picture's own pixels and label, 0 to 1; 1 where nothing was mixed. */
    public float lambda() {
        return lambda;
    }

    /** Where each picture is in the data set. */
    public int[] indices() {
        return indices;
    }

    /** How many pictures of the epoch's order came before this batch, bad ones included. */
    public int start() {
        return start;
    }

    /** How many pictures of the epoch's order are used up with it: where to go on. */
    public int end() {
        return end;
    }

    /** Begins to be another batch: pictures {@code from} to {@code to} of the order. */
    void begin(int from, int to) {
        start = from;
        end = to;
        size = to - from;
        lambda = 1;
    }

    /** Moves a picture to the front over those that could not be read. */
    void move(int from, int to) {
        int length = sample.size();
        System.arraycopy(x, from * length, x, to * length, length);
        labels[to] = labels[from];
        indices[to] = indices[from];
    }

    void truncate(int newSize) {
        size = newSize;
    }

    /**
     * Mixes the first picture with the last, the second with the one before the last, and so on:
     * pairs as random as the order of the pictures, and no copy of the batch is needed.
     */
    void mix(float weight) {
        lambda = weight;
        int length = sample.size();
        for (int i = 0; i < size; i++) {
            partnerLabels[i] = labels[size - 1 - i];
        }
        for (int i = 0; i < size / 2; i++) {
            int a = i * length;
            int b = (size - 1 - i) * length;
            for (int k = 0; k < length; k++) {
                float first = x[a + k];
                float second = x[b + k];
                x[a + k] = weight * first + (1 - weight) * second;
                x[b + k] = weight * second + (1 - weight) * first;
            }
        }
    }

    void dontMix() {
        System.arraycopy(labels, 0, partnerLabels, 0, size);
    }
}
