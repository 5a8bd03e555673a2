package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(4x4, 3x3): four by four outputs of a 3x3 convolution from 36 products instead
 * of 144 (Lavin and Gray 2015, arXiv 1509.09308, section 4.3; points 0, 1, -1, 2, -2, infinity).
 *
 * <p>{@code V = B^T x B}, {@code U = G g G^T}, {@code y = A^T (U V) A}: first down the columns into
 * scratch, then along the rows. Inputs are taken many channels at a time, because neighbouring
 * channels are what the hardware fetches ahead. A transformed tile lies as 36 planes {@code
 * planeStride} apart.
 */
final class Winograd4 {
    /** Outputs of a tile in each direction. */
    static final int SIZE = 4;

    /** Inputs of a tile in each direction. */
    static final int SPAN = 6;

    static final int PLANES = SPAN * SPAN;

    /** Floats of scratch that the transform of one vector of channels needs. */
    static final int SCRATCH = PLANES * COUNT;

    /** Floats of a row of the half-transformed products. */
    private static final int ROW = SPAN * COUNT;

    private Winograd4() {}

    /**
     * The first half of {@code V = B^T x B}: columns of 6 pixels, {@code rowStride} apart, become
     * columns of the half-transformed tile {@code [6][6][vectors]}.
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

    /** Six numbers {@code xStep} apart become the six of {@code B^T} times them. */
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
        FloatVector four = FloatVector.broadcast(FLOATS, 4f);
        FloatVector minusFour = FloatVector.broadcast(FLOATS, -4f);
        FloatVector minusFive = FloatVector.broadcast(FLOATS, -5f);
        int p = xOffset;
        int q = yOffset;
        int left = vectors;
        for (int i = 0; i < lines * vectors; i++) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, x, p);
            FloatVector x1 = FloatVector.fromArray(FLOATS, x, p + xStep);
            FloatVector x2 = FloatVector.fromArray(FLOATS, x, p + 2 * xStep);
            FloatVector x3 = FloatVector.fromArray(FLOATS, x, p + 3 * xStep);
            FloatVector x4 = FloatVector.fromArray(FLOATS, x, p + 4 * xStep);
            FloatVector x5 = FloatVector.fromArray(FLOATS, x, p + 5 * xStep);
            FloatVector near = x2.fma(minusFour, x4);
            FloatVector nearOdd = x1.fma(minusFour, x3);
            FloatVector far = x4.sub(x2);
            FloatVector farOdd = x3.sub(x1);
            farOdd = farOdd.add(farOdd);
            x0.fma(four, x2.fma(minusFive, x4)).intoArray(y, q);
            near.add(nearOdd).intoArray(y, q + yStep);
            near.sub(nearOdd).intoArray(y, q + 2 * yStep);
            far.add(farOdd).intoArray(y, q + 3 * yStep);
            far.sub(farOdd).intoArray(y, q + 4 * yStep);
            x1.fma(four, x3.fma(minusFive, x5)).intoArray(y, q + 5 * yStep);
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
     * {@code y = max(floor, A^T m A + bias)} of one vector of channels: 4x4 pixels at {@code
     * yOffset}.
     *
     * @param floor 0 for a ReLU, minus infinity for none
     * @param scratch 24 vectors
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
        FloatVector two = FloatVector.broadcast(FLOATS, 2f);
        FloatVector four = FloatVector.broadcast(FLOATS, 4f);
        FloatVector eight = FloatVector.broadcast(FLOATS, 8f);
        for (int i = 0; i < SIZE; i++) {
            int p = scratchOffset + i * ROW;
            int q = yOffset + i * rowStride;
            FloatVector x0 = FloatVector.fromArray(FLOATS, scratch, p);
            FloatVector x1 = FloatVector.fromArray(FLOATS, scratch, p + COUNT);
            FloatVector x2 = FloatVector.fromArray(FLOATS, scratch, p + 2 * COUNT);
            FloatVector x3 = FloatVector.fromArray(FLOATS, scratch, p + 3 * COUNT);
            FloatVector x4 = FloatVector.fromArray(FLOATS, scratch, p + 4 * COUNT);
            FloatVector x5 = FloatVector.fromArray(FLOATS, scratch, p + 5 * COUNT);
            FloatVector near = x1.add(x2).add(b);
            FloatVector nearOdd = x1.sub(x2).add(b);
            FloatVector far = x3.add(x4);
            FloatVector farOdd = x3.sub(x4);
            FloatVector y0 = x0.add(near).add(far);
            FloatVector y1 = farOdd.fma(two, nearOdd);
            FloatVector y2 = far.fma(four, near);
            FloatVector y3 = farOdd.fma(eight, nearOdd.add(x5));
            y0.blend(low, y0.lt(low)).intoArray(y, q);
            y1.blend(low, y1.lt(low)).intoArray(y, q + pixelStride);
            y2.blend(low, y2.lt(low)).intoArray(y, q + 2 * pixelStride);
            y3.blend(low, y3.lt(low)).intoArray(y, q + 3 * pixelStride);
        }
    }

    private static void outputColumns(
            float[] m, int mOffset, int planeStride, float[] t, int tOffset) {
        int step = SPAN * planeStride;
        FloatVector two = FloatVector.broadcast(FLOATS, 2f);
        FloatVector four = FloatVector.broadcast(FLOATS, 4f);
        FloatVector eight = FloatVector.broadcast(FLOATS, 8f);
        for (int j = 0; j < SPAN; j++) {
            int p = mOffset + j * planeStride;
            int q = tOffset + j * COUNT;
            FloatVector x0 = FloatVector.fromArray(FLOATS, m, p);
            FloatVector x1 = FloatVector.fromArray(FLOATS, m, p + step);
            FloatVector x2 = FloatVector.fromArray(FLOATS, m, p + 2 * step);
            FloatVector x3 = FloatVector.fromArray(FLOATS, m, p + 3 * step);
            FloatVector x4 = FloatVector.fromArray(FLOATS, m, p + 4 * step);
            FloatVector x5 = FloatVector.fromArray(FLOATS, m, p + 5 * step);
            FloatVector near = x1.add(x2);
            FloatVector nearOdd = x1.sub(x2);
            FloatVector far = x3.add(x4);
            FloatVector farOdd = x3.sub(x4);
            x0.add(near).add(far).intoArray(t, q);
            farOdd.fma(two, nearOdd).intoArray(t, q + ROW);
            far.fma(four, near).intoArray(t, q + 2 * ROW);
            farOdd.fma(eight, nearOdd.add(x5)).intoArray(t, q + 3 * ROW);
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
        FloatVector near = g0.add(g2).mul(-1 / 6f);
        FloatVector nearOdd = g1.mul(-1 / 6f);
        FloatVector far = g2.fma(FloatVector.broadcast(FLOATS, 4f), g0).mul(1 / 24f);
        FloatVector farOdd = g1.mul(1 / 12f);
        g0.mul(0.25f).intoArray(u, q);
        near.add(nearOdd).intoArray(u, q + uStep);
        near.sub(nearOdd).intoArray(u, q + 2 * uStep);
        far.add(farOdd).intoArray(u, q + 3 * uStep);
        far.sub(farOdd).intoArray(u, q + 4 * uStep);
        g2.intoArray(u, q + 5 * uStep);
    }
}
