package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.broadcast;
import static dev.fovea.kernel.vector.Lanes.load;
import static dev.fovea.kernel.vector.Lanes.tail;
import static dev.fovea.kernel.vector.Lanes.zero;

import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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
                    float[] squares = padded();
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        square(x, xOffset + at, squares);
                        forwardRow(x, xOffset + at, squares, y, yOffset + at);
                    }
                });
    }

    private void forwardRow(float[] x, int xAt, float[] squares, float[] y, int yAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            load(x, xAt + c).mul(power(base(squares, c))).intoArray(y, yAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            load(x, xAt + c, last).mul(power(base(squares, c))).intoArray(y, yAt + c, last);
        }
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
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to) -> {
                    float[] squares = padded();
                    float[] ratios = padded();
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        square(x, xOffset + at, squares);
                        ratio(squares, y, yOffset + at, dy, dyOffset + at, ratios);
                        backwardRow(
                                x,
                                xOffset + at,
                                squares,
                                ratios,
                                dy,
                                dyOffset + at,
                                dx,
                                dxOffset + at);
                    }
                });
    }

    private void backwardRow(
            float[] x,
            int xAt,
            float[] squares,
            float[] ratios,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt) {
        float factor = (float) (-2.0 * alpha * beta / size);
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector others = window(ratios, c).mul(load(x, xAt + c).mul(factor));
            load(dy, dyAt + c).fma(power(base(squares, c)), others).intoArray(dx, dxAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            FloatVector others = window(ratios, c).mul(load(x, xAt + c, last).mul(factor));
            load(dy, dyAt + c, last)
                    .fma(power(base(squares, c)), others)
                    .intoArray(dx, dxAt + c, last);
        }
    }

    /** Zeros with room for a row, its windows and a last full vector. */
    private float[] padded() {
        return new float[channels + size + COUNT];
    }

    /** x^2, so far from the start that channel c's window begins at c. */
    private void square(float[] x, int xAt, float[] squares) {
        int at = (size - 1) / 2;
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector v = load(x, xAt + c);
            v.mul(v).intoArray(squares, at + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            FloatVector v = load(x, xAt + c, last);
            v.mul(v).intoArray(squares, at + c, last);
        }
    }

    /** dy y / b, so far from the start that the windows that hold channel i begin at i. */
    private void ratio(float[] squares, float[] y, int yAt, float[] dy, int dyAt, float[] ratios) {
        int at = size / 2;
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector product = load(dy, dyAt + c).mul(load(y, yAt + c));
            product.div(base(squares, c)).intoArray(ratios, at + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            FloatVector product = load(dy, dyAt + c, last).mul(load(y, yAt + c, last));
            product.div(base(squares, c)).intoArray(ratios, at + c, last);
        }
    }

    private FloatVector base(float[] squares, int c) {
        return window(squares, c).fma(broadcast(alpha / size), broadcast(k));
    }

    private FloatVector window(float[] terms, int c) {
        FloatVector sum = zero();
        for (int j = 0; j < size; j++) {
            sum = sum.add(load(terms, c + j));
        }
        return sum;
    }

    private FloatVector power(FloatVector base) {
        return VectorMath.exp(VectorMath.log(base).mul(-beta));
    }
}
