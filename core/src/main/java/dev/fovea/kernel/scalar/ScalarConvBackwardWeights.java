package dev.fovea.kernel.scalar;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * The gradient by the weights. One piece is one tap of the window and up to {@value #ROWS} input
 * channels of each group: a block of {@code [channels, outChannels]} sums.
 *
 * <p>A sum over all pixels of a batch may have a million terms, too many for one float after the
 * other: each piece sums about {@value #PIXELS} pixels at a time in scratch and adds those to the
 * gradient.
 */
record ScalarConvBackwardWeights(Workers workers, ConvGeometry geometry, int maxBatch)
        implements LinearBackwardWeights {
    private static final int ROWS = 16;
    private static final int PIXELS = 512;

    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long scratchSize() {
        return workers.threads() * (long) blockSize();
    }

    private int blockSize() {
        return Math.min(ROWS, geometry.inChannels() / geometry.groups()) * geometry.outChannels();
    }

    @Override
    public void run(
            int n,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dWeights,
            float[] dBias,
            float[] scratch) {
        assert n >= 1 && n <= maxBatch : n;
        int groupIn = geometry.inChannels() / geometry.groups();
        int blocks = Math.ceilDiv(groupIn, ROWS);
        int taps = geometry.kernelHeight() * geometry.kernelWidth();
        workers.run(
                taps * blocks,
                (piece, worker) -> {
                    int first = piece % blocks * ROWS;
                    int end = Math.min(groupIn, first + ROWS);
                    var block = new Block(piece / blocks, first, end - first);
                    int sumsAt = Memory.OFFSET + worker * blockSize();
                    sum(block, n, x, xOffset, dy, dyOffset, scratch, sumsAt, dWeights);
                });
        int rows = n * geometry.outHeight() * geometry.outWidth();
        Sums.overRows(workers, rows, geometry.outChannels(), dy, dyOffset, dBias);
    }

    /**
     * @param tap of the window, in row-major order
     * @param first input channel, inside its group
     * @param count of input channels
     */
    private record Block(int tap, int first, int count) {}

    private void sum(
            Block block,
            int n,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] sums,
            int sumsAt,
            float[] dWeights) {
        int outHeight = geometry.outHeight();
        int rows = n * outHeight;
        int rowsAtATime = Math.max(1, PIXELS / geometry.outWidth());
        int size = block.count * geometry.outChannels();
        for (int from = 0; from < rows; from += rowsAtATime) {
            Arrays.fill(sums, sumsAt, sumsAt + size, 0);
            for (int row = from; row < Math.min(rows, from + rowsAtATime); row++) {
                int xAt = xOffset + row / outHeight * geometry.inSize();
                int dyAt = dyOffset + row * geometry.outWidth() * geometry.outChannels();
                addRow(block, row % outHeight, x, xAt, dy, dyAt, sums, sumsAt);
            }
            store(block, sums, sumsAt, dWeights, from > 0);
        }
    }

    private void addRow(
            Block block,
            int oh,
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] sums,
            int sumsAt) {
        int kh = block.tap / geometry.kernelWidth();
        int kw = block.tap % geometry.kernelWidth();
        int ih = oh * geometry.strideHeight() - geometry.padTop() + kh * geometry.dilationHeight();
        if (ih < 0 || ih >= geometry.inHeight()) {
            return;
        }
        int reach = kw * geometry.dilationWidth() - geometry.padLeft();
        int end = Taps.end(reach, geometry.strideWidth(), geometry.inWidth(), geometry.outWidth());
        for (int ow = Taps.first(reach, geometry.strideWidth()); ow < end; ow++) {
            int iw = ow * geometry.strideWidth() + reach;
            int pixel = xAt + (ih * geometry.inWidth() + iw) * geometry.inChannels() + block.first;
            addPixel(block, x, pixel, dy, dyAt + ow * geometry.outChannels(), sums, sumsAt);
        }
    }

    private void addPixel(
            Block block, float[] x, int xAt, float[] dy, int dyAt, float[] sums, int sumsAt) {
        int channels = geometry.outChannels();
        int groupIn = geometry.inChannels() / geometry.groups();
        int groupOut = channels / geometry.groups();
        if (groupIn == 1 && groupOut == 1) {
            Rows.addProducts(channels, x, xAt, dy, dyAt, sums, sumsAt);
            return;
        }
        for (int group = 0; group < geometry.groups(); group++) {
            int k = group * groupOut;
            for (int c = 0; c < block.count; c++) {
                float value = x[xAt + group * groupIn + c];
                Rows.addScaled(groupOut, value, dy, dyAt + k, sums, sumsAt + c * channels + k);
            }
        }
    }

    /** Puts a block of sums where the weights have it, over what was there or on top of it. */
    private void store(Block block, float[] sums, int sumsAt, float[] dWeights, boolean add) {
        int channels = geometry.outChannels();
        int groupIn = geometry.inChannels() / geometry.groups();
        int taps = geometry.kernelHeight() * geometry.kernelWidth();
        for (int c = 0; c < block.count; c++) {
            for (int k = 0; k < channels; k++) {
                int at = (k * groupIn + block.first + c) * taps + block.tap;
                float sum = sums[sumsAt + c * channels + k];
                dWeights[at] = add ? dWeights[at] + sum : sum;
            }
        }
    }
}
