package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Four rows of weights times two inputs, both as they lie in memory. */
final class DotTile4x2 {
    static final int ROWS = 4;

    private DotTile4x2() {}

    /**
     * Partial sums of eight dot products: lane l of vector r at {@code sumOffset + r COUNT} is the
     * sum of row r and the first input over every {@code COUNT}-th k from l on; then follow the
     * four of the second input.
     *
     * @param k a multiple of the lanes
     * @param w rows {@code stride} apart
     * @param x1Offset of the second input, which may be the first
     */
    static void run(
            float[] w,
            int wOffset,
            int stride,
            float[] x,
            int x0Offset,
            int x1Offset,
            int k,
            float[] sums,
            int sumOffset) {
        FloatVector sum00 = FloatVector.zero(FLOATS);
        FloatVector sum01 = FloatVector.zero(FLOATS);
        FloatVector sum10 = FloatVector.zero(FLOATS);
        FloatVector sum11 = FloatVector.zero(FLOATS);
        FloatVector sum20 = FloatVector.zero(FLOATS);
        FloatVector sum21 = FloatVector.zero(FLOATS);
        FloatVector sum30 = FloatVector.zero(FLOATS);
        FloatVector sum31 = FloatVector.zero(FLOATS);
        for (int i = 0; i < k; i += COUNT) {
            int p = wOffset + i;
            FloatVector v0 = FloatVector.fromArray(FLOATS, x, x0Offset + i);
            FloatVector v1 = FloatVector.fromArray(FLOATS, x, x1Offset + i);
            FloatVector row = FloatVector.fromArray(FLOATS, w, p);
            sum00 = row.fma(v0, sum00);
            sum01 = row.fma(v1, sum01);
            row = FloatVector.fromArray(FLOATS, w, p + stride);
            sum10 = row.fma(v0, sum10);
            sum11 = row.fma(v1, sum11);
            row = FloatVector.fromArray(FLOATS, w, p + 2 * stride);
            sum20 = row.fma(v0, sum20);
            sum21 = row.fma(v1, sum21);
            row = FloatVector.fromArray(FLOATS, w, p + 3 * stride);
            sum30 = row.fma(v0, sum30);
            sum31 = row.fma(v1, sum31);
        }
        sum00.intoArray(sums, sumOffset);
        sum10.intoArray(sums, sumOffset + COUNT);
        sum20.intoArray(sums, sumOffset + 2 * COUNT);
        sum30.intoArray(sums, sumOffset + 3 * COUNT);
        sum01.intoArray(sums, sumOffset + 4 * COUNT);
        sum11.intoArray(sums, sumOffset + 5 * COUNT);
        sum21.intoArray(sums, sumOffset + 6 * COUNT);
        sum31.intoArray(sums, sumOffset + 7 * COUNT);
    }
}
