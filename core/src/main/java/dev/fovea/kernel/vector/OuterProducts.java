package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.ZEROS;
import static dev.fovea.kernel.vector.Panels.roundUp;

/**
 * Sums of outer products, {@code c[row][column] += sum over t of a[t][row] b[t][column]}: what
 * gradients by weights are made of, with t running over pixels or tiles.
 *
 * <p>Both operands have t outermost, cut into runs of channels that lie side by side: a in blocks
 * of {@link #BLOCK} rows, {@code [rows / BLOCK][t][BLOCK]}, b in panels of {@link Panels#COLUMNS}
 * columns, {@code [columns / COLUMNS][t][COLUMNS]}. So channels of NHWC are packed by copying
 * vectors. The sums are {@code [columns / COLUMNS][rows][COLUMNS]}, rows rounded up to blocks.
 */
final class OuterProducts {
    /** Whole register tiles and whole vectors: 16, 24, 12 or 8. */
    static final int BLOCK = leastCommonMultiple(ROWS, COUNT);

    /** t in one go: a panel and a block of that length share the first-level cache. */
    private static final int T_BLOCK = 256;

    private OuterProducts() {}

    private static int leastCommonMultiple(int a, int b) {
        int multiple = a;
        while (multiple % b != 0) {
            multiple += a;
        }
        return multiple;
    }

    /** Floats of a left operand. */
    static int leftSize(int rows, int t) {
        return roundUp(rows, BLOCK) * t;
    }

    /** Floats of a right operand. */
    static int rightSize(int columns, int t) {
        return roundUp(columns, COLUMNS) * t;
    }

    /** Floats of the sums. */
    static int sumSize(int rows, int columns) {
        return roundUp(rows, BLOCK) * roundUp(columns, COLUMNS);
    }

    /** Where the sum of a row and a column lies. */
    static int sumIndex(int rows, int row, int column) {
        return (column / COLUMNS * roundUp(rows, BLOCK) + row) * COLUMNS + column % COLUMNS;
    }

    /**
     * Adds t outer products to the sums of {@code columns} columns, or overwrites them.
     *
     * @param column a multiple of {@link Panels#COLUMNS}
     */
    static void add(
            int t,
            float[] a,
            int aOffset,
            int rows,
            float[] b,
            int bOffset,
            int column,
            int columns,
            boolean overwrite,
            float[] sums,
            int sumsOffset) {
        for (int j = column; j < column + columns; j += COLUMNS) {
            for (int from = 0; from < t; from += T_BLOCK) {
                int length = Math.min(T_BLOCK, t - from);
                boolean fresh = overwrite && from == 0;
                for (int i = 0; i < rows; i += ROWS) {
                    int c = sumsOffset + sumIndex(rows, i, j);
                    Tiles.columnTile(
                            ROWS,
                            a,
                            aOffset + (i / BLOCK * t + from) * BLOCK + i % BLOCK,
                            BLOCK,
                            b,
                            bOffset + j * t + from * COLUMNS,
                            COLUMNS,
                            length,
                            fresh ? ZEROS : sums,
                            fresh ? 0 : c,
                            fresh ? 0 : COLUMNS,
                            sums,
                            c,
                            COLUMNS);
                }
            }
        }
    }
}
