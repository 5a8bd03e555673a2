package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.COLUMNS;

import jdk.incubator.vector.FloatVector;

/**
 * A register tile, 8 rows by 2 vectors; a comes as a packed panel. Written by {@code
 * core/src/generators/tiles.py}.
 */
final class PanelTile8x2 {
    private PanelTile8x2() {}

    /**
     * {@code c[r][j] = f(prior[r][j] + sum over k of a[k][r] b[k][j])} for 8 rows and two vectors
     * of columns, where f is {@code max(0, x)} or nothing.
     *
     * @param a a panel of 8 rows, see {@link Panels}
     * @param b a panel, see {@link Panels}
     * @param prior rows {@code priorStride} apart: zeros or a bias (stride 0), c itself, a residual
     */
    static void run(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int k,
            float[] prior,
            int priorOffset,
            int priorStride,
            boolean relu,
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
        FloatVector c4a = FloatVector.zero(FLOATS);
        FloatVector c4b = FloatVector.zero(FLOATS);
        FloatVector c5a = FloatVector.zero(FLOATS);
        FloatVector c5b = FloatVector.zero(FLOATS);
        FloatVector c6a = FloatVector.zero(FLOATS);
        FloatVector c6b = FloatVector.zero(FLOATS);
        FloatVector c7a = FloatVector.zero(FLOATS);
        FloatVector c7b = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i < k - 1; i += 2) {
            int p = aOffset + (i / COUNT) * (8 * COUNT) + (i & (COUNT - 1));
            int q = bOffset + i * COLUMNS;
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, q);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, q + COUNT);
            FloatVector x = FloatVector.broadcast(FLOATS, a[p]);
            c0a = x.fma(b0, c0a);
            c0b = x.fma(b1, c0b);
            x = FloatVector.broadcast(FLOATS, a[p + COUNT]);
            c1a = x.fma(b0, c1a);
            c1b = x.fma(b1, c1b);
            x = FloatVector.broadcast(FLOATS, a[p + 2 * COUNT]);
            c2a = x.fma(b0, c2a);
            c2b = x.fma(b1, c2b);
            x = FloatVector.broadcast(FLOATS, a[p + 3 * COUNT]);
            c3a = x.fma(b0, c3a);
            c3b = x.fma(b1, c3b);
            x = FloatVector.broadcast(FLOATS, a[p + 4 * COUNT]);
            c4a = x.fma(b0, c4a);
            c4b = x.fma(b1, c4b);
            x = FloatVector.broadcast(FLOATS, a[p + 5 * COUNT]);
            c5a = x.fma(b0, c5a);
            c5b = x.fma(b1, c5b);
            x = FloatVector.broadcast(FLOATS, a[p + 6 * COUNT]);
            c6a = x.fma(b0, c6a);
            c6b = x.fma(b1, c6b);
            x = FloatVector.broadcast(FLOATS, a[p + 7 * COUNT]);
            c7a = x.fma(b0, c7a);
            c7b = x.fma(b1, c7b);
            b0 = FloatVector.fromArray(FLOATS, b, q + COLUMNS);
            b1 = FloatVector.fromArray(FLOATS, b, q + COUNT + COLUMNS);
            x = FloatVector.broadcast(FLOATS, a[p + 1]);
            c0a = x.fma(b0, c0a);
            c0b = x.fma(b1, c0b);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + COUNT]);
            c1a = x.fma(b0, c1a);
            c1b = x.fma(b1, c1b);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 2 * COUNT]);
            c2a = x.fma(b0, c2a);
            c2b = x.fma(b1, c2b);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 3 * COUNT]);
            c3a = x.fma(b0, c3a);
            c3b = x.fma(b1, c3b);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 4 * COUNT]);
            c4a = x.fma(b0, c4a);
            c4b = x.fma(b1, c4b);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 5 * COUNT]);
            c5a = x.fma(b0, c5a);
            c5b = x.fma(b1, c5b);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 6 * COUNT]);
            c6a = x.fma(b0, c6a);
            c6b = x.fma(b1, c6b);
            x = FloatVector.broadcast(FLOATS, a[p + 1 + 7 * COUNT]);
            c7a = x.fma(b0, c7a);
            c7b = x.fma(b1, c7b);
        }
        if (i < k) {
            int p = aOffset + (i / COUNT) * (8 * COUNT) + (i & (COUNT - 1));
            int q = bOffset + i * COLUMNS;
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, q);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, q + COUNT);
            FloatVector x = FloatVector.broadcast(FLOATS, a[p]);
            c0a = x.fma(b0, c0a);
            c0b = x.fma(b1, c0b);
            x = FloatVector.broadcast(FLOATS, a[p + COUNT]);
            c1a = x.fma(b0, c1a);
            c1b = x.fma(b1, c1b);
            x = FloatVector.broadcast(FLOATS, a[p + 2 * COUNT]);
            c2a = x.fma(b0, c2a);
            c2b = x.fma(b1, c2b);
            x = FloatVector.broadcast(FLOATS, a[p + 3 * COUNT]);
            c3a = x.fma(b0, c3a);
            c3b = x.fma(b1, c3b);
            x = FloatVector.broadcast(FLOATS, a[p + 4 * COUNT]);
            c4a = x.fma(b0, c4a);
            c4b = x.fma(b1, c4b);
            x = FloatVector.broadcast(FLOATS, a[p + 5 * COUNT]);
            c5a = x.fma(b0, c5a);
            c5b = x.fma(b1, c5b);
            x = FloatVector.broadcast(FLOATS, a[p + 6 * COUNT]);
            c6a = x.fma(b0, c6a);
            c6b = x.fma(b1, c6b);
            x = FloatVector.broadcast(FLOATS, a[p + 7 * COUNT]);
            c7a = x.fma(b0, c7a);
            c7b = x.fma(b1, c7b);
        }
        if (relu) {
            FloatVector zero = FloatVector.zero(FLOATS);
            int s = priorOffset;
            int t = cOffset;
            c0a = c0a.add(FloatVector.fromArray(FLOATS, prior, s));
            c0a.blend(zero, c0a.lt(zero)).intoArray(c, t);
            c0b = c0b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c0b.blend(zero, c0b.lt(zero)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c1a = c1a.add(FloatVector.fromArray(FLOATS, prior, s));
            c1a.blend(zero, c1a.lt(zero)).intoArray(c, t);
            c1b = c1b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c1b.blend(zero, c1b.lt(zero)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c2a = c2a.add(FloatVector.fromArray(FLOATS, prior, s));
            c2a.blend(zero, c2a.lt(zero)).intoArray(c, t);
            c2b = c2b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c2b.blend(zero, c2b.lt(zero)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c3a = c3a.add(FloatVector.fromArray(FLOATS, prior, s));
            c3a.blend(zero, c3a.lt(zero)).intoArray(c, t);
            c3b = c3b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c3b.blend(zero, c3b.lt(zero)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c4a = c4a.add(FloatVector.fromArray(FLOATS, prior, s));
            c4a.blend(zero, c4a.lt(zero)).intoArray(c, t);
            c4b = c4b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c4b.blend(zero, c4b.lt(zero)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c5a = c5a.add(FloatVector.fromArray(FLOATS, prior, s));
            c5a.blend(zero, c5a.lt(zero)).intoArray(c, t);
            c5b = c5b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c5b.blend(zero, c5b.lt(zero)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c6a = c6a.add(FloatVector.fromArray(FLOATS, prior, s));
            c6a.blend(zero, c6a.lt(zero)).intoArray(c, t);
            c6b = c6b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c6b.blend(zero, c6b.lt(zero)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c7a = c7a.add(FloatVector.fromArray(FLOATS, prior, s));
            c7a.blend(zero, c7a.lt(zero)).intoArray(c, t);
            c7b = c7b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT));
            c7b.blend(zero, c7b.lt(zero)).intoArray(c, t + COUNT);
        } else {
            int s = priorOffset;
            int t = cOffset;
            c0a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c0b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c1a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c1b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c2a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c2b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c3a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c3b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c4a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c4b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c5a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c5b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c6a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c6b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
            s += priorStride;
            t += cStride;
            c7a.add(FloatVector.fromArray(FLOATS, prior, s)).intoArray(c, t);
            c7b.add(FloatVector.fromArray(FLOATS, prior, s + COUNT)).intoArray(c, t + COUNT);
        }
    }
}
