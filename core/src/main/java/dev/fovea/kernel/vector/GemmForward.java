package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.ceilDiv;

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
    private final Workers workers;
    private final ConvGeometry geometry;
    private final BlockEpilogue epilogue;
    private final WindowProduct product;
    private final GemmWeights weights;
    private final int outputs;

    GemmForward(Workers workers, ConvGeometry geometry, Epilogue epilogue) {
        this.workers = workers;
        this.geometry = geometry;
        this.epilogue = new BlockEpilogue(epilogue, geometry.outChannels());
        weights = GemmWeights.of(geometry);
        product = WindowProduct.of(WindowGrid.of(geometry), weights);
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
        return (long) workers.threads() * product.scratchSize();
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
        int rowBlocks = product.rowBlocks(rows);
        int columns = product.columnBlock(rowBlocks);
        int columnBlocks = ceilDiv(outputs, columns);
        workers.run(
                rowBlocks * columnBlocks * weights.blocks(),
                (piece, worker) -> {
                    int block = piece % rowBlocks;
                    int rest = piece / rowBlocks;
                    int group = rest / columnBlocks;
                    int column = rest % columnBlocks * columns;
                    int row = WindowProduct.firstRow(rows, block, rowBlocks);
                    int height = WindowProduct.firstRow(rows, block + 1, rowBlocks) - row;
                    int width = Math.min(columns, outputs - column);
                    int channel = group * outputs + column;
                    int stride = geometry.outChannels();
                    int at = row * stride + channel;
                    epilogue.begin(
                            height,
                            width,
                            residual,
                            residualOffset + at,
                            bias,
                            channel,
                            y,
                            yOffset + at);
                    boolean fromBias = epilogue.startsFromBias();
                    product.multiply(
                            group,
                            row,
                            height,
                            column,
                            width,
                            x,
                            xOffset,
                            packed,
                            Memory.OFFSET,
                            fromBias ? bias : y,
                            fromBias ? channel : yOffset + at,
                            fromBias ? 0 : stride,
                            epilogue.reluInTiles(),
                            y,
                            yOffset + at,
                            stride,
                            scratch,
                            Memory.OFFSET + worker * product.scratchSize());
                    epilogue.end(height, width, y, yOffset + at);
                });
    }
}
