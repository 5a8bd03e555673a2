package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * How the operands of a matrix product lie in memory when a register tile reads them.
 *
 * <p>The left operand is cut into panels of {@link #ROWS} rows; a last panel of at most {@link
 * #TAIL_ROWS} rows has room for that many. Inside a panel, k comes in blocks of one vector: {@code
 * [k / COUNT][rows][COUNT]}. So rows that come as channels (NHWC) are packed by copying vectors,
 * and every element a tile reads lies at a constant distance from the first: with a stride known
 * only at run time the tile ran at half the speed.
 *
 * <p>The right operand is cut into panels of {@link #COLUMNS} columns, {@code [k][COLUMNS]} each,
 * the last one filled up with zeros.
 */
final class Panels {
    /**
     * 16 accumulators where there are 32 vector registers (AVX-512, NEON). Where there are 16, only
     * 10: C2 loads up to four elements of the left operand ahead of their use, and with 12
     * accumulators it then spills two of them, now and then, which halves the speed.
     */
    static final int ROWS = Lanes.BITS == 512 || isArm() ? 8 : 5;

    static final int TAIL_ROWS = 4;
    static final int COLUMNS = 2 * COUNT;

    /**
     * k in one go: a right panel of that length fits the first-level cache beside a left one. It
     * also keeps sums short, which makes them more accurate.
     */
    static final int K_BLOCK = 256;

    /** Zeros to start a sum from: one row, for a stride of 0. */
    static final float[] ZEROS = new float[COLUMNS];

    private Panels() {}

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    static int roundUp(int n, int multiple) {
        return (n + multiple - 1) / multiple * multiple;
    }

    static int ceilDiv(int n, int d) {
        return (n + d - 1) / d;
    }

    /** Floats that {@code rows} rows of k take in panels. */
    static int leftSize(int rows, int k) {
        return roundUp(rows, ROWS) * roundUp(k, COUNT);
    }

    /** Floats that {@code columns} columns of k take in panels. */
    static int rightSize(int columns, int k) {
        return roundUp(columns, COLUMNS) * k;
    }

    /** Rows that the panel beginning at row {@code first} of {@code rows} has room for. */
    static int panelRows(int first, int rows) {
        return rows - first <= TAIL_ROWS ? TAIL_ROWS : ROWS;
    }

    /**
     * Packs rows that lie {@code stride} apart in {@code a}, each k floats long. Room in the last
     * panel beyond the rows is filled with zeros.
     */
    static void packRows(
            float[] a, int aOffset, int stride, int rows, int k, float[] p, int pOffset) {
        int paddedK = roundUp(k, COUNT);
        for (int first = 0; first < rows; first += ROWS) {
            int room = panelRows(first, rows);
            int panel = pOffset + first * paddedK;
            int filled = Math.min(room, rows - first);
            for (int r = 0; r < filled; r++) {
                packRow(a, aOffset + (first + r) * stride, k, p, panel + r * COUNT, room * COUNT);
            }
            for (int r = filled; r < room; r++) {
                clearRow(k, p, panel + r * COUNT, room * COUNT);
            }
        }
    }

    /**
     * Packs one row: block {@code i} of its k goes to {@code pOffset + i blockStride}. The last
     * block is written up to k only.
     */
    static void packRow(float[] a, int aOffset, int k, float[] p, int pOffset, int blockStride) {
        int i = 0;
        int target = pOffset;
        for (; i <= k - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, a, aOffset + i).intoArray(p, target);
            target += blockStride;
        }
        for (; i < k; i++) {
            p[target++] = a[aOffset + i];
        }
    }

    static void clearRow(int k, float[] p, int pOffset, int blockStride) {
        for (int i = 0; i < k; i += COUNT) {
            FloatVector.zero(FLOATS).intoArray(p, pOffset + i / COUNT * blockStride);
        }
    }

    /**
     * Packs {@code width} columns of a right operand given by its columns (element (i, j) lies at
     * {@code j stride + i}) into a panel of {@code panelWidth}; the missing ones become zero.
     */
    static void packColumnsTransposed(
            float[] b,
            int bOffset,
            int stride,
            int k,
            int width,
            float[] p,
            int pOffset,
            int panelWidth) {
        if (width < panelWidth) {
            Arrays.fill(p, pOffset, pOffset + k * panelWidth, 0);
        }
        // In squares, so that neither side walks over more cache lines than the first level holds.
        for (int i0 = 0; i0 < k; i0 += COUNT) {
            int i1 = Math.min(k, i0 + COUNT);
            for (int j = 0; j < width; j++) {
                int from = bOffset + j * stride;
                for (int i = i0; i < i1; i++) {
                    p[pOffset + i * panelWidth + j] = b[from + i];
                }
            }
        }
    }
}
