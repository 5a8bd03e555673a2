package dev.fovea.kernel.scalar;

import java.util.Arrays;

/** The innermost loops: operations on short runs of contiguous floats. */
final class Rows {
    private Rows() {}

    /** {@code y += a x}. */
    static void addScaled(int length, float a, float[] x, int xAt, float[] y, int yAt) {
        for (int i = 0; i < length; i++) {
            y[yAt + i] += a * x[xAt + i];
        }
    }

    /** {@code sums += x}, in double precision. */
    static void addTo(int length, double[] sums, float[] x, int xAt) {
        for (int i = 0; i < length; i++) {
            sums[i] += x[xAt + i];
        }
    }

    /** Zeroes columns {@code from} to {@code to} of {@code rows} rows of {@code width}. */
    static void clearColumns(int rows, int width, int from, int to, float[] y, int yAt) {
        for (int row = 0; row < rows; row++) {
            int at = yAt + row * width;
            Arrays.fill(y, at + from, at + to, 0);
        }
    }

    /** {@code y = 0} where {@code mask <= 0}: the derivative of a ReLU whose output is the mask. */
    static void mask(int length, float[] mask, int maskAt, float[] y, int yAt) {
        for (int i = 0; i < length; i++) {
            if (mask[maskAt + i] <= 0) {
                y[yAt + i] = 0;
            }
        }
    }
}
