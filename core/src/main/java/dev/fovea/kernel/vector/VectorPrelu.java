package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@code y = x if x > 0, else slope x}, with one slope or one a channel. */
final class VectorPrelu {
    /** Row length that a tensor with one shared slope is cut into. */
    private static final int SHARED_WIDTH = 1024;

    private VectorPrelu() {}

    static void forward(
            Workers workers,
            int rows,
            int channels,
            float[] slope,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        if (slope.length == 1) {
            var leaky = new Activation(Activation.Kind.LEAKY_RELU, slope[0], 0);
            VectorElements.activation(workers, leaky, rows * channels, x, xOffset, y, yOffset);
            return;
        }
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        forwardRow(channels, slope, x, xOffset + at, y, yOffset + at);
                    }
                });
    }

    private static void forwardRow(
            int channels, float[] slope, float[] x, int xAt, float[] y, int yAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + c);
            FloatVector.fromArray(FLOATS, slope, c)
                    .mul(v)
                    .blend(v, v.compare(GT, 0f))
                    .intoArray(y, yAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + c, last);
            FloatVector.fromArray(FLOATS, slope, c, last)
                    .mul(v)
                    .blend(v, v.compare(GT, 0f))
                    .intoArray(y, yAt + c, last);
        }
    }

    static void backward(
            Workers workers,
            int rows,
            int channels,
            float[] slope,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dSlope,
            float[] dx,
            int dxOffset) {
        if (slope.length > 1) {
            columns(workers, rows, channels, slope, x, xOffset, dy, dyOffset, dSlope, dx, dxOffset);
            return;
        }
        // One slope is any number of columns with the same slope, whose sums are then added up.
        int length = rows * channels;
        int width = Math.min(SHARED_WIDTH, length);
        int whole = length / width;
        var slopes = new float[width];
        Arrays.fill(slopes, slope[0]);
        var sums = new float[width];
        columns(workers, whole, width, slopes, x, xOffset, dy, dyOffset, sums, dx, dxOffset);
        double total = sum(sums);
        if (whole * width < length) {
            int at = whole * width;
            Arrays.fill(sums, 0);
            backwardRow(
                    length - at,
                    slopes,
                    x,
                    xOffset + at,
                    dy,
                    dyOffset + at,
                    sums,
                    dx,
                    dxOffset + at);
            total += sum(sums);
        }
        dSlope[0] = (float) total;
    }

    private static double sum(float[] a) {
        double total = 0;
        for (float value : a) {
            total += value;
        }
        return total;
    }

    private static void columns(
            Workers workers,
            int rows,
            int channels,
            float[] slope,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dSlope,
            float[] dx,
            int dxOffset) {
        int parts = Pieces.parts(rows, channels);
        var partial = new float[parts * channels];
        Pieces.overParts(
                workers,
                parts,
                rows,
                (part, from, to) -> {
                    var block = new float[channels];
                    for (int start = from; start < to; start += ColumnSums.BLOCK) {
                        for (int row = start; row < Math.min(to, start + ColumnSums.BLOCK); row++) {
                            int at = row * channels;
                            backwardRow(
                                    channels,
                                    slope,
                                    x,
                                    xOffset + at,
                                    dy,
                                    dyOffset + at,
                                    block,
                                    dx,
                                    dxOffset + at);
                        }
                        ColumnSums.fold(channels, block, 0, partial, part * channels);
                    }
                });
        ColumnSums.reduce(parts, channels, partial, 0, channels, 1, dSlope, 0);
    }

    private static void backwardRow(
            int channels,
            float[] slope,
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] sums,
            float[] dx,
            int dxAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + c);
            FloatVector gradient = FloatVector.fromArray(FLOATS, dy, dyAt + c);
            VectorMask<Float> positive = v.compare(GT, 0f);
            FloatVector share = v.mul(gradient).blend(FloatVector.zero(FLOATS), positive);
            FloatVector.fromArray(FLOATS, sums, c).add(share).intoArray(sums, c);
            gradient.mul(FloatVector.fromArray(FLOATS, slope, c))
                    .blend(gradient, positive)
                    .intoArray(dx, dxAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + c, last);
            FloatVector gradient = FloatVector.fromArray(FLOATS, dy, dyAt + c, last);
            VectorMask<Float> positive = v.compare(GT, 0f);
            FloatVector share = v.mul(gradient).blend(FloatVector.zero(FLOATS), positive);
            FloatVector.fromArray(FLOATS, sums, c, last).add(share).intoArray(sums, c, last);
            gradient.mul(FloatVector.fromArray(FLOATS, slope, c, last))
                    .blend(gradient, positive)
                    .intoArray(dx, dxAt + c, last);
        }
    }
}
