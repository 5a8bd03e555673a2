package dev.fovea.plan;

import dev.fovea.nn.Weights;

/** Batch norm with known statistics: {@code y = x scale[c] + shift[c]}. */
final class ScaleShift {
    private final float[] scale;
    private final float[] shift;

    private ScaleShift(int channels) {
        scale = new float[channels];
        shift = new float[channels];
    }

    /** From the running statistics of the batch norm whose parameters start with {@code prefix}. */
    static ScaleShift of(Weights weights, String prefix, int channels, float epsilon) {
        float[] gamma = weights.get(prefix + ".weight").data();
        float[] beta = weights.get(prefix + ".bias").data();
        float[] mean = weights.get(prefix + ".running_mean").data();
        float[] variance = weights.get(prefix + ".running_var").data();
        var affine = new ScaleShift(channels);
        for (int c = 0; c < channels; c++) {
            double scale = gamma[c] / Math.sqrt(variance[c] + (double) epsilon);
            affine.scale[c] = (float) scale;
            affine.shift[c] = (float) (beta[c] - mean[c] * scale);
        }
        return affine;
    }

    float[] scale() {
        return scale;
    }

    float[] shift() {
        return shift;
    }
}
