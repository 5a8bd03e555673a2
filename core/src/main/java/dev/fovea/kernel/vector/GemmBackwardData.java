package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of any convolution by its input: for each {@link StridePhase} and block of groups a
 * product of windows of dy and the transposed weights. With stride 1 the products are dx itself;
 * otherwise they go to where their pixels lie while they are in the cache.
 */
final class GemmBackwardData implements LinearBackwardData {
    /** Channels of a block of products on their way, at most. */
    private static final int COLUMN_BLOCK = roundUp(256, COLUMNS);

    private final Workers workers;
    private final ConvGeometry geometry;
    private final boolean masked;
    private final List<Phase> phases = new ArrayList<>();

    /** Whether there are pixels that no tap reaches. */
    private final boolean hasGaps;

    private final long packedSize;
    private final int workerSize;
    private final float[] zeros;

    GemmBackwardData(Workers workers, ConvGeometry geometry, boolean masked) {
        this.workers = workers;
        this.geometry = geometry;
        this.masked = masked;
        boolean gaps = false;
        long packed = 0;
        int size = 0;
        for (StridePhase pixels : StridePhase.of(geometry)) {
            if (pixels.isEmpty()) {
                gaps = true;
                continue;
            }
            var phase = new Phase(pixels, Math.toIntExact(packed));
            phases.add(phase);
            packed += phase.weights.size();
            size = Math.max(size, phase.scratchSize());
        }
        hasGaps = gaps;
        packedSize = packed;
        workerSize = size;
        zeros = new float[roundUp(geometry.inChannels(), COLUMNS)];
    }

    @Override
    public String algorithm() {
        return "gemm";
    }

    @Override
    public long packedSize() {
        return packedSize;
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        for (Phase phase : phases) {
            phase.weights.pack(workers, weights, packed, phase.packedAt);
        }
    }

    @Override
    public long scratchSize() {
        return (long) workers.threads() * workerSize;
    }

    @Override
    public void run(
            int n,
            float[] dy,
            int dyOffset,
            float[] weights,
            float[] mask,
            int maskOffset,
            float[] dx,
            int dxOffset,
            float[] scratch) {
        if (hasGaps) {
            Pieces.overElements(
                    workers,
                    n * geometry.inSize(),
                    (from, to) -> Arrays.fill(dx, dxOffset + from, dxOffset + to, 0));
        }
        for (Phase phase : phases) {
            phase.run(n, dy, dyOffset, weights, mask, maskOffset, dx, dxOffset, scratch);
        }
    }

    private boolean isStrided() {
        return geometry.strideHeight() > 1 || geometry.strideWidth() > 1;
    }

    /** The pixels of one phase. */
    private final class Phase {
        private final StridePhase pixels;
        private final GemmWeights weights;
        private final WindowProduct product;
        private final int outputs;

        /** Where its packed weights begin. */
        private final int packedAt;

        Phase(StridePhase pixels, int packedBefore) {
            this.pixels = pixels;
            weights = GemmWeights.transposed(geometry, pixels.taps());
            product = WindowProduct.of(pixels.grid(), weights);
            outputs = weights.columns();
            packedAt = Memory.OFFSET + packedBefore;
        }

        int scratchSize() {
            return product.scratchSize() + (isStrided() ? blockSize() : 0);
        }

        private int blockStride() {
            return Math.min(roundUp(outputs, COLUMNS), COLUMN_BLOCK);
        }

        private int blockSize() {
            return WindowProduct.ROW_BLOCK * blockStride();
        }

        void run(
                int n,
                float[] dy,
                int dyOffset,
                float[] packed,
                float[] mask,
                int maskOffset,
                float[] dx,
                int dxOffset,
                float[] scratch) {
            int rows = n * pixels.grid().windows();
            int rowBlocks = product.rowBlocks(rows);
            int most = product.columnBlock(rowBlocks);
            int columns = isStrided() ? Math.min(most, COLUMN_BLOCK) : most;
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
                        int own = Memory.OFFSET + worker * workerSize;
                        int products = own + product.scratchSize();
                        int stride = geometry.inChannels();
                        int at = row * stride + channel;
                        product.multiply(
                                group,
                                row,
                                height,
                                column,
                                width,
                                dy,
                                dyOffset,
                                packed,
                                packedAt,
                                zeros,
                                0,
                                0,
                                false,
                                isStrided() ? scratch : dx,
                                isStrided() ? products : dxOffset + at,
                                isStrided() ? blockStride() : stride,
                                scratch,
                                own);
                        if (isStrided()) {
                            spread(row, height, channel, width, scratch, products, dx, dxOffset);
                        }
                        if (masked) {
                            mask(row, height, channel, width, mask, maskOffset, dx, dxOffset);
                        }
                    });
        }

        /** Moves products to their pixels. */
        private void spread(
                int row,
                int height,
                int channel,
                int width,
                float[] products,
                int from,
                float[] dx,
                int dxOffset) {
            for (int r = 0; r < height; r++) {
                int to = dxOffset + pixelOffset(row + r) + channel;
                System.arraycopy(products, from + r * blockStride(), dx, to, width);
            }
        }

        private void mask(
                int row,
                int height,
                int channel,
                int width,
                float[] mask,
                int maskOffset,
                float[] dx,
                int dxOffset) {
            int channels = geometry.inChannels();
            if (isStrided()) {
                for (int r = 0; r < height; r++) {
                    int at = pixelOffset(row + r) + channel;
                    ReluMask.apply(width, mask, maskOffset + at, dx, dxOffset + at);
                }
            } else if (width == channels) {
                int at = row * channels;
                ReluMask.apply(height * width, mask, maskOffset + at, dx, dxOffset + at);
            } else {
                int at = row * channels + channel;
                ReluMask.applyToRuns(
                        height, channels, width, mask, maskOffset + at, dx, dxOffset + at);
            }
        }

        /** Where the pixel of a window lies in dx. */
        private int pixelOffset(int window) {
            WindowGrid grid = pixels.grid();
            int image = window / grid.windows();
            int inImage = window % grid.windows();
            int h = pixels.firstRow() + inImage / grid.outWidth() * geometry.strideHeight();
            int w = pixels.firstColumn() + inImage % grid.outWidth() * geometry.strideWidth();
            int line = image * geometry.inHeight() + h;
            return (line * geometry.inWidth() + w) * geometry.inChannels();
        }
    }
}
