package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.load;
import static dev.fovea.kernel.vector.Lanes.tail;

import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Gradients of batch norm: one pass for the sums over the batch, one for {@code dx = a dy + b (x -
 * mean) + d} with {@code a = gamma invStd}, {@code b = -a invStd dGamma / rows} and {@code d = -a
 * dBeta / rows} (Ioffe and Szegedy 2015, arXiv 1502.03167, section 3).
 */
final class VectorBatchNormBackward {
    private VectorBatchNormBackward() {}

    static void run(
            Workers workers,
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] gamma,
            float[] mean,
            float[] invStd,
            boolean fixedStatistics,
            float[] dGamma,
            float[] dBeta,
            float[] dx,
            int dxOffset) {
        sums(workers, rows, channels, x, xOffset, dy, dyOffset, mean, dGamma, dBeta);
        var a = new float[channels];
        var b = new float[channels];
        var d = new float[channels];
        for (int c = 0; c < channels; c++) {
            dGamma[c] *= invStd[c];
            a[c] = gamma[c] * invStd[c];
            b[c] = -a[c] * invStd[c] * dGamma[c] / rows;
            d[c] = -a[c] * dBeta[c] / rows;
        }
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        int dyAt = dyOffset + at;
                        if (fixedStatistics) {
                            scale(channels, a, dy, dyAt, dx, dxOffset + at);
                        } else {
                            combine(
                                    channels,
                                    a,
                                    b,
                                    d,
                                    mean,
                                    x,
                                    xOffset + at,
                                    dy,
                                    dyAt,
                                    dx,
                                    dxOffset + at);
                        }
                    }
                });
    }

    /** {@code dGamma = sum dy (x - mean)}, {@code dBeta = sum dy}. */
    private static void sums(
            Workers workers,
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] mean,
            float[] dGamma,
            float[] dBeta) {
        int parts = Pieces.parts(rows, channels);
        int width = 2 * channels;
        var partial = new float[parts * width];
        Pieces.overParts(
                workers,
                parts,
                rows,
                (part, from, to) -> {
                    var block = new float[width];
                    for (int start = from; start < to; start += ColumnSums.BLOCK) {
                        int end = Math.min(to, start + ColumnSums.BLOCK);
                        for (int row = start; row < end; row++) {
                            int at = row * channels;
                            addRow(channels, x, xOffset + at, dy, dyOffset + at, mean, block);
                        }
                        ColumnSums.fold(width, block, 0, partial, part * width);
                    }
                });
        ColumnSums.reduce(parts, channels, partial, 0, width, 1, dGamma, 0);
        ColumnSums.reduce(parts, channels, partial, channels, width, 1, dBeta, 0);
    }

    private static void addRow(
            int channels, float[] x, int xAt, float[] dy, int dyAt, float[] mean, float[] sums) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector gradient = load(dy, dyAt + c);
            FloatVector distance = load(x, xAt + c).sub(load(mean, c));
            gradient.fma(distance, load(sums, c)).intoArray(sums, c);
            load(sums, channels + c).add(gradient).intoArray(sums, channels + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            FloatVector gradient = load(dy, dyAt + c, last);
            FloatVector distance = load(x, xAt + c, last).sub(load(mean, c, last));
            gradient.fma(distance, load(sums, c, last)).intoArray(sums, c, last);
            load(sums, channels + c, last).add(gradient).intoArray(sums, channels + c, last);
        }
    }

    private static void scale(int channels, float[] a, float[] dy, int dyAt, float[] dx, int dxAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            load(dy, dyAt + c).mul(load(a, c)).intoArray(dx, dxAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            load(dy, dyAt + c, last).mul(load(a, c, last)).intoArray(dx, dxAt + c, last);
        }
    }

    private static void combine(
            int channels,
            float[] a,
            float[] b,
            float[] d,
            float[] mean,
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector distance = load(x, xAt + c).sub(load(mean, c));
            load(dy, dyAt + c)
                    .fma(load(a, c), distance.fma(load(b, c), load(d, c)))
                    .intoArray(dx, dxAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            FloatVector distance = load(x, xAt + c, last).sub(load(mean, c, last));
            load(dy, dyAt + c, last)
                    .fma(load(a, c, last), distance.fma(load(b, c, last), load(d, c, last)))
                    .intoArray(dx, dxAt + c, last);
        }
    }
}
