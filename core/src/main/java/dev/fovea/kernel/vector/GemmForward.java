package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * The forward pass of any convolution as one matrix product for each block of groups: windows
 * ({@link WindowRows}) times weights. Each piece of work is a block of output pixels by a block of
 * output channels.
 */
final class GemmForward implements LinearForward {
    private static final int ROW_BLOCK = roundUp(96, ROWS);
    private static final int LEAST_ROWS = roundUp(24, ROWS);
    private static final int ENOUGH_PIECES = 16;

    private final Workers workers;
    private final ConvGeometry geometry;
    private final BlockEpilogue epilogue;
    private final WindowRows windows;
    private final GemmWeights weights;
    private final int outputs;

    GemmForward(Workers workers, ConvGeometry geometry, Epilogue epilogue) {
        this.workers = workers;
        this.geometry = geometry;
        this.epilogue = new BlockEpilogue(epilogue, geometry.outChannels());
        weights = GemmWeights.of(geometry);
        windows = new WindowRows(weights.joined(geometry));
        outputs = weights.columns();
    }

    @Override
    public String algorithm() {
        return "gemm";
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

    private int workerSize() {
        return roundUp(
                ROW_BLOCK * Panels.K_BLOCK + Tiles.EDGE_SIZE + windows.scratchSize(), COLUMNS);
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
        int rows = n * geometry.outHeight() * geometry.outWidth();
        int rowBlocks = ceilDiv(rows, rowBlock(rows));
        int columns = columnBlock(rowBlocks * weights.blocks());
        int columnBlocks = ceilDiv(outputs, columns);
        workers.run(
                rowBlocks * columnBlocks * weights.blocks(),
                (piece, worker) -> {
                    // Even shares of the rows: a short last block would leave a thread waiting.
                    int block = piece % rowBlocks;
                    int rest = piece / rowBlocks;
                    int group = rest / columnBlocks;
                    int column = rest % columnBlocks * columns;
                    int row = share(rows, block, rowBlocks);
                    int height = share(rows, block + 1, rowBlocks) - row;
                    int width = Math.min(columns, outputs - column);
                    int own = Memory.OFFSET + worker * workerSize();
                    int channel = group * outputs + column;
                    int at = row * geometry.outChannels() + channel;
                    epilogue.begin(
                            height,
                            width,
                            residual,
                            residualOffset + at,
                            bias,
                            channel,
                            y,
                            yOffset + at);
                    multiply(
                            group,
                            row,
                            height,
                            column,
                            width,
                            x,
                            xOffset,
                            packed,
                            bias,
                            y,
                            yOffset + at,
                            scratch,
                            own);
                    epilogue.end(height, width, y, yOffset + at);
                });
    }

    /** Where share {@code i} of {@code shares} begins: a multiple of ROWS, but for the end. */
    private static int share(int rows, int i, int shares) {
        int panels = ceilDiv(rows, ROWS);
        return Math.min(rows, (int) ((long) panels * i / shares) * ROWS);
    }

    /** As high as leaves enough pieces of work, down to where packed weights are read too often. */
    private int rowBlock(int rows) {
        int height = ROW_BLOCK;
        while (height > LEAST_ROWS && ceilDiv(rows, height) * weights.blocks() < ENOUGH_PIECES) {
            height = roundUp(height / 2, ROWS);
        }
        return height;
    }

    /** As wide as leaves enough pieces of work: few pixels are shared out by channels. */
    private int columnBlock(int otherPieces) {
        int columns = roundUp(outputs, COLUMNS);
        while (columns > 2 * COLUMNS && otherPieces * ceilDiv(outputs, columns) < ENOUGH_PIECES) {
            columns = roundUp(columns / 2, COLUMNS);
        }
        return columns;
    }

    private void multiply(
            int group,
            int row,
            int height,
            int column,
            int width,
            float[] x,
            int xOffset,
            float[] packed,
            float[] bias,
            float[] y,
            int target,
            float[] scratch,
            int own) {
        int k = windows.k();
        int stride = geometry.outChannels();
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
            boolean fromBias = from == 0 && epilogue.startsFromBias();
            Tiles.multiply(
                    scratch,
                    own,
                    height,
                    packed,
                    Memory.OFFSET + weights.offset(group, column) + from * COLUMNS,
                    k * COLUMNS,
                    width,
                    length,
                    fromBias ? bias : y,
                    fromBias ? group * outputs + column : target,
                    fromBias ? 0 : stride,
                    epilogue.reluInTiles() && from + length == k,
                    y,
                    target,
                    stride,
                    scratch,
                    edge);
        }
    }
}
