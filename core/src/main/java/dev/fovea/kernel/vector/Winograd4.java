package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(4x4, 3x3): four by four outputs of a 3x3 convolution from 36 products instead
 * of 144 (Lavin and Gray 2015, arXiv 1509.09308, section 4.3; points 0, 1, -1, 2, -2, infinity).
 *
 * <p>Each works on one vector of channels: {@code V = B^T x B}, {@code U = G g G^T}, {@code y = A^T
 * (U V) A}, first down the columns into scratch, then along the rows. A transformed tile lies as 36
 * vectors {@code planeStride} apart.
 */
final class Winograd4 {
    /** Outputs of a tile in each direction. */
    static final int SIZE = 4;

    /** Inputs of a tile in each direction. */
    static final int SPAN = 6;

    static final int PLANES = SPAN * SPAN;

    /** Floats of scratch that each transform needs. */
    static final int SCRATCH = PLANES * COUNT;

    private static final int ROW = SPAN * COUNT;

    private Winograd4() {}

    /** {@code V = B^T x B} of the 6x6 pixels at {@code xOffset}. */
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
            int t = scratchOffset + j * COUNT;
            inputLine(x, p, rowStride, scratch, t, ROW);
        }
        for (int i = 0; i < SPAN; i++) {
            int t = scratchOffset + i * ROW;
            inputLine(scratch, t, COUNT, v, vOffset + i * SPAN * planeStride, planeStride);
        }
    }

    /** Six numbers {@code step} apart become the six of {@code B^T} times them. */
    private static void inputLine(float[] x, int p, int step, float[] y, int q, int yStep) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, p);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, p + step);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, p + 2 * step);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, p + 3 * step);
        FloatVector x4 = FloatVector.fromArray(FLOATS, x, p + 4 * step);
        FloatVector x5 = FloatVector.fromArray(FLOATS, x, p + 5 * step);
        FloatVector four = FloatVector.broadcast(FLOATS, 4f);
        FloatVector minusFour = FloatVector.broadcast(FLOATS, -4f);
        FloatVector minusFive = FloatVector.broadcast(FLOATS, -5f);
        FloatVector even = x2.fma(minusFour, x4);
        FloatVector odd = x1.fma(minusFour, x3);
        FloatVector evenFar = x4.sub(x2);
        FloatVector oddFar = x3.sub(x1);
        oddFar = oddFar.add(oddFar);
        x0.fma(four, x2.fma(minusFive, x4)).intoArray(y, q);
        even.add(odd).intoArray(y, q + yStep);
        even.sub(odd).intoArray(y, q + 2 * yStep);
        evenFar.add(oddFar).intoArray(y, q + 3 * yStep);
        evenFar.sub(oddFar).intoArray(y, q + 4 * yStep);
        x1.fma(four, x3.fma(minusFive, x5)).intoArray(y, q + 5 * yStep);
    }

    /**
     * {@code y = max(floor, A^T m A + bias)}: 4x4 pixels at {@code yOffset}.
     *
     * @param floor 0 for a ReLU, minus infinity for none
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
        FloatVector x4 = FloatVector.fromArray(FLOATS, m, p + 4 * step);
        FloatVector x5 = FloatVector.fromArray(FLOATS, m, p + 5 * step);
        FloatVector near = x1.add(x2);
        FloatVector nearOdd = x1.sub(x2);
        FloatVector far = x3.add(x4);
        FloatVector farOdd = x3.sub(x4);
        x0.add(near).add(far).intoArray(t, q);
        farOdd.fma(FloatVector.broadcast(FLOATS, 2f), nearOdd).intoArray(t, q + ROW);
        far.fma(FloatVector.broadcast(FLOATS, 4f), near).intoArray(t, q + 2 * ROW);
        farOdd.fma(FloatVector.broadcast(FLOATS, 8f), nearOdd.add(x5)).intoArray(t, q + 3 * ROW);
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
        FloatVector x4 = FloatVector.fromArray(FLOATS, t, p + 4 * COUNT);
        FloatVector x5 = FloatVector.fromArray(FLOATS, t, p + 5 * COUNT);
        FloatVector b = FloatVector.fromArray(FLOATS, bias, biasOffset);
        FloatVector low = FloatVector.broadcast(FLOATS, floor);
        FloatVector near = x1.add(x2).add(b);
        FloatVector nearOdd = x1.sub(x2).add(b);
        FloatVector far = x3.add(x4);
        FloatVector farOdd = x3.sub(x4);
        FloatVector y0 = x0.add(near).add(far);
        FloatVector y1 = farOdd.fma(FloatVector.broadcast(FLOATS, 2f), nearOdd);
        FloatVector y2 = far.fma(FloatVector.broadcast(FLOATS, 4f), near);
        FloatVector y3 = farOdd.fma(FloatVector.broadcast(FLOATS, 8f), nearOdd.add(x5));
        y0.blend(low, y0.lt(low)).intoArray(y, q);
        y1.blend(low, y1.lt(low)).intoArray(y, q + pixelStride);
        y2.blend(low, y2.lt(low)).intoArray(y, q + 2 * pixelStride);
        y3.blend(low, y3.lt(low)).intoArray(y, q + 3 * pixelStride);
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
