package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * A register tile, 8 rows by 1 vectors; a comes as a packed panel. Written by {@code
 * core/src/generators/tiles.py}.
 */
final class PanelTile8x1 {
    private PanelTile8x1() {}

    /**
     * {@code c[r][j] = f(prior[r][j] + sum over k of a[k][r] b[k][j])} for 8 rows and one vector of
     * columns, where f is {@code max(0, x)} or nothing.
     *
     * @param a a panel of 8 rows, see {@link Panels}
     * @param b rows of k, {@code bStride} apart
     * @param prior rows {@code priorStride} apart: zeros or a bias (stride 0), c itself, a residual
     */
    static void run(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bStride,
            int k,
            float[] prior,
            int priorOffset,
            int priorStride,
            boolean relu,
            float[] c,
            int cOffset,
            int cStride) {
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector c2 = FloatVector.zero(FLOATS);
        FloatVector c3 = FloatVector.zero(FLOATS);
        FloatVector c4 = FloatVector.zero(FLOATS);
        FloatVector c5 = FloatVector.zero(FLOATS);
        FloatVector c6 = FloatVector.zero(FLOATS);
        FloatVector c7 = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i < k - 1; i += 2) {
            int p = aOffset + (i / COUNT) * (8 * COUNT) + (i & (COUNT - 1));
            int q = bOffset + i * bStride;
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, q);
            FloatVector x = FloatVector.broadcast(FLOATS, a[p]);
            c0 = x.fma(b0, c0);
            x = FloatVector.broadcast(FLOATS, a[p + COUNT]);
            c1 = x.fma(b0, c1);
            x = FloatVector.broadcast(FLOATS, a[p + 2 * COUNT]);
            c2 = x.fma(b0, c2);
            x = FloatVector.broadcast(FLOATS, a[p + 3 * COUNT]);
            c3 = x.fma(b0, c3);
            x = FloatVector.broadcast(FLOATS, a[p + 4 * COUNT]);
            c4 = x.fma(b0, c4);
            x = FloatVector.broadcast(FLOATS, a[p + 5 * COUNT]);
            c5 = x.fma(b0, c5);
            x = FloatVector.broadcast(FLOATS, a[p + 6 * COUNT]);
            c6 = x.fma(b0, c6);
            x = FloatVector.broadcast(FLOATS, a[p + 7 * COUNT]);
            c7 = x.fma(b0, c7);
            b0 = FloatVector.fromArray(FLOATS, b, q + bStride);
            x = FloatVector.broadcast(FLOATS, a[p + 1]);
            c0 = x.fma(b0, c0);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + COUNT]);
            c1 = x.fma(b0, c1);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 2 * COUNT]);
            c2 = x.fma(b0, c2);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 3 * COUNT]);
            c3 = x.fma(b0, c3);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 4 * COUNT]);
            c4 = x.fma(b0, c4);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 5 * COUNT]);
            c5 = x.fma(b0, c5);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 6 * COUNT]);
            c6 = x.fma(b0, c6);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 7 * COUNT]);
            c7 = x.fma(b0, c7);
        }
        if (i < k) {
            int p = aOffset + (i / COUNT) * (8 * COUNT) + (i & (COUNT - 1));
            int q = bOffset + i * bStride;
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, q);
            FloatVector x = FloatVector.broadcast(FLOATS, a[p]);
            c0 = x.fma(b0, c0);
            x = FloatVector.broadcast(FLOATS, a[p + COUNT]);
            c1 = x.fma(b0, c1);
            x = FloatVector.broadcast(FLOATS, a[p + 2 * COUNT]);
            c2 = x.fma(b0, c2);
            x = FloatVector.broadcast(FLOATS, a[p + 3 * COUNT]);
            c3 = x.fma(b0, c3);
            x = FloatVector.broadcast(FLOATS, a[p + 4 * COUNT]);
            c4 = x.fma(b0, c4);
            x = FloatVector.broadcast(FLOATS, a[p + 5 * COUNT]);
            c5 = x.fma(b0, c5);
            x = FloatVector.broadcast(FLOATS, a[p + 6 * COUNT]);
            c6 = x.fma(b0, c6);
            x = FloatVector.broadcast(FLOATS, a[p + 7 * COUNT]);
            c7 = x.fma(b0, c7);
        }
        if (relu) {
            FloatVector zero = FloatVector.zero(FLOATS);
            int s = priorOffset;
            int t = cOffset;
            c0 = c0.add(FloatVector.fromArray(FLOATS, prior, s));
            c0.blend(zero, c0.lt(zero)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c1 = c1.add(FloatVector.fromArray(FLOATS, prior, s));
            c1.blend(zero, c1.lt(zero)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c2 = c2.add(FloatVector.fromArray(FLOATS, prior, s));
            c2.blend(zero, c2.lt(zero)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c3 = c3.add(FloatVector.fromArray(FLOATS, prior, s));
            c3.blend(zero, c3.lt(zero)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c4 = c4.add(FloatVector.fromArray(FLOATS, prior, s));
            c4.blend(zero, c4.lt(zero)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c5 = c5.add(FloatVector.fromArray(FLOATS, prior, s));
            c5.blend(zero, c5.lt(zero)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c6 = c6.add(FloatVector.fromArray(FLOATS, prior, s));
            c6.blend(zero, c6.lt(zero)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c7 = c7.add(FloatVector.fromArray(FLOATS, prior, s));
            c7.blend(zero, c7.lt(zero)).intoArray(c, t);
        } else {
            int s = priorOffset;
            int t = cOffset;
            c0.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c1.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c2.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c3.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c4.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c5.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c6.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            s += priorStride;
            t += cStride;
            c7.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
        }
    }
}
