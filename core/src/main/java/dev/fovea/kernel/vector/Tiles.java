package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.ZEROS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Products of packed panels, tile by tile: picks the register tile and deals with the edges.
 *
 * <p>Nothing here depends on threads, and each element of a result is one sum over k in rising
 * order, whatever tile it falls into.
 */
final class Tiles {
    /** Floats of scratch that a caller lends for tiles that hang over the edge of their matrix. */
    static final int EDGE_SIZE = 8 * COLUMNS;

    private Tiles() {}

    /**
     * One tile of {@code panelRows} rows by {@code vectors} vectors, all of which c has room for.
     * One vector comes only in 8 rows: smaller panels always make two.
     *
     * @param bStride between rows of b where one vector of them is read; two make a whole panel
     * @see PanelTile8x2#run
     */
    static void panelTile(
            int panelRows,
            int vectors,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bStride,
            int k,
            float[] prior,
            int priorOffset,
            int priorStride,
            boolean relu,
            float[] c,
            int cOffset,
            int cStride) {
        if (vectors == 2 && panelRows == 8) {
            PanelTile8x2.run(
                    a,
                    aOffset,
                    b,
                    bOffset,
                    k,
                    prior,
                    priorOffset,
                    priorStride,
                    relu,
                    c,
                    cOffset,
                    cStride);
        } else if (vectors == 1 && panelRows == 8) {
            PanelTile8x1.run(
                    a,
                    aOffset,
                    b,
                    bOffset,
                    bStride,
                    k,
                    prior,
                    priorOffset,
                    priorStride,
                    relu,
                    c,
                    cOffset,
                    cStride);
        } else if (panelRows == 5) {
            PanelTile5x2.run(
                    a,
                    aOffset,
                    b,
                    bOffset,
                    k,
                    prior,
                    priorOffset,
                    priorStride,
                    relu,
                    c,
                    cOffset,
                    cStride);
        } else {
            PanelTile4x2.run(
                    a,
                    aOffset,
                    b,
                    bOffset,
                    k,
                    prior,
                    priorOffset,
                    priorStride,
                    relu,
                    c,
                    cOffset,
                    cStride);
        }
    }

    /**
     * One tile of {@code rows} rows (8 or 4) by two vectors whose left operand lies with k
     * outermost.
     *
     * @see ColumnTile8x2#run
     */
    static void columnTile(
            int rows,
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int bOffset,
            int bStride,
            int k,
            float[] prior,
            int priorOffset,
            int priorStride,
            float[] c,
            int cOffset,
            int cStride) {
        if (rows == 8) {
            ColumnTile8x2.run(
                    a,
                    aOffset,
                    aStride,
                    b,
                    bOffset,
                    bStride,
                    k,
                    prior,
                    priorOffset,
                    priorStride,
                    c,
                    cOffset,
                    cStride);
        } else {
            ColumnTile4x2.run(
                    a,
                    aOffset,
                    aStride,
                    b,
                    bOffset,
                    bStride,
                    k,
                    prior,
                    priorOffset,
                    priorStride,
                    c,
                    cOffset,
                    cStride);
        }
    }

    /**
     * {@code c = f(prior + a b)} for packed operands: the panels of the right operand outside,
     * those of the left inside, so that k rows of one right panel stay in the first-level cache.
     *
     * @param a {@code rows} rows in panels with room for {@code k} rounded up to vectors
     * @param b panels {@code bPanelStride} apart
     * @param prior as c; a row used for all rows (stride 0); or {@link Panels#ZEROS}
     * @param edge {@link #EDGE_SIZE} floats of scratch from {@code edgeOffset}
     */
    @SuppressWarnings("ReferenceEquality") // ZEROS is one row of one panel, whatever the column
    static void multiply(
            float[] a,
            int aOffset,
            int rows,
            float[] b,
            int bOffset,
            int bPanelStride,
            int columns,
            int k,
            float[] prior,
            int priorOffset,
            int priorStride,
            boolean relu,
            float[] c,
            int cOffset,
            int cStride,
            float[] edge,
            int edgeOffset) {
        int paddedK = Panels.roundUp(k, COUNT);
        for (int j = 0; j < columns; j += COLUMNS) {
            int panel = bOffset + j / COLUMNS * bPanelStride;
            int width = Math.min(COLUMNS, columns - j);
            for (int i = 0; i < rows; i += ROWS) {
                int room = Panels.panelRows(i, rows);
                int height = Math.min(room, rows - i);
                int vectors = width <= COUNT && room == 8 ? 1 : 2;
                int priorTile = prior == ZEROS ? 0 : priorOffset + i * priorStride + j;
                int cTile = cOffset + i * cStride + j;
                if (height == room && width == vectors * COUNT) {
                    panelTile(
                            room,
                            vectors,
                            a,
                            aOffset + i * paddedK,
                            b,
                            panel,
                            COLUMNS,
                            k,
                            prior,
                            priorTile,
                            priorStride,
                            relu,
                            c,
                            cTile,
                            cStride);
                } else {
                    panelTile(
                            room,
                            vectors,
                            a,
                            aOffset + i * paddedK,
                            b,
                            panel,
                            COLUMNS,
                            k,
                            ZEROS,
                            0,
                            0,
                            false,
                            edge,
                            edgeOffset,
                            COLUMNS);
                    storeEdge(
                            edge,
                            edgeOffset,
                            height,
                            width,
                            prior,
                            priorTile,
                            priorStride,
                            relu,
                            c,
                            cTile,
                            cStride);
                }
            }
        }
    }

    /**
     * Stores the {@code height} rows and {@code width} columns that c has room for of a tile in
     * scratch, as the tile itself would have.
     */
    static void storeEdge(
            float[] edge,
            int edgeOffset,
            int height,
            int width,
            float[] prior,
            int priorOffset,
            int priorStride,
            boolean relu,
            float[] c,
            int cOffset,
            int cStride) {
        float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
        int whole = FLOATS.loopBound(width);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, width);
        for (int r = 0; r < height; r++) {
            int from = edgeOffset + r * COLUMNS;
            int before = priorOffset + r * priorStride;
            int to = cOffset + r * cStride;
            for (int j = 0; j < whole; j += COUNT) {
                FloatVector sum = FloatVector.fromArray(FLOATS, edge, from + j);
                sum = sum.add(FloatVector.fromArray(FLOATS, prior, before + j));
                sum.blend(floor, sum.lt(floor)).intoArray(c, to + j);
            }
            if (whole < width) {
                FloatVector sum = FloatVector.fromArray(FLOATS, edge, from + whole);
                sum = sum.add(FloatVector.fromArray(FLOATS, prior, before + whole, rest));
                sum.blend(floor, sum.lt(floor)).intoArray(c, to + whole, rest);
            }
        }
    }
}
