package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** A register tile, 8 rows by 2 vectors; a comes as rows of k. Written by {@code core/src/generators/tiles.py}. */
final class ColumnTile8x2 {
    private ColumnTile8x2() {}

    /**
     * {@code c[r][j] = prior[r][j] + sum over k of a[k][r] b[k][j]} for 8 rows and two vectors of columns.
     *
     * @param a rows of k, {@code aStride} apart
     * @param b rows of k, {@code bStride} apart
     * @param prior rows {@code priorStride} apart: zeros (stride 0) or c itself
     */
    static void run(float[] a, int aOffset, int aStride, float[] b, int bOffset, int bStride, int k, float[] prior, int priorOffset, int priorStride, float[] c, int cOffset, int cStride) {
FloatVector c0a = FloatVector.zero(FLOATS);
FloatVector c0b = FloatVector.zero(FLOATS);
FloatVector c1a = FloatVector.zero(FLOATS);
FloatVector c1b = FloatVector.zero(FLOATS);
FloatVector c2a = FloatVector.zero(FLOATS);
FloatVector c2b = FloatVector.zero(FLOATS);
FloatVector c3a = FloatVector.zero(FLOATS);
FloatVector c3b = FloatVector.zero(FLOATS);
FloatVector c4a = FloatVector.zero(FLOATS);
FloatVector c4b = FloatVector.zero(FLOATS);
FloatVector c5a = FloatVector.zero(FLOATS);
FloatVector c5b = FloatVector.zero(FLOATS);
FloatVector c6a = FloatVector.zero(FLOATS);
FloatVector c6b = FloatVector.zero(FLOATS);
FloatVector c7a = FloatVector.zero(FLOATS);
FloatVector c7b = FloatVector.zero(FLOATS);
for (int i = 0; i < k; i++) {
int p = aOffset + i * aStride;
int q = bOffset + i * bStride;
FloatVector b0 = FloatVector.fromArray(FLOATS, b, q);
FloatVector b1 = FloatVector.fromArray(FLOATS, b, q + COUNT);
FloatVector x = FloatVector.broadcast(FLOATS, a[p]);
c0a = x.fma(b0, c0a);
c0b = x.fma(b1, c0b);
x = FloatVector.broadcast(FLOATS, a[p + 1]);
c1a = x.fma(b0, c1a);
c1b = x.fma(b1, c1b);
x = FloatVector.broadcast(FLOATS, a[p + 2]);
c2a = x.fma(b0, c2a);
c2b = x.fma(b1, c2b);
x = FloatVector.broadcast(FLOATS, a[p + 3]);
c3a = x.fma(b0, c3a);
c3b = x.fma(b1, c3b);
x = FloatVector.broadcast(FLOATS, a[p + 4]);
c4a = x.fma(b0, c4a);
c4b = x.fma(b1, c4b);
x = FloatVector.broadcast(FLOATS, a[p + 5]);
c5a = x.fma(b0, c5a);
c5b = x.fma(b1, c5b);
x = FloatVector.broadcast(FLOATS, a[p + 6]);
c6a = x.fma(b0, c6a);
c6b = x.fma(b1, c6b);
x = FloatVector.broadcast(FLOATS, a[p + 7]);
c7a = x.fma(b0, c7a);
c7b = x.fma(b1, c7b);
}
c0a.add(FloatVector.fromArray(FLOATS, prior, priorOffset)).intoArray(c, cOffset);
c0b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + COUNT)).intoArray(c, cOffset + COUNT);
c1a.add(FloatVector.fromArray(FLOATS, prior, priorOffset + priorStride)).intoArray(c, cOffset + cStride);
c1b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + priorStride + COUNT)).intoArray(c, cOffset + cStride + COUNT);
c2a.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 2 * priorStride)).intoArray(c, cOffset + 2 * cStride);
c2b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 2 * priorStride + COUNT)).intoArray(c, cOffset + 2 * cStride + COUNT);
c3a.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 3 * priorStride)).intoArray(c, cOffset + 3 * cStride);
c3b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 3 * priorStride + COUNT)).intoArray(c, cOffset + 3 * cStride + COUNT);
c4a.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 4 * priorStride)).intoArray(c, cOffset + 4 * cStride);
c4b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 4 * priorStride + COUNT)).intoArray(c, cOffset + 4 * cStride + COUNT);
c5a.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 5 * priorStride)).intoArray(c, cOffset + 5 * cStride);
c5b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 5 * priorStride + COUNT)).intoArray(c, cOffset + 5 * cStride + COUNT);
c6a.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 6 * priorStride)).intoArray(c, cOffset + 6 * cStride);
c6b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 6 * priorStride + COUNT)).intoArray(c, cOffset + 6 * cStride + COUNT);
c7a.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 7 * priorStride)).intoArray(c, cOffset + 7 * cStride);
c7b.add(FloatVector.fromArray(FLOATS, prior, priorOffset + 7 * priorStride + COUNT)).intoArray(c, cOffset + 7 * cStride + COUNT);
}
}
