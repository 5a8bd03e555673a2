package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.roundUp;

import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * Local response normalisation across channels: {@code y_c = x_c b_c^-beta} with {@code b_c = k +
 * alpha / size sum x_j^2}. A row's terms are written between zeros, so that every sum over a window
 * is as many shifted loads.
 */
record VectorLrn(int channels, int size, float alpha, float beta, float k) {
    void forward(Workers workers, int rows, float[] x, int xOffset, float[] y, int yOffset) {
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to) -> {
                    var row = new Row();
                    for (int r = from; r < to; r++) {
                        row.v.copyFrom(x, xOffset + r * channels, 0);
                        row.bases();
                        row.powers();
                        row.v.multiply(row.power);
                        row.v.copyTo(y, yOffset + r * channels);
                    }
                });
    }

    /**
     * {@code dx_i = dy_i b_i^-beta - 2 alpha beta / size x_i sum of dy_c y_c / b_c} over the
     * channels c whose windows hold i.
     */
    void backward(
            Workers workers,
            int rows,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        float factor = (float) (-2.0 * alpha * beta / size);
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to) -> {
                    var row = new Row();
                    var output = new PaddedRow(channels);
                    var g = new PaddedRow(channels);
                    float[] ratios = betweenZeros();
                    for (int r = from; r < to; r++) {
                        row.v.copyFrom(x, xOffset + r * channels, 0);
                        output.copyFrom(y, yOffset + r * channels, 0);
                        g.copyFrom(dy, dyOffset + r * channels, 0);
                        row.bases();
                        output.multiply(g);
                        divide(output.a, row.base.a, ratios, size / 2);
                        row.powers();
                        g.multiply(row.power);
                        sumWindows(ratios, size, output.a);
                        output.multiply(row.v);
                        g.addScaled(factor, output);
                        g.copyTo(dx, dxOffset + r * channels);
                    }
                });
    }

    /** Room for a padded row and, on both sides, for what windows reach beyond it. */
    private float[] betweenZeros() {
        return new float[roundUp(channels) + size];
    }

    /** One row at work. */
    private final class Row {
        final PaddedRow v = new PaddedRow(channels);
        final PaddedRow base = new PaddedRow(channels);
        final PaddedRow power = new PaddedRow(channels);

        final float[] squares = betweenZeros();

        void bases() {
            square(v.a, squares, (size - 1) / 2);
            sumWindows(squares, size, base.a);
            linear(base.a, alpha / size, k);
        }

        void powers() {
            power.copyFrom(base.a, 0, 1);
            VectorLog.inPlace(power.a, 0, power.a.length);
            power.scale(-beta);
            power.exp();
        }
    }

    /** {@code terms = v^2}, from {@code at} on. */
    private static void square(float[] v, float[] terms, int at) {
        for (int i = 0; i < v.length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            x.mul(x).intoArray(terms, at + i);
        }
    }

    /** {@code terms = v / base}, from {@code at} on. */
    private static void divide(float[] v, float[] base, float[] terms, int at) {
        for (int i = 0; i < v.length; i += COUNT) {
            FloatVector b = FloatVector.fromArray(FLOATS, base, i);
            FloatVector.fromArray(FLOATS, v, i).div(b).intoArray(terms, at + i);
        }
    }

    /** {@code sums[i]} = the sum of {@code size} terms from i on. */
    private static void sumWindows(float[] terms, int size, float[] sums) {
        for (int i = 0; i < sums.length; i += COUNT) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int j = 0; j < size; j++) {
                sum = sum.add(FloatVector.fromArray(FLOATS, terms, i + j));
            }
            sum.intoArray(sums, i);
        }
    }

    /** {@code v = v factor + summand}. */
    private static void linear(float[] v, float factor, float summand) {
        for (int i = 0; i < v.length; i += COUNT) {
            FloatVector.fromArray(FLOATS, v, i)
                    .fma(
                            FloatVector.broadcast(FLOATS, factor),
                            FloatVector.broadcast(FLOATS, summand))
                    .intoArray(v, i);
        }
    }
}
