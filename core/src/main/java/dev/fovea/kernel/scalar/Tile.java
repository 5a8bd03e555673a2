package dev.fovea.kernel.scalar;

import java.util.Arrays;

/**
 * A block of sums in the making: up to {@value #ROWS} rows (pixels, images) of up to {@value
 * #WIDTH} numbers (channels), to which multiples of rows of a matrix are added, up to {@value
 * #TERMS} at a time.
 *
 * <p>All rows are arrays of their own and start at 0. That is what makes these plain loops fast: C2
 * of JDK 25 turns {@code y[i] += a * x[i]} into vectors, but not {@code y[yAt + i] += a * x[xAt +
 * i]}, because x and y might be one array. Copying a row here first and using it for all rows of
 * sums is four to five times as fast.
 */
final class Tile {
    static final int ROWS = 32;
    static final int WIDTH = 256;
    static final int TERMS = 4;

    private final float[][] sums;
    private final float[][] terms;

    /** Room for as many rows and numbers as there are, up to {@link #ROWS} and {@link #WIDTH}. */
    Tile(int rows, int width) {
        sums = new float[Math.min(ROWS, rows)][Math.min(WIDTH, width)];
        terms = new float[TERMS][Math.min(WIDTH, width)];
    }

    /** Puts {@code width} numbers where sums start from. */
    void start(int row, int width, float[] from, int at) {
        System.arraycopy(from, at, sums[row], 0, width);
    }

    /** Adds to what sums start from. */
    void startAlsoFrom(int row, int width, float[] from, int at) {
        float[] sum = sums[row];
        for (int i = 0; i < width; i++) {
            sum[i] += from[at + i];
        }
    }

    void startFromZero(int rows, int width) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(sums[row], 0, width, 0);
        }
    }

    /** Fetches a row of the matrix. */
    void load(int term, int width, float[] from, int at) {
        System.arraycopy(from, at, terms[term], 0, width);
    }

    /**
     * {@code sums[row] += a[at] terms[0] + a[at + stride] terms[1] + ...}, as many terms as {@code
     * count}.
     */
    void addScaled(int row, int width, int count, float[] a, int at, int stride) {
        float[] sum = sums[row];
        if (count == TERMS) {
            addScaled(
                    width,
                    a[at],
                    terms[0],
                    a[at + stride],
                    terms[1],
                    a[at + 2 * stride],
                    terms[2],
                    a[at + 3 * stride],
                    terms[3],
                    sum);
            return;
        }
        for (int term = 0; term < count; term++) {
            addScaled(width, a[at + term * stride], terms[term], sum);
        }
    }

    private static void addScaled(int width, float a, float[] x, float[] sum) {
        for (int i = 0; i < width; i++) {
            sum[i] += a * x[i];
        }
    }

    private static void addScaled(
            int width,
            float a,
            float[] x,
            float b,
            float[] y,
            float c,
            float[] z,
            float d,
            float[] w,
            float[] sum) {
        for (int i = 0; i < width; i++) {
            sum[i] += (a * x[i] + b * y[i]) + (c * z[i] + d * w[i]);
        }
    }

    /** {@code sums[row] += terms[0] terms[1]}, element by element. */
    void addProducts(int row, int width) {
        float[] sum = sums[row];
        float[] x = terms[0];
        float[] y = terms[1];
        for (int i = 0; i < width; i++) {
            sum[i] += x[i] * y[i];
        }
    }

    void store(int row, int width, float[] to, int at) {
        System.arraycopy(sums[row], 0, to, at, width);
    }

    float get(int row, int i) {
        return sums[row][i];
    }
}
