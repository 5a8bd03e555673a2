package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ZEROS;
import static dev.fovea.kernel.vector.Panels.roundUp;

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
    private static final int TILE = COUNT == 16 ? 8 : 4;

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
                for (int i = 0; i < rows; i += TILE) {
                    int c = sumsOffset + sumIndex(rows, i, j);
                    Tiles.columnTile(
                            TILE,
                            a,
                            aOffset + (i / COUNT * t + from) * COUNT + i % COUNT,
                            COUNT,
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
