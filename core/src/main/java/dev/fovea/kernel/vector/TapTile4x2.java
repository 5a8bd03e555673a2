package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * A register tile of a gradient by weights, four numbers of a window by two vectors of filters: x
 * and dy are read where they are.
 */
final class TapTile4x2 {
    private TapTile4x2() {}

    /**
     * {@code c[r][j] += sum over i of a[at_r + i] dy[i][j]}: neighbouring pixels read neighbouring
     * numbers of a, see {@link PlanarRows}.
     *
     * @param at0 where pixel 0 finds number 0 of the tile, and so on
     * @param dy rows of pixels, {@code dyStride} apart
     * @param c four rows, {@code cStride} apart
     */
    static void add(
            int pixels,
            float[] a,
            int at0,
            int at1,
            int at2,
            int at3,
            float[] dy,
            int dyOffset,
            int dyStride,
            float[] c,
            int cOffset,
            int cStride) {
        FloatVector c0a = FloatVector.zero(FLOATS);
        FloatVector c0b = FloatVector.zero(FLOATS);
        FloatVector c1a = FloatVector.zero(FLOATS);
        FloatVector c1b = FloatVector.zero(FLOATS);
        FloatVector c2a = FloatVector.zero(FLOATS);
        FloatVector c2b = FloatVector.zero(FLOATS);
        FloatVector c3a = FloatVector.zero(FLOATS);
        FloatVector c3b = FloatVector.zero(FLOATS);
        for (int i = 0; i < pixels; i++) {
            int q = dyOffset + i * dyStride;
            FloatVector d0 = FloatVector.fromArray(FLOATS, dy, q);
            FloatVector d1 = FloatVector.fromArray(FLOATS, dy, q + COUNT);
            FloatVector x = FloatVector.broadcast(FLOATS, a[at0 + i]);
            c0a = x.fma(d0, c0a);
            c0b = x.fma(d1, c0b);
            x = FloatVector.broadcast(FLOATS, a[at1 + i]);
            c1a = x.fma(d0, c1a);
            c1b = x.fma(d1, c1b);
            x = FloatVector.broadcast(FLOATS, a[at2 + i]);
            c2a = x.fma(d0, c2a);
            c2b = x.fma(d1, c2b);
            x = FloatVector.broadcast(FLOATS, a[at3 + i]);
            c3a = x.fma(d0, c3a);
            c3b = x.fma(d1, c3b);
        }
        int t = cOffset;
        c0a.add(FloatVector.fromArray(FLOATS, c, t)).intoArray(c, t);
        c0b.add(FloatVector.fromArray(FLOATS, c, t + COUNT)).intoArray(c, t + COUNT);
        t += cStride;
        c1a.add(FloatVector.fromArray(FLOATS, c, t)).intoArray(c, t);
        c1b.add(FloatVector.fromArray(FLOATS, c, t + COUNT)).intoArray(c, t + COUNT);
        t += cStride;
        c2a.add(FloatVector.fromArray(FLOATS, c, t)).intoArray(c, t);
        c2b.add(FloatVector.fromArray(FLOATS, c, t + COUNT)).intoArray(c, t + COUNT);
        t += cStride;
        c3a.add(FloatVector.fromArray(FLOATS, c, t)).intoArray(c, t);
        c3b.add(FloatVector.fromArray(FLOATS, c, t + COUNT)).intoArray(c, t + COUNT);
    }
}
