package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.load;
import static dev.fovea.kernel.vector.Lanes.tail;
import static dev.fovea.kernel.vector.Lanes.zero;

import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Softmax and cross-entropy in one. With {@code d = x - max} and {@code s = sum e^d} the loss of a
 * row is {@code log s sum t - sum t d}; both terms are positive, so nothing cancels.
 */
final class VectorCrossEntropy {
    private VectorCrossEntropy() {}

    static void run(
            Workers workers,
            int rows,
            int classes,
            float[] logits,
            int logitsOffset,
            float[] targets,
            float scale,
            float[] losses,
            float[] dLogits,
            int dLogitsOffset) {
        Pieces.overRows(
                workers,
                rows,
                classes,
                (from, to) -> {
                    var lanes = new float[COUNT];
                    for (int row = from; row < to; row++) {
                        int at = row * classes;
                        int xAt = logitsOffset + at;
                        int dxAt = dLogitsOffset + at;
                        float max = VectorSoftmax.max(classes, logits, xAt);
                        double distances = distances(classes, targets, at, logits, xAt, max, lanes);
                        double weight = VectorSoftmax.sum(classes, targets, at, lanes);
                        double sum =
                                VectorSoftmax.exponentials(
                                        classes, logits, xAt, max, dLogits, dxAt, lanes);
                        losses[row] = (float) (Math.log(sum) * weight - distances);
                        float factor = (float) (scale * weight / sum);
                        gradient(classes, factor, scale, targets, at, dLogits, dxAt);
                    }
                });
    }

    /**
     * {@code sum t (x - max)}. A class ruled out by a logit of -infinity costs nothing where it is
     * not wanted: 0 times infinity would be NaN.
     */
    private static double distances(
            int length, float[] targets, int at, float[] x, int xAt, float max, float[] lanes) {
        FloatVector sum = zero();
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector t = load(targets, at + i);
            FloatVector product = load(x, xAt + i).sub(max).mul(t);
            sum = sum.add(product.blend(zero(), t.eq(0f)));
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            FloatVector t = load(targets, at + i, last);
            FloatVector product = load(x, xAt + i, last).sub(max).mul(t);
            sum = sum.add(product.blend(zero(), t.eq(0f)));
        }
        return Lanes.sum(sum, lanes);
    }

    /** {@code dx = factor e - scale t}, where dx holds e. */
    private static void gradient(
            int length, float factor, float scale, float[] targets, int at, float[] dx, int dxAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            load(dx, dxAt + i)
                    .mul(factor)
                    .sub(load(targets, at + i).mul(scale))
                    .intoArray(dx, dxAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            load(dx, dxAt + i, last)
                    .mul(factor)
                    .sub(load(targets, at + i, last).mul(scale))
                    .intoArray(dx, dxAt + i, last);
        }
    }
}
