package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ZEROS;

import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * Single-precision matrix product {@code c = a b} or {@code c += a b}, row-major, either operand
 * transposed or not; the shape is worked out once, the product run many times.
 *
 * <p>Both operands are packed: the right one whole, then pieces of c (blocks of rows, and of
 * columns where there are few rows) pack their own rows of the left one, {@link #K_BLOCK} of k at a
 * time (Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication"). The cut
 * depends on the shape alone.
 */
final class Gemm {
    private static final int K_BLOCK = 512;
    private static final int ROW_BLOCK = Panels.roundUp(128, Panels.ROWS);
    private static final int COLUMN_BLOCK = 1024;
    private static final int ENOUGH_PIECES = 16;

    private final Workers workers;
    private final boolean aTransposed;
    private final boolean bTransposed;
    private final int m;
    private final int n;
    private final int k;
    private final int rowBlock;
    private final int columnBlock;

    /**
     * @param aTransposed a comes as {@code [k, m]} instead of {@code [m, k]}
     * @param bTransposed b comes as {@code [n, k]} instead of {@code [k, n]}
     */
    Gemm(Workers workers, boolean aTransposed, boolean bTransposed, int m, int n, int k) {
        this.workers = workers;
        this.aTransposed = aTransposed;
        this.bTransposed = bTransposed;
        this.m = m;
        this.n = n;
        this.k = k;
        int rows = Math.min(ROW_BLOCK, Panels.roundUp(m, Panels.ROWS));
        int columns = Math.min(COLUMN_BLOCK, Panels.roundUp(n, COLUMNS));
        while (columns > 4 * COLUMNS
                && Panels.ceilDiv(m, rows) * Panels.ceilDiv(n, columns) < ENOUGH_PIECES) {
            columns = Panels.roundUp(columns / 2, COLUMNS);
        }
        rowBlock = rows;
        columnBlock = columns;
    }

    /** Floats of scratch that {@link #run} needs behind {@link Memory#OFFSET}. */
    long scratchSize() {
        return (long) Panels.roundUp(n, COLUMNS) * k + (long) workers.threads() * workerSize();
    }

    private int workerSize() {
        return rowBlock * K_BLOCK + Tiles.EDGE_SIZE;
    }

    /**
     * @param accumulate true adds to c, false overwrites it
     */
    void run(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            boolean accumulate,
            float[] c,
            int cOffset,
            float[] scratch) {
        int packed = Memory.OFFSET;
        workers.run(
                Panels.ceilDiv(n, COLUMNS),
                (piece, worker) -> packPanel(b, bOffset, piece * COLUMNS, scratch, packed));
        int columnBlocks = Panels.ceilDiv(n, columnBlock);
        int own = packed + Panels.roundUp(n, COLUMNS) * k;
        workers.run(
                Panels.ceilDiv(m, rowBlock) * columnBlocks,
                (piece, worker) ->
                        block(
                                a,
                                aOffset,
                                piece / columnBlocks * rowBlock,
                                piece % columnBlocks * columnBlock,
                                accumulate,
                                c,
                                cOffset,
                                scratch,
                                own + worker * workerSize()));
    }

    private void packPanel(float[] b, int bOffset, int column, float[] scratch, int packed) {
        if (bTransposed) {
            int width = Math.min(COLUMNS, n - column);
            Panels.packColumnsTransposed(
                    b, bOffset + column * k, k, k, width, scratch, packed + column * k, COLUMNS);
        } else {
            Panels.packColumns(b, bOffset, n, k, column, n, scratch, packed + column * k);
        }
    }

    private void block(
            float[] a,
            int aOffset,
            int row,
            int column,
            boolean accumulate,
            float[] c,
            int cOffset,
            float[] scratch,
            int own) {
        int rows = Math.min(rowBlock, m - row);
        int columns = Math.min(columnBlock, n - column);
        int edge = own + rowBlock * K_BLOCK;
        int target = cOffset + row * n + column;
        for (int k0 = 0; k0 < k; k0 += K_BLOCK) {
            int length = Math.min(K_BLOCK, k - k0);
            if (aTransposed) {
                Panels.packRowsTransposed(a, aOffset + k0 * m + row, m, rows, length, scratch, own);
            } else {
                Panels.packRows(a, aOffset + row * k + k0, k, rows, length, scratch, own);
            }
            int panels = Memory.OFFSET + column * k + k0 * COLUMNS;
            boolean fromZero = k0 == 0 && !accumulate;
            float[] prior = fromZero ? ZEROS : c;
            Tiles.multiply(
                    scratch,
                    own,
                    rows,
                    scratch,
                    panels,
                    k * COLUMNS,
                    columns,
                    length,
                    prior,
                    target,
                    fromZero ? 0 : n,
                    false,
                    c,
                    target,
                    n,
                    scratch,
                    edge);
        }
    }
}
