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
    /** Outputs of a tile in each direction. */
    static final int SIZE = 2;

    private static final int SPAN = 4;

    /** Floats of a row of the half-transformed products. */
    private static final int ROW = SPAN * COUNT;

    private Winograd2() {}

    /**
     * The first half of {@code V = B^T x B}: columns of 4 pixels, {@code rowStride} apart, become
     * columns of the half-transformed tile {@code [4][4][vectors]}.
     *
     * @param run floats of the columns that lie side by side, whole vectors
     * @param tStride floats of a row of the half-transformed tile
     */
    static void inputColumns(
            float[] x, int xOffset, int rowStride, int run, float[] t, int tOffset, int tStride) {
        inputLines(x, xOffset, rowStride, 1, 0, t, tOffset, tStride, COUNT, 0, run / COUNT);
    }

    /**
     * The second half: vector i of channels goes to {@code vOffset + i blockStride}, and its planes
     * lie {@code planeStride} apart.
     */
    static void inputRows(
            float[] t,
            int tOffset,
            int vectors,
            float[] v,
            int vOffset,
            int blockStride,
            int planeStride) {
        int pixel = vectors * COUNT;
        int row = SPAN * pixel;
        int planes = SPAN * planeStride;
        inputLines(
                t,
                tOffset,
                pixel,
                SPAN,
                row,
                v,
                vOffset,
                planeStride,
                blockStride,
                planes,
                vectors);
    }

    private static void inputLines(
            float[] x,
            int xOffset,
            int xStep,
            int lines,
            int xLine,
            float[] y,
            int yOffset,
            int yStep,
            int yNext,
            int yLine,
            int vectors) {
        int p = xOffset;
        int q = yOffset;
        int left = vectors;
        for (int i = 0; i < lines * vectors; i++) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, p);
            FloatVector x1 = FloatVector.fromArray(FLOATS, x, p + xStep);
            FloatVector x2 = FloatVector.fromArray(FLOATS, x, p + 2 * xStep);
            FloatVector x3 = FloatVector.fromArray(FLOATS, x, p + 3 * xStep);
            x0.sub(x2).intoArray(y, q);
            x1.add(x2).intoArray(y, q + yStep);
            x2.sub(x1).intoArray(y, q + 2 * yStep);
            x1.sub(x3).intoArray(y, q + 3 * yStep);
            p += COUNT;
            q += yNext;
            left--;
            if (left == 0) {
                left = vectors;
                p += xLine - vectors * COUNT;
                q += yLine - vectors * yNext;
            }
        }
    }

    /**
     * {@code y = max(floor, A^T m A + bias)} of one vector of channels: 2x2 pixels at {@code
     * yOffset}.
     *
     * @param floor 0 for a ReLU, minus infinity for none
     * @param scratch 8 vectors
     */
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
        outputColumns(m, mOffset, planeStride, scratch, scratchOffset);
        FloatVector b = FloatVector.fromArray(FLOATS, bias, biasOffset);
        FloatVector low = FloatVector.broadcast(FLOATS, floor);
        for (int i = 0; i < SIZE; i++) {
            int p = scratchOffset + i * ROW;
            int q = yOffset + i * rowStride;
            FloatVector x0 = FloatVector.fromArray(FLOATS, scratch, p);
            FloatVector x1 = FloatVector.fromArray(FLOATS, scratch, p + COUNT);
            FloatVector x2 = FloatVector.fromArray(FLOATS, scratch, p + 2 * COUNT);
            FloatVector x3 = FloatVector.fromArray(FLOATS, scratch, p + 3 * COUNT);
            FloatVector y0 = x0.add(x1).add(x2).add(b);
            FloatVector y1 = x1.sub(x2).sub(x3).add(b);
            y0.blend(low, y0.lt(low)).intoArray(y, q);
            y1.blend(low, y1.lt(low)).intoArray(y, q + pixelStride);
        }
    }

    private static void outputColumns(
            float[] m, int mOffset, int planeStride, float[] t, int tOffset) {
        int step = SPAN * planeStride;
        for (int j = 0; j < SPAN; j++) {
            int p = mOffset + j * planeStride;
            int q = tOffset + j * COUNT;
            FloatVector x0 = FloatVector.fromArray(FLOATS, m, p);
            FloatVector x1 = FloatVector.fromArray(FLOATS, m, p + step);
            FloatVector x2 = FloatVector.fromArray(FLOATS, m, p + 2 * step);
            FloatVector x3 = FloatVector.fromArray(FLOATS, m, p + 3 * step);
            x0.add(x1).add(x2).intoArray(t, q);
            x1.sub(x2).sub(x3).intoArray(t, q + ROW);
        }
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
