package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Epilogue;
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

    /** {@code y += a x}, element by element. */
    static void addProducts(
            int length, float[] a, int aAt, float[] x, int xAt, float[] y, int yAt) {
        for (int i = 0; i < length; i++) {
            y[yAt + i] += a[aAt + i] * x[xAt + i];
        }
    }

    /**
     * What the sum of a linear map starts from: the bias, and the residual, which may be y itself.
     */
    static void start(
            Epilogue epilogue,
            int length,
            float[] bias,
            int biasAt,
            float[] residual,
            int residualAt,
            float[] y,
            int yAt) {
        if (!epilogue.residual()) {
            System.arraycopy(bias, biasAt, y, yAt, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            y[yAt + i] = bias[biasAt + i] + residual[residualAt + i];
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
