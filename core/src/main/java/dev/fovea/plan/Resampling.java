package dev.fovea.plan;

import dev.fovea.kernel.general.Resample;
import dev.fovea.nn.Resize;

/** Which elements of the input an element of the resized output is made of, axis by axis. */
final class Resampling {
    private final Resize layer;
    private final int in;
    private final int out;
    private final float scale;
    private final int stride;

    private Resampling(Resize layer, int in, int out, float scale, int stride) {
        this.layer = layer;
        this.in = in;
        this.out = out;
        this.scale = scale;
        this.stride = stride;
    }

    static Resample of(int[] extents, Resize layer) {
        int[] strides = Picks.strides(extents);
        int[][][] offsets = new int[extents.length][][];
        float[][][] weights = new float[extents.length][][];
        for (int axis = 0; axis < extents.length; axis++) {
            int size = layer.extents().get(axis);
            float scale = layer.scales().get(axis);
            var along = new Resampling(layer, extents[axis], size, scale, strides[axis]);
            offsets[axis] = new int[size][];
            weights[axis] = new float[size][];
            for (int i = 0; i < size; i++) {
                along.neighbours(i, offsets[axis], weights[axis]);
            }
        }
        return new Resample(offsets, weights);
    }

    private void neighbours(int index, int[][] offsets, float[][] weights) {
        if (in == out && scale == 1) {
            offsets[index] = new int[] {index * stride};
            weights[index] = new float[] {1};
            return;
        }
        double at = position(index);
        switch (layer.method()) {
            case NEAREST -> {
                int nearest = Math.clamp((long) rounded(at), 0, in - 1);
                offsets[index] = new int[] {nearest * stride};
                weights[index] = new float[] {1};
            }
            case LINEAR -> {
                double share = at - Math.floor(at);
                weigh(index, (int) Math.floor(at), offsets, weights, 1 - share, share);
            }
            case CUBIC -> {
                double t = at - Math.floor(at);
                weigh(
                        index,
                        (int) Math.floor(at) - 1,
                        offsets,
                        weights,
                        outer(1 + t),
                        inner(t),
                        inner(1 - t),
                        outer(2 - t));
            }
        }
    }

    /** Where the element lies in the input, counted from the middle of its first element. */
    private double position(int x) {
        return switch (layer.coordinates()) {
            case HALF_PIXEL -> (x + 0.5) / scale - 0.5;
            case PYTORCH_HALF_PIXEL -> out > 1 ? (x + 0.5) / scale - 0.5 : 0;
            case ALIGN_CORNERS -> out > 1 ? x * (in - 1.0) / (length() - 1) : 0;
            case ASYMMETRIC -> (double) x / scale;
            case TF_HALF_PIXEL_FOR_NN -> (x + 0.5) / scale;
        };
    }

    /** What the output would measure if it were not rounded down, as ONNX's reference has it. */
    private double length() {
        double length = (double) scale * in;
        return Math.abs(length - out) < 1e-4 ? out : length;
    }

    private double rounded(double at) {
        return switch (layer.rounding()) {
            case ROUND_PREFER_FLOOR -> Math.ceil(at - 0.5);
            case ROUND_PREFER_CEIL -> Math.floor(at + 0.5);
            case FLOOR -> Math.floor(at);
            case CEIL -> Math.ceil(at);
        };
    }

    /** Keys' cubic for distances up to 1. */
    private double inner(double t) {
        double a = layer.cubicA();
        return ((a + 2) * t - (a + 3)) * t * t + 1;
    }

    /** Keys' cubic for distances from 1 to 2. */
    private double outer(double t) {
        double a = layer.cubicA();
        return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
    }

    private void weigh(int index, int first, int[][] offsets, float[][] weights, double... shares) {
        offsets[index] = new int[shares.length];
        weights[index] = new float[shares.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            int neighbour = first + i;
            boolean outside = neighbour < 0 || neighbour >= in;
            if (outside && layer.excludeOutside()) {
                shares[i] = 0;
            }
            sum += shares[i];
            offsets[index][i] = Math.clamp(neighbour, 0, in - 1) * stride;
        }
        for (int i = 0; i < shares.length; i++) {
            weights[index][i] = (float) (layer.excludeOutside() ? shares[i] / sum : shares[i]);
        }
    }
}
