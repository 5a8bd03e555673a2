package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of the gradient by the weights in the domain of F(4x4, 3x3): with y = A^T [(G g
 * G^T) (B^T x B)] A for a tile (Lavin and Gray 2015, arXiv 1509.09308, equation 12) the chain rule
 * gives dg = G^T [sum over tiles of (A dy A^T) (B^T x B)] G, products in brackets element by
 * element.
 *
 * <p>Each works on one vector of channels, first down the columns into scratch, then along the
 * rows, as {@link Winograd4} does.
 */
final class Winograd4Gradient {
    /**
     * The plane that holds the sum of a tile's pixels: the rows of A that belong to the point 1 are
     * all ones.
     */
    static final int SUM_PLANE = Winograd4.SPAN + 1;

    private static final int SIZE = Winograd4.SIZE;
    private static final int SPAN = Winograd4.SPAN;
    private static final int TAPS = 3;

    private Winograd4Gradient() {}

    /** {@code D = A dy A^T} of the 4x4 pixels at {@code dyOffset}. */
    static void output(
            float[] dy,
            int dyOffset,
            int rowStride,
            int pixelStride,
            float[] d,
            int dOffset,
            int planeStride,
            float[] scratch,
            int scratchOffset) {
        for (int j = 0; j < SIZE; j++) {
            int p = dyOffset + j * pixelStride;
            outputLine(dy, p, rowStride, scratch, scratchOffset + j * COUNT, SIZE * COUNT);
        }
        for (int i = 0; i < SPAN; i++) {
            int t = scratchOffset + i * SIZE * COUNT;
            outputLine(scratch, t, COUNT, d, dOffset + i * SPAN * planeStride, planeStride);
        }
    }

    /** Four numbers {@code step} apart become the six of A times them. */
    private static void outputLine(float[] x, int p, int step, float[] y, int q, int yStep) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, p);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, p + step);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, p + 2 * step);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, p + 3 * step);
        FloatVector even = x0.add(x2);
        FloatVector odd = x1.add(x3);
        FloatVector evenFar = x2.fma(FloatVector.broadcast(FLOATS, 4f), x0);
        FloatVector oddFar = x3.fma(FloatVector.broadcast(FLOATS, 8f), x1.add(x1));
        x0.intoArray(y, q);
        even.add(odd).intoArray(y, q + yStep);
        even.sub(odd).intoArray(y, q + 2 * yStep);
        evenFar.add(oddFar).intoArray(y, q + 3 * yStep);
        evenFar.sub(oddFar).intoArray(y, q + 4 * yStep);
        x3.intoArray(y, q + 5 * yStep);
    }

    /**
     * {@code dg = G^T dU G}: nine vectors side by side at {@code gOffset}, one for each tap.
     *
     * @param u 36 planes {@code planeStride} apart
     */
    static void weights(
            float[] u,
            int uOffset,
            int planeStride,
            float[] g,
            int gOffset,
            float[] scratch,
            int scratchOffset) {
        for (int j = 0; j < SPAN; j++) {
            int p = uOffset + j * planeStride;
            weightsLine(u, p, SPAN * planeStride, scratch, scratchOffset + j * COUNT, SPAN * COUNT);
        }
        for (int i = 0; i < TAPS; i++) {
            int t = scratchOffset + i * SPAN * COUNT;
            weightsLine(scratch, t, COUNT, g, gOffset + i * TAPS * COUNT, COUNT);
        }
    }

    private static void weightsLine(float[] u, int p, int step, float[] g, int q, int gStep) {
        FloatVector u0 = FloatVector.fromArray(FLOATS, u, p);
        FloatVector u1 = FloatVector.fromArray(FLOATS, u, p + step);
        FloatVector u2 = FloatVector.fromArray(FLOATS, u, p + 2 * step);
        FloatVector u3 = FloatVector.fromArray(FLOATS, u, p + 3 * step);
        FloatVector u4 = FloatVector.fromArray(FLOATS, u, p + 4 * step);
        FloatVector u5 = FloatVector.fromArray(FLOATS, u, p + 5 * step);
        FloatVector near = u1.add(u2).mul(1 / 6f);
        FloatVector nearOdd = u2.sub(u1).mul(1 / 6f);
        FloatVector far = u3.add(u4);
        FloatVector farOdd = u3.sub(u4);
        FloatVector quarter = FloatVector.broadcast(FLOATS, 0.25f);
        FloatVector sum = far.fma(FloatVector.broadcast(FLOATS, 1 / 24f), near.neg());
        u0.fma(quarter, sum).intoArray(g, q);
        farOdd.fma(FloatVector.broadcast(FLOATS, 1 / 12f), nearOdd).intoArray(g, q + gStep);
        far.fma(FloatVector.broadcast(FLOATS, 1 / 6f), u5.sub(near)).intoArray(g, q + 2 * gStep);
    }
}
