package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(2x2, 3x3): two by two outputs of a 3x3 convolution from 16 products instead
 * of 36 (Lavin and Gray 2015, arXiv 1509.09308, section 4.1; points 0, 1, -1, infinity). Arranged
 * as {@link Winograd4}.
 */
final class Winograd2 {
    static final int SIZE = 2;
    static final int SPAN = 4;
    static final int PLANES = SPAN * SPAN;

    /** Floats of scratch that each transform needs. */
    static final int SCRATCH = PLANES * COUNT;

    private static final int ROW = SPAN * COUNT;

    private Winograd2() {}

    /** {@code V = B^T x B} of the 4x4 pixels at {@code xOffset}. */
    static void input(
            float[] x,
            int xOffset,
            int rowStride,
            int pixelStride,
            float[] v,
            int vOffset,
            int planeStride,
            float[] scratch,
            int scratchOffset) {
        for (int j = 0; j < SPAN; j++) {
            int p = xOffset + j * pixelStride;
            inputLine(x, p, rowStride, scratch, scratchOffset + j * COUNT, ROW);
        }
        for (int i = 0; i < SPAN; i++) {
            int t = scratchOffset + i * ROW;
            inputLine(scratch, t, COUNT, v, vOffset + i * SPAN * planeStride, planeStride);
        }
    }

    private static void inputLine(float[] x, int p, int step, float[] y, int q, int yStep) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, p);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, p + step);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, p + 2 * step);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, p + 3 * step);
        x0.sub(x2).intoArray(y, q);
        x1.add(x2).intoArray(y, q + yStep);
        x2.sub(x1).intoArray(y, q + 2 * yStep);
        x1.sub(x3).intoArray(y, q + 3 * yStep);
    }

    /** {@code y = max(floor, A^T m A + bias)}: 2x2 pixels at {@code yOffset}. */
    static void output(
            float[] m,
            int mOffset,
            int planeStride,
            float[] bias,
            int biasOffset,
            float floor,
            float[] y,
            int yOffset,
            int rowStride,
            int pixelStride,
            float[] scratch,
            int scratchOffset) {
        for (int j = 0; j < SPAN; j++) {
            int p = mOffset + j * planeStride;
            outputColumn(m, p, SPAN * planeStride, scratch, scratchOffset + j * COUNT);
        }
        for (int i = 0; i < SIZE; i++) {
            int t = scratchOffset + i * ROW;
            int q = yOffset + i * rowStride;
            outputRow(scratch, t, bias, biasOffset, floor, y, q, pixelStride);
        }
    }

    private static void outputColumn(float[] m, int p, int step, float[] t, int q) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, m, p);
        FloatVector x1 = FloatVector.fromArray(FLOATS, m, p + step);
        FloatVector x2 = FloatVector.fromArray(FLOATS, m, p + 2 * step);
        FloatVector x3 = FloatVector.fromArray(FLOATS, m, p + 3 * step);
        x0.add(x1).add(x2).intoArray(t, q);
        x1.sub(x2).sub(x3).intoArray(t, q + ROW);
    }

    private static void outputRow(
            float[] t,
            int p,
            float[] bias,
            int biasOffset,
            float floor,
            float[] y,
            int q,
            int pixelStride) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, t, p);
        FloatVector x1 = FloatVector.fromArray(FLOATS, t, p + COUNT);
        FloatVector x2 = FloatVector.fromArray(FLOATS, t, p + 2 * COUNT);
        FloatVector x3 = FloatVector.fromArray(FLOATS, t, p + 3 * COUNT);
        FloatVector b = FloatVector.fromArray(FLOATS, bias, biasOffset);
        FloatVector low = FloatVector.broadcast(FLOATS, floor);
        FloatVector y0 = x0.add(x1).add(x2).add(b);
        FloatVector y1 = x1.sub(x2).sub(x3).add(b);
        y0.blend(low, y0.lt(low)).intoArray(y, q);
        y1.blend(low, y1.lt(low)).intoArray(y, q + pixelStride);
    }

    /** {@code U = G g G^T} of the nine vectors at {@code gOffset}, one for each tap. */
    static void weights(
            float[] g,
            int gOffset,
            float[] u,
            int uOffset,
            int planeStride,
            float[] scratch,
            int scratchOffset) {
        for (int j = 0; j < 3; j++) {
            int p = gOffset + j * COUNT;
            weightsLine(g, p, 3 * COUNT, scratch, scratchOffset + j * COUNT, 3 * COUNT);
        }
        for (int i = 0; i < SPAN; i++) {
            int t = scratchOffset + i * 3 * COUNT;
            weightsLine(scratch, t, COUNT, u, uOffset + i * SPAN * planeStride, planeStride);
        }
    }

    private static void weightsLine(float[] g, int p, int step, float[] u, int q, int uStep) {
        FloatVector g0 = FloatVector.fromArray(FLOATS, g, p);
        FloatVector g1 = FloatVector.fromArray(FLOATS, g, p + step);
        FloatVector g2 = FloatVector.fromArray(FLOATS, g, p + 2 * step);
        FloatVector even = g0.add(g2).mul(0.5f);
        FloatVector odd = g1.mul(0.5f);
        g0.intoArray(u, q);
        even.add(odd).intoArray(u, q + uStep);
        even.sub(odd).intoArray(u, q + 2 * uStep);
        g2.intoArray(u, q + 3 * uStep);
    }
}
