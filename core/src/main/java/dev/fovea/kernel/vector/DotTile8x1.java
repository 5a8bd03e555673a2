package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Eight rows of weights times one vector of inputs, read once, as they lie in memory. */
final class DotTile8x1 {
    static final int ROWS = 8;

    private DotTile8x1() {}

    /**
     * Partial sums of eight dot products: lane l of vector r at {@code sumOffset + r COUNT} is the
     * sum over every {@code COUNT}-th k from l on.
     *
     * @param k a multiple of the lanes
     * @param w rows {@code stride} apart
     */
    static void run(
            float[] w,
            int wOffset,
            int stride,
            float[] x,
            int xOffset,
            int k,
            float[] sums,
            int sumOffset) {
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        FloatVector sum4 = FloatVector.zero(FLOATS);
        FloatVector sum5 = FloatVector.zero(FLOATS);
        FloatVector sum6 = FloatVector.zero(FLOATS);
        FloatVector sum7 = FloatVector.zero(FLOATS);
        for (int i = 0; i < k; i += COUNT) {
            int p = wOffset + i;
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            sum0 = v.fma(FloatVector.fromArray(FLOATS, w, p), sum0);
            sum1 = v.fma(FloatVector.fromArray(FLOATS, w, p + stride), sum1);
            sum2 = v.fma(FloatVector.fromArray(FLOATS, w, p + 2 * stride), sum2);
            sum3 = v.fma(FloatVector.fromArray(FLOATS, w, p + 3 * stride), sum3);
            sum4 = v.fma(FloatVector.fromArray(FLOATS, w, p + 4 * stride), sum4);
            sum5 = v.fma(FloatVector.fromArray(FLOATS, w, p + 5 * stride), sum5);
            sum6 = v.fma(FloatVector.fromArray(FLOATS, w, p + 6 * stride), sum6);
            sum7 = v.fma(FloatVector.fromArray(FLOATS, w, p + 7 * stride), sum7);
        }
        sum0.intoArray(sums, sumOffset);
        sum1.intoArray(sums, sumOffset + COUNT);
        sum2.intoArray(sums, sumOffset + 2 * COUNT);
        sum3.intoArray(sums, sumOffset + 3 * COUNT);
        sum4.intoArray(sums, sumOffset + 4 * COUNT);
        sum5.intoArray(sums, sumOffset + 5 * COUNT);
        sum6.intoArray(sums, sumOffset + 6 * COUNT);
        sum7.intoArray(sums, sumOffset + 7 * COUNT);
    }
}
