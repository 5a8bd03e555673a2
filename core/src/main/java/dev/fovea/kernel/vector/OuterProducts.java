package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ZEROS;
import static dev.fovea.kernel.vector.Panels.roundUp;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums of outer products, {@code c[row][column] += sum over t of a[t][row] b[t][column]}: what
 * gradients by weights are made of, with t running over pixels or tiles.
 *
 * <p>Both operands have t outermost, cut into runs of channels that lie side by side: a in blocks
 * of one vector, {@code [rows / COUNT][t][COUNT]}, b in panels of {@link Panels#COLUMNS} columns,
 * {@code [columns / COLUMNS][t][COLUMNS]}. So channels of NHWC are packed by copying vectors. The
 * sums are {@code [columns / COLUMNS][rows][COLUMNS]}, rows rounded up to vectors.
 */
final class OuterProducts {
    /** Rows of a register tile: they divide a block. */
    static final int TILE = COUNT == 16 ? 8 : 4;

    /** t in one go: a panel and a block of that length share the first-level cache. */
    private static final int T_BLOCK = 256;

    private OuterProducts() {}

    /** Floats of a left operand. */
    static int leftSize(int rows, int t) {
        return roundUp(rows, COUNT) * t;
    }

    /** Floats of a right operand. */
    static int rightSize(int columns, int t) {
        return roundUp(columns, COLUMNS) * t;
    }

    /** Floats of the sums. */
    static int sumSize(int rows, int columns) {
        return roundUp(rows, COUNT) * roundUp(columns, COLUMNS);
    }

    /** Where the sum of a row and a column lies. */
    static int sumIndex(int rows, int row, int column) {
        return (column / COLUMNS * roundUp(rows, COUNT) + row) * COLUMNS + column % COLUMNS;
    }

    /**
     * Adds t outer products to the sums, or overwrites them.
     *
     * @param b panels as above
     */
    static void add(
            int t,
            float[] a,
            int aOffset,
            int rows,
            float[] b,
            int bOffset,
            int columns,
            boolean overwrite,
            float[] sums,
            int sumsOffset) {
        for (int j = 0; j < columns; j += COLUMNS) {
            for (int from = 0; from < t; from += T_BLOCK) {
                addPanel(
                        Math.min(T_BLOCK, t - from),
                        a,
                        aOffset + from * COUNT,
                        t * COUNT,
                        rows,
                        b,
                        bOffset + j * t + from * COLUMNS,
                        COLUMNS,
                        overwrite && from == 0,
                        sums,
                        sumsOffset + sumIndex(rows, 0, j));
            }
        }
    }

    /**
     * Adds t outer products to the sums of one panel of columns.
     *
     * @param aBlockStride from one block of rows to the next
     * @param bStride from one t to the next: b need not be packed
     */
    static void addPanel(
            int t,
            float[] a,
            int aOffset,
            int aBlockStride,
            int rows,
            float[] b,
            int bOffset,
            int bStride,
            boolean overwrite,
            float[] sums,
            int sumsOffset) {
        for (int i = 0; i < rows; i += TILE) {
            int c = sumsOffset + i * COLUMNS;
            Tiles.columnTile(
                    TILE,
                    a,
                    aOffset + i / COUNT * aBlockStride + i % COUNT,
                    COUNT,
                    b,
                    bOffset,
                    bStride,
                    t,
                    overwrite ? ZEROS : sums,
                    overwrite ? 0 : c,
                    overwrite ? 0 : COLUMNS,
                    sums,
                    c,
                    COLUMNS);
        }
    }

    /**
     * Adds to {@code length} floats those of {@code count - 1} arrays {@code stride} apart behind
     * them: partial sums, in their order. All are whole vectors.
     */
    static void addUp(int count, int stride, float[] a, int offset, int length) {
        for (int i = offset; i < offset + length; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(FLOATS, a, i);
            for (int j = 1; j < count; j++) {
                sum = sum.add(FloatVector.fromArray(FLOATS, a, i + j * stride));
            }
            sum.intoArray(a, i);
        }
    }

    /**
     * The products of some rows and columns, row-major into c; t of at most some hundreds.
     *
     * @param firstRow a multiple of the lanes
     * @param firstColumn a multiple of {@link Panels#COLUMNS}
     * @param edge {@code TILE * COLUMNS} floats of scratch from {@code edgeOffset}
     */
    static void multiply(
            int t,
            float[] a,
            int aOffset,
            int firstRow,
            int endRow,
            float[] b,
            int bOffset,
            int firstColumn,
            int endColumn,
            float[] c,
            int cOffset,
            int cStride,
            float[] edge,
            int edgeOffset) {
        for (int i = firstRow; i < endRow; i += TILE) {
            int height = Math.min(TILE, endRow - i);
            int from = aOffset + i / COUNT * t * COUNT + i % COUNT;
            for (int j = firstColumn; j < endColumn; j += COLUMNS) {
                int width = Math.min(COLUMNS, endColumn - j);
                int to = cOffset + i * cStride + j;
                boolean whole = height == TILE && width == COLUMNS;
                Tiles.columnTile(
                        TILE,
                        a,
                        from,
                        COUNT,
                        b,
                        bOffset + j * t,
                        COLUMNS,
                        t,
                        ZEROS,
                        0,
                        0,
                        whole ? c : edge,
                        whole ? to : edgeOffset,
                        whole ? cStride : COLUMNS);
                for (int r = 0; !whole && r < height; r++) {
                    System.arraycopy(edge, edgeOffset + r * COLUMNS, c, to + r * cStride, width);
                }
            }
        }
    }

    /**
     * Packs t rows, {@code stride} apart, as a left operand; lanes behind the last channel become
     * zero.
     */
    static void packLeft(
            int t, float[] x, int xOffset, int stride, int channels, float[] a, int aOffset) {
        for (int i = 0; i < t; i++) {
            int from = xOffset + i * stride;
            int to = aOffset + i * COUNT;
            int c = 0;
            for (; c < FLOATS.loopBound(channels); c += COUNT) {
                FloatVector.fromArray(FLOATS, x, from + c).intoArray(a, to + c * t);
            }
            if (c < channels) {
                VectorMask<Float> last = FLOATS.indexInRange(c, channels);
                FloatVector.fromArray(FLOATS, x, from + c, last).intoArray(a, to + c * t);
            }
        }
    }

    /**
     * Packs t rows, {@code stride} apart, as a right operand; lanes behind the last channel become
     * zero.
     */
    static void packRight(
            int t, float[] x, int xOffset, int stride, int channels, float[] b, int bOffset) {
        for (int i = 0; i < t; i++) {
            int from = xOffset + i * stride;
            int to = bOffset + i * COLUMNS;
            int c = 0;
            for (; c + COLUMNS <= channels; c += COLUMNS) {
                FloatVector.fromArray(FLOATS, x, from + c).intoArray(b, to + c * t);
                FloatVector.fromArray(FLOATS, x, from + c + COUNT).intoArray(b, to + c * t + COUNT);
            }
            if (c < channels) {
                VectorMask<Float> first = FLOATS.indexInRange(c, channels);
                FloatVector.fromArray(FLOATS, x, from + c, first).intoArray(b, to + c * t);
                VectorMask<Float> second = FLOATS.indexInRange(c + COUNT, channels);
                FloatVector.fromArray(FLOATS, x, from + c + COUNT, second)
                        .intoArray(b, to + c * t + COUNT);
            }
        }
    }

    /**
     * Packs a left operand that comes with its rows outermost: element (t, row) lies at {@code row
     * stride + t}.
     */
    static void packLeftTransposed(
            int t, float[] x, int xOffset, int stride, int rows, float[] a, int aOffset) {
        int padded = roundUp(rows, COUNT);
        for (int row = 0; row < padded; row++) {
            int to = aOffset + row / COUNT * t * COUNT + row % COUNT;
            if (row < rows) {
                int from = xOffset + row * stride;
                for (int i = 0; i < t; i++) {
                    a[to + i * COUNT] = x[from + i];
                }
            } else {
                for (int i = 0; i < t; i++) {
                    a[to + i * COUNT] = 0;
                }
            }
        }
    }
}
