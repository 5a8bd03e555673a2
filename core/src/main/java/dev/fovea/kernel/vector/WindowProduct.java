package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

/**
 * Windows times weights, a block of windows and channels at a time: what convolutions and their
 * gradients by the input come down to.
 */
record WindowProduct(WindowRows windows, GemmWeights weights) {
    /** Windows of a block, at most. */
    static final int ROW_BLOCK = roundUp(96, ROWS);

    private static final int LEAST_ROWS = roundUp(24, ROWS);
    private static final int ENOUGH_PIECES = 16;

    static WindowProduct of(WindowGrid grid, GemmWeights weights) {
        return new WindowProduct(new WindowRows(grid.withGroups(weights.blocks())), weights);
    }

    /** Floats of scratch that {@link #multiply} needs. */
    int scratchSize() {
        return roundUp(
                ROW_BLOCK * Panels.K_BLOCK + Tiles.EDGE_SIZE + windows.scratchSize(), COLUMNS);
    }

    /**
     * How many blocks {@code rows} windows make: as high as leave enough pieces of work, down to
     * where packed weights are read too often.
     */
    int rowBlocks(int rows) {
        int height = ROW_BLOCK;
        while (height > LEAST_ROWS && ceilDiv(rows, height) * weights.blocks() < ENOUGH_PIECES) {
            height = roundUp(height / 2, ROWS);
        }
        return ceilDiv(rows, height);
    }

    /**
     * Where block i of several begins: a multiple of ROWS, but for the end. Even shares: a short
     * last block would leave a thread waiting.
     */
    static int firstRow(int rows, int i, int blocks) {
        int panels = ceilDiv(rows, ROWS);
        return Math.min(rows, (int) ((long) panels * i / blocks) * ROWS);
    }

    /**
     * Channels of a block: as many as leave enough pieces of work. Few pixels are shared out by
     * channels.
     */
    int columnBlock(int rowBlocks) {
        int written = weights.columns();
        int otherPieces = rowBlocks * weights.blocks();
        int columns = roundUp(written, COLUMNS);
        while (columns > 2 * COLUMNS && otherPieces * ceilDiv(written, columns) < ENOUGH_PIECES) {
            columns = roundUp(columns / 2, COLUMNS);
        }
        return columns;
    }

    /**
     * {@code c = f(start + windows weights)} for {@code height} windows from {@code row} on and
     * {@code width} channels of a block of groups from {@code column} on.
     *
     * @param packedAt where the packed weights begin
     * @param start what the sums start from, rows {@code startStride} apart: zeros, a row for all
     *     (stride 0), or c itself
     */
    void multiply(
            int group,
            int row,
            int height,
            int column,
            int width,
            float[] x,
            int xOffset,
            float[] packed,
            int packedAt,
            float[] start,
            int startOffset,
            int startStride,
            boolean relu,
            float[] c,
            int cOffset,
            int cStride,
            float[] scratch,
            int own) {
        int k = windows.k();
        int edge = own + ROW_BLOCK * Panels.K_BLOCK;
        for (int from = 0; from < k; from += Panels.K_BLOCK) {
            int length = Math.min(Panels.K_BLOCK, k - from);
            windows.pack(
                    group,
                    row,
                    height,
                    from,
                    length,
                    x,
                    xOffset,
                    scratch,
                    own,
                    scratch,
                    edge + Tiles.EDGE_SIZE);
            Tiles.multiply(
                    scratch,
                    own,
                    height,
                    packed,
                    packedAt + weights.offset(group, column) + from * COLUMNS,
                    k * COLUMNS,
                    width,
                    length,
                    from == 0 ? start : c,
                    from == 0 ? startOffset : cOffset,
                    from == 0 ? startStride : cStride,
                    relu && from + length == k,
                    c,
                    cOffset,
                    cStride,
                    scratch,
                    edge);
        }
    }
}
