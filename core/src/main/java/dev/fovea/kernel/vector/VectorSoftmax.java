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
import jdk.incubator.vector.VectorOperators;

/** Softmax, its logarithm, and their gradients, a row at a time. */
final class VectorSoftmax {
    private VectorSoftmax() {}

    static void softmax(
            Workers workers,
            int rows,
            int classes,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var lanes = new float[COUNT];
                    for (int row = from; row < to; row++) {
                        int xAt = xOffset + row * classes;
                        int yAt = yOffset + row * classes;
                        float max = max(classes, x, xAt);
                        double sum = exponentials(classes, x, xAt, max, y, yAt, lanes);
                        scale(classes, (float) (1 / sum), y, yAt);
                    }
                });
    }

    static void softmaxBackward(
            Workers workers,
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var lanes = new float[COUNT];
                    for (int row = from; row < to; row++) {
                        int at = row * classes;
                        float sum = (float) dot(classes, y, yOffset + at, dy, dyOffset + at, lanes);
                        softmaxGradient(
                                classes,
                                y,
                                yOffset + at,
                                dy,
                                dyOffset + at,
                                sum,
                                dx,
                                dxOffset + at);
                    }
                });
    }

    static void logSoftmax(
            Workers workers,
            int rows,
            int classes,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var lanes = new float[COUNT];
                    for (int row = from; row < to; row++) {
                        int xAt = xOffset + row * classes;
                        float max = max(classes, x, xAt);
                        double logSum = Math.log(sumOfExponentials(classes, x, xAt, max, lanes));
                        subtract(classes, x, xAt, max, (float) logSum, y, yOffset + row * classes);
                    }
                });
    }

    static void logSoftmaxBackward(
            Workers workers,
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var lanes = new float[COUNT];
                    for (int row = from; row < to; row++) {
                        int at = row * classes;
                        float sum = (float) sum(classes, dy, dyOffset + at, lanes);
                        logSoftmaxGradient(
                                classes,
                                y,
                                yOffset + at,
                                dy,
                                dyOffset + at,
                                sum,
                                dx,
                                dxOffset + at);
                    }
                });
    }

    static float max(int length, float[] x, int xAt) {
        FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            max = max.max(load(x, xAt + i));
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            max = max.max(broadcast(Float.NEGATIVE_INFINITY).blend(load(x, xAt + i, last), last));
        }
        // A maximum is the same in any order.
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** {@code y = e^(x - max)}; gives back the sum. */
    static double exponentials(
            int length, float[] x, int xAt, float max, float[] y, int yAt, float[] lanes) {
        FloatVector sum = zero();
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector e = VectorMath.exp(load(x, xAt + i).sub(max));
            e.intoArray(y, yAt + i);
            sum = sum.add(e);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            FloatVector e = VectorMath.exp(load(x, xAt + i, last).sub(max));
            e.intoArray(y, yAt + i, last);
            sum = sum.add(zero().blend(e, last));
        }
        return Lanes.sum(sum, lanes);
    }

    private static double sumOfExponentials(
            int length, float[] x, int xAt, float max, float[] lanes) {
        FloatVector sum = zero();
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            sum = sum.add(VectorMath.exp(load(x, xAt + i).sub(max)));
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            FloatVector e = VectorMath.exp(load(x, xAt + i, last).sub(max));
            sum = sum.add(zero().blend(e, last));
        }
        return Lanes.sum(sum, lanes);
    }

    static void scale(int length, float factor, float[] y, int yAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            load(y, yAt + i).mul(factor).intoArray(y, yAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            load(y, yAt + i, last).mul(factor).intoArray(y, yAt + i, last);
        }
    }

    private static void subtract(
            int length, float[] x, int xAt, float max, float logSum, float[] y, int yAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            load(x, xAt + i).sub(max).sub(logSum).intoArray(y, yAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            load(x, xAt + i, last).sub(max).sub(logSum).intoArray(y, yAt + i, last);
        }
    }

    static double sum(int length, float[] x, int xAt, float[] lanes) {
        FloatVector sum = zero();
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            sum = sum.add(load(x, xAt + i));
        }
        if (i < length) {
            sum = sum.add(load(x, xAt + i, tail(i, length)));
        }
        return Lanes.sum(sum, lanes);
    }

    private static double dot(int length, float[] a, int aAt, float[] b, int bAt, float[] lanes) {
        FloatVector sum = zero();
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            sum = load(a, aAt + i).fma(load(b, bAt + i), sum);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            sum = load(a, aAt + i, last).fma(load(b, bAt + i, last), sum);
        }
        return Lanes.sum(sum, lanes);
    }

    private static void softmaxGradient(
            int length, float[] y, int yAt, float[] dy, int dyAt, float sum, float[] dx, int dxAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            load(dy, dyAt + i).sub(sum).mul(load(y, yAt + i)).intoArray(dx, dxAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            load(dy, dyAt + i, last)
                    .sub(sum)
                    .mul(load(y, yAt + i, last))
                    .intoArray(dx, dxAt + i, last);
        }
    }

    private static void logSoftmaxGradient(
            int length, float[] y, int yAt, float[] dy, int dyAt, float sum, float[] dx, int dxAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            VectorMath.exp(load(y, yAt + i))
                    .fma(broadcast(-sum), load(dy, dyAt + i))
                    .intoArray(dx, dxAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            VectorMath.exp(load(y, yAt + i, last))
                    .fma(broadcast(-sum), load(dy, dyAt + i, last))
                    .intoArray(dx, dxAt + i, last);
        }
    }
}
