package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/** A dense layer for a few images: dot products that stream the weights at the memory's speed. */
final class DenseDots {
    /** Beyond it, a matrix product reads the weights fewer times. */
    static final int MAX_BATCH = 4;

    /** Weights that make a piece of work worth handing out. */
    private static final int PIECE = 1 << 16;

    /** Every tile has eight dot products. */
    private static final int SUMS = DotTile8x1.ROWS * COUNT;

    private final Workers workers;
    private final int in;
    private final int out;
    private final int rowsAtOnce;

    DenseDots(Workers workers, int in, int out) {
        this.workers = workers;
        this.in = in;
        this.out = out;
        rowsAtOnce = roundUp(Math.clamp(PIECE / in, 1, 1 << 10), DotTile8x1.ROWS);
    }

    long scratchSize() {
        return (long) workers.threads() * SUMS;
    }

    void run(int n, float[] x, int xOffset, float[] w, DenseOutput y, float[] scratch) {
        workers.run(
                ceilDiv(out, rowsAtOnce),
                (piece, worker) -> {
                    int sums = Memory.OFFSET + worker * SUMS;
                    int first = piece * rowsAtOnce;
                    int last = Math.min(out, first + rowsAtOnce);
                    if (n == 1) {
                        single(first, last, x, xOffset, w, y, scratch, sums);
                    } else {
                        several(first, last, n, x, xOffset, w, y, scratch, sums);
                    }
                    for (int i = 0; i < n; i++) {
                        y.activate(i * out + first, last - first);
                    }
                });
    }

    private void single(
            int first,
            int last,
            float[] x,
            int xOffset,
            float[] w,
            DenseOutput y,
            float[] scratch,
            int sums) {
        int whole = in / COUNT * COUNT;
        int row = first;
        for (; row + DotTile8x1.ROWS <= last; row += DotTile8x1.ROWS) {
            DotTile8x1.run(w, row * in, in, x, xOffset, whole, scratch, sums);
            for (int r = 0; r < DotTile8x1.ROWS; r++) {
                float sum = addLanes(scratch, sums + r * COUNT);
                y.put(row + r, row + r, sum + rest(w, (row + r) * in, x, xOffset));
            }
        }
        for (; row < last; row++) {
            y.put(row, row, dot(w, row * in, x, xOffset, scratch, sums));
        }
    }

    /** Two images at a time: the rows of weights are still in the cache for the next two. */
    private void several(
            int first,
            int last,
            int n,
            float[] x,
            int xOffset,
            float[] w,
            DenseOutput y,
            float[] scratch,
            int sums) {
        int whole = in / COUNT * COUNT;
        int row = first;
        for (; row + DotTile4x2.ROWS <= last; row += DotTile4x2.ROWS) {
            for (int i = 0; i < n; i += 2) {
                int x0 = xOffset + i * in;
                int x1 = i + 1 < n ? x0 + in : x0;
                DotTile4x2.run(w, row * in, in, x, x0, x1, whole, scratch, sums);
                for (int image = i; image < Math.min(n, i + 2); image++) {
                    int own = sums + (image - i) * DotTile4x2.ROWS * COUNT;
                    for (int r = 0; r < DotTile4x2.ROWS; r++) {
                        float sum = addLanes(scratch, own + r * COUNT);
                        float rest = rest(w, (row + r) * in, x, xOffset + image * in);
                        y.put(image * out + row + r, row + r, sum + rest);
                    }
                }
            }
        }
        for (; row < last; row++) {
            for (int i = 0; i < n; i++) {
                y.put(i * out + row, row, dot(w, row * in, x, xOffset + i * in, scratch, sums));
            }
        }
    }

    /** A row by itself, summed as a tile sums it. */
    private float dot(float[] w, int from, float[] x, int xOffset, float[] scratch, int sums) {
        Arrays.fill(scratch, sums, sums + COUNT, 0);
        for (int i = 0; i + COUNT <= in; i += COUNT) {
            for (int l = 0; l < COUNT; l++) {
                scratch[sums + l] =
                        Math.fma(w[from + i + l], x[xOffset + i + l], scratch[sums + l]);
            }
        }
        return addLanes(scratch, sums) + rest(w, from, x, xOffset);
    }

    /** What is left of a row behind its whole vectors. */
    private float rest(float[] w, int from, float[] x, int xOffset) {
        float sum = 0;
        for (int i = in / COUNT * COUNT; i < in; i++) {
            sum = Math.fma(w[from + i], x[xOffset + i], sum);
        }
        return sum;
    }

    /**
     * In halves: {@code reduceLanes} promises no order, and the interpreter has another than C2.
     */
    private static float addLanes(float[] sums, int from) {
        for (int half = COUNT / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                sums[from + l] += sums[from + half + l];
            }
        }
        return sums[from];
    }
}
