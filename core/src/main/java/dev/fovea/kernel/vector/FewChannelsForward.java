package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.ZEROS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * The forward pass of a convolution that reads few channels, as the first of a network does.
 * Packing windows would cost more than multiplying them: instead a few input rows are rearranged
 * once ({@link PlanarRows}), and a tile reads the windows of neighbouring pixels where they are.
 */
final class FewChannelsForward implements LinearForward {
    private static final int MAX_CHANNELS = 4;

    /** Numbers of a window: the weights of a panel fit the first-level cache. */
    private static final int MAX_WINDOW = Panels.K_BLOCK;

    /** Multiply-adds that make a piece of work worth handing out. */
    private static final int PIECE = 1 << 23;

    private final Workers workers;
    private final ConvGeometry geometry;
    private final BlockEpilogue epilogue;
    private final GemmWeights weights;
    private final PlanarRows planes;
    private final int channels;
    private final int rowsAtOnce;

    FewChannelsForward(Workers workers, ConvGeometry geometry, Epilogue epilogue) {
        this.workers = workers;
        this.geometry = geometry;
        this.epilogue = new BlockEpilogue(epilogue, geometry.outChannels());
        weights = GemmWeights.of(geometry);
        planes = new PlanarRows(geometry, ROWS);
        channels = geometry.outChannels();
        long rowCost = (long) geometry.outWidth() * geometry.weightSize();
        rowsAtOnce = Math.clamp(PIECE / rowCost, 1, 8);
    }

    /** Whether this kernel computes the geometry. */
    static boolean fits(ConvGeometry g) {
        return g.groups() == 1
                && g.inChannels() <= MAX_CHANNELS
                && g.inChannels() * g.kernelHeight() * g.kernelWidth() <= MAX_WINDOW;
    }

    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long packedSize() {
        return weights.size();
    }

    @Override
    public void pack(float[] w, float[] packed) {
        weights.pack(workers, w, packed, Memory.OFFSET);
    }

    @Override
    public long scratchSize() {
        return (long) workers.threads() * workerSize();
    }

    private int inputRows(int outputRows) {
        return (outputRows - 1) * geometry.strideHeight()
                + geometry.dilationHeight() * (geometry.kernelHeight() - 1)
                + 1;
    }

    private int workerSize() {
        return roundUp(inputRows(rowsAtOnce) * planes.rowSize() + Tiles.EDGE_SIZE, COLUMNS);
    }

    @Override
    public void run(
            int n,
            float[] x,
            int xOffset,
            float[] packed,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch) {
        int outHeight = geometry.outHeight();
        int piecesPerImage = ceilDiv(outHeight, rowsAtOnce);
        workers.run(
                n * piecesPerImage,
                (piece, worker) -> {
                    int image = piece / piecesPerImage;
                    int first = piece % piecesPerImage * rowsAtOnce;
                    int last = Math.min(outHeight, first + rowsAtOnce);
                    int own = Memory.OFFSET + worker * workerSize();
                    planes.fill(
                            x,
                            xOffset + image * geometry.inSize(),
                            first * geometry.strideHeight() - geometry.padTop(),
                            inputRows(last - first),
                            scratch,
                            own);
                    for (int h = first; h < last; h++) {
                        int at = (image * outHeight + h) * geometry.outWidth() * channels;
                        int from = own + (h - first) * geometry.strideHeight() * planes.rowSize();
                        epilogue.begin(
                                geometry.outWidth(),
                                channels,
                                residual,
                                residualOffset + at,
                                bias,
                                0,
                                y,
                                yOffset + at);
                        row(packed, bias, y, yOffset + at, scratch, from, edge(own));
                        epilogue.end(geometry.outWidth(), channels, y, yOffset + at);
                    }
                });
    }

    private int edge(int own) {
        return own + inputRows(rowsAtOnce) * planes.rowSize();
    }

    /** One output row, tile by tile. */
    private void row(
            float[] packed,
            float[] bias,
            float[] y,
            int target,
            float[] scratch,
            int from,
            int edge) {
        int width = geometry.outWidth();
        boolean fromBias = epilogue.startsFromBias();
        int[] offsets = planes.windowOffsets();
        for (int c = 0; c < channels; c += COLUMNS) {
            int columns = Math.min(COLUMNS, channels - c);
            int b = Memory.OFFSET + weights.offset(0, c);
            for (int i = 0; i < width; i += ROWS) {
                int at = target + i * channels + c;
                float[] prior = fromBias ? bias : y;
                int before = fromBias ? c : at;
                int stride = fromBias ? 0 : channels;
                if (i + ROWS <= width && columns == COLUMNS) {
                    tile(
                            scratch,
                            from + i,
                            offsets,
                            packed,
                            b,
                            prior,
                            before,
                            stride,
                            epilogue.reluInTiles(),
                            y,
                            at,
                            channels);
                } else {
                    tile(
                            scratch, from + i, offsets, packed, b, ZEROS, 0, 0, false, scratch,
                            edge, COLUMNS);
                    int rows = Math.min(ROWS, width - i);
                    Tiles.storeEdge(
                            scratch,
                            edge,
                            rows,
                            columns,
                            prior,
                            before,
                            stride,
                            epilogue.reluInTiles(),
                            y,
                            at,
                            channels);
                }
            }
        }
    }

    private static void tile(
            float[] a,
            int aOffset,
            int[] offsets,
            float[] b,
            int bOffset,
            float[] prior,
            int priorOffset,
            int priorStride,
            boolean relu,
            float[] c,
            int cOffset,
            int cStride) {
        if (ROWS == 8) {
            WindowTile8x2.run(
                    a,
                    aOffset,
                    offsets,
                    b,
                    bOffset,
                    COLUMNS,
                    offsets.length,
                    prior,
                    priorOffset,
                    priorStride,
                    relu,
                    c,
                    cOffset,
                    cStride);
        } else {
            WindowTile5x2.run(
                    a,
                    aOffset,
                    offsets,
                    b,
                    bOffset,
                    COLUMNS,
                    offsets.length,
                    prior,
                    priorOffset,
                    priorStride,
                    relu,
                    c,
                    cOffset,
                    cStride);
        }
    }
}
