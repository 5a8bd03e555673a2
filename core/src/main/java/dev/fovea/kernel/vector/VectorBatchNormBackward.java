package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

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
            FloatVector gradient = FloatVector.fromArray(FLOATS, dy, dyAt + c);
            FloatVector distance =
                    FloatVector.fromArray(FLOATS, x, xAt + c)
                            .sub(FloatVector.fromArray(FLOATS, mean, c));
            gradient.fma(distance, FloatVector.fromArray(FLOATS, sums, c)).intoArray(sums, c);
            FloatVector.fromArray(FLOATS, sums, channels + c)
                    .add(gradient)
                    .intoArray(sums, channels + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector gradient = FloatVector.fromArray(FLOATS, dy, dyAt + c, last);
            FloatVector distance =
                    FloatVector.fromArray(FLOATS, x, xAt + c, last)
                            .sub(FloatVector.fromArray(FLOATS, mean, c, last));
            gradient.fma(distance, FloatVector.fromArray(FLOATS, sums, c, last))
                    .intoArray(sums, c, last);
            FloatVector.fromArray(FLOATS, sums, channels + c, last)
                    .add(gradient)
                    .intoArray(sums, channels + c, last);
        }
    }

    private static void scale(int channels, float[] a, float[] dy, int dyAt, float[] dx, int dxAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector.fromArray(FLOATS, dy, dyAt + c)
                    .mul(FloatVector.fromArray(FLOATS, a, c))
                    .intoArray(dx, dxAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector.fromArray(FLOATS, dy, dyAt + c, last)
                    .mul(FloatVector.fromArray(FLOATS, a, c, last))
                    .intoArray(dx, dxAt + c, last);
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
            FloatVector distance =
                    FloatVector.fromArray(FLOATS, x, xAt + c)
                            .sub(FloatVector.fromArray(FLOATS, mean, c));
            FloatVector.fromArray(FLOATS, dy, dyAt + c)
                    .fma(
                            FloatVector.fromArray(FLOATS, a, c),
                            distance.fma(
                                    FloatVector.fromArray(FLOATS, b, c),
                                    FloatVector.fromArray(FLOATS, d, c)))
                    .intoArray(dx, dxAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector distance =
                    FloatVector.fromArray(FLOATS, x, xAt + c, last)
                            .sub(FloatVector.fromArray(FLOATS, mean, c, last));
            FloatVector.fromArray(FLOATS, dy, dyAt + c, last)
                    .fma(
                            FloatVector.fromArray(FLOATS, a, c, last),
                            distance.fma(
                                    FloatVector.fromArray(FLOATS, b, c, last),
                                    FloatVector.fromArray(FLOATS, d, c, last)))
                    .intoArray(dx, dxAt + c, last);
        }
    }
}
