package dev.fovea.bench.task;

import java.util.SplittableRandom;

/** Numbers that are the same in every engine. Maps are {@code [N, C, H, W]} here. */
public final class Inputs {
    private static final int SAMPLE = 4096;

    private Inputs() {}

    /** Uniform in 0 .. 1. */
    public static float[] uniform(long seed, int length) {
        return uniform(seed, length, 0, 1);
    }

    /** Uniform in {@code low .. high}. */
    public static float[] uniform(long seed, int length, double low, double high) {
        var random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    /** A batch of pictures {@code [batch, channels, side, side]}. */
    public static float[] pictures(int batch, int channels, int side) {
        return uniform(2, batch * channels * side * side);
    }

    /** Class of the i-th picture of a fixed training batch. */
    public static int label(int i) {
        return i;
    }

    /**
     * The input of a layer, forward: {@code [batch, channels, side, side]}, about as many zeros as
     * a ReLU leaves.
     */
    public static float[] layerInput(Task.Layer layer) {
        float[] x = uniform(3, mapSize(layer), -1, 1);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.max(0, x[i]);
        }
        return x;
    }

    /** The gradient by a layer's output, {@code [batch, channels, side, side]}. */
    public static float[] layerGradient(Task.Layer layer) {
        return uniform(4, mapSize(layer), -1, 1);
    }

    /** {@code [channels, channels, 3, 3]}. */
    public static float[] layerWeights(Task.Layer layer) {
        int channels = layer.channels();
        double limit = Math.sqrt(6.0 / (9 * channels));
        return uniform(5, channels * channels * 9, -limit, limit);
    }

    /** One number a channel. */
    public static float[] layerBias(Task.Layer layer) {
        return uniform(6, layer.channels());
    }

    private static int mapSize(Task.Layer layer) {
        return layer.batch() * layer.channels() * layer.side() * layer.side();
    }

    /** The left matrix, {@code [rows, inner]}. */
    public static float[] left(Task.Product product) {
        return uniform(7, product.rows() * product.inner(), -1, 1);
    }

    /** The right matrix, transposed: {@code [columns, inner]}, as a dense layer keeps weights. */
    public static float[] rightTransposed(Task.Product product) {
        return uniform(8, product.columns() * product.inner(), -1, 1);
    }

    /** Reads element i of a result in {@code [N, C, H, W]} order. */
    @FunctionalInterface
    public interface Elements {
        float at(int i);
    }

    /** All of a small result, else some thousand elements that lie all over it. */
    public static float[] sample(int length, Elements elements) {
        float[] sample = new float[Math.min(length, 4 * SAMPLE)];
        boolean all = sample.length == length;
        for (int i = 0; i < sample.length; i++) {
            sample[i] = elements.at(all ? i : (int) (i * 2_654_435_761L % length));
        }
        return sample;
    }

    /**
     * {@code [n, c, pixels] -> [n, pixels, c]}.
     *
     * @param pixels of one picture
     */
    public static float[] channelsLast(float[] x, int channels, int pixels) {
        float[] y = new float[x.length];
        int size = channels * pixels;
        for (int n = 0; n < x.length / size; n++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    y[n * size + p * channels + c] = x[n * size + c * pixels + p];
                }
            }
        }
        return y;
    }
}
