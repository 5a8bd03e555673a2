package dev.fovea.kernel.scalar;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Workers;
import java.util.List;

/**
 * The gradient by the weights. One piece is one tap of the window, some output channels of a group
 * and up to {@link Tile#ROWS} input channels of it.
 *
 * <p>A sum over all pixels of a batch may have a million terms, too many for one float after the
 * other: each piece sums about {@value #PIXELS} pixels at a time and adds those to the gradient.
 */
record ScalarConvBackwardWeights(Workers workers, ConvGeometry geometry, int maxBatch)
        implements LinearBackwardWeights {
    private static final int PIXELS = 512;

    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long scratchSize() {
        return 0;
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
        int taps = geometry.kernelHeight() * geometry.kernelWidth();
        int groupIn = geometry.inChannels() / geometry.groups();
        List<ChannelBlock> outputs = ChannelBlock.outputs(geometry);
        int inputs = Math.ceilDiv(groupIn, Tile.ROWS);
        int rows = n * geometry.outHeight();
        int rowsAtATime = Math.max(1, PIXELS / geometry.outWidth());
        var tiles = new PerWorker<>(workers, () -> new Tile(groupIn, geometry.outChannels()));
        workers.run(
                taps * outputs.size() * inputs,
                (piece, worker) -> {
                    int first = piece % inputs * Tile.ROWS;
                    var block =
                            new Block(
                                    tiles.of(worker),
                                    piece / inputs % taps,
                                    outputs.get(piece / inputs / taps),
                                    first,
                                    Math.min(groupIn - first, Tile.ROWS),
                                    x,
                                    dy);
                    for (int from = 0; from < rows; from += rowsAtATime) {
                        int to = Math.min(rows, from + rowsAtATime);
                        block.sum(from, to, xOffset, dyOffset);
                        block.store(dWeights, from > 0);
                    }
                });
        int pixels = rows * geometry.outWidth();
        Sums.overRows(workers, pixels, geometry.outChannels(), dy, dyOffset, dBias);
    }

    /** The weights of one tap between some output channels and some input channels. */
    private final class Block {
        private final Tile tile;
        private final int tap;
        private final ChannelBlock outputs;
        private final int first;
        private final int count;
        private final float[] x;
        private final float[] dy;

        Block(
                Tile tile,
                int tap,
                ChannelBlock outputs,
                int first,
                int count,
                float[] x,
                float[] dy) {
            this.tile = tile;
            this.tap = tap;
            this.outputs = outputs;
            this.first = first;
            this.count = count;
            this.x = x;
            this.dy = dy;
        }

        /** Sums over output rows {@code from} to {@code to}, counted through the batch. */
        void sum(int from, int to, int xOffset, int dyOffset) {
            tile.startFromZero(count, outputs.width());
            int outHeight = geometry.outHeight();
            int kh = tap / geometry.kernelWidth();
            int kw = tap % geometry.kernelWidth();
            int down = kh * geometry.dilationHeight() - geometry.padTop();
            int reach = kw * geometry.dilationWidth() - geometry.padLeft();
            for (int row = from; row < to; row++) {
                int ih = row % outHeight * geometry.strideHeight() + down;
                if (ih < 0 || ih >= geometry.inHeight()) {
                    continue;
                }
                int xAt = xOffset + row / outHeight * geometry.inSize();
                int line = xAt + (ih * geometry.inWidth() + reach) * geometry.inChannels();
                int dyAt = dyOffset + row * geometry.outWidth() * geometry.outChannels();
                addRow(reach, line, dyAt);
            }
        }

        private void addRow(int reach, int line, int dyAt) {
            int stride = geometry.strideWidth();
            int step = stride * geometry.inChannels();
            int begin = Taps.first(reach, stride);
            int end = Taps.end(reach, stride, geometry.inWidth(), geometry.outWidth());
            for (int ow = begin; ow < end; ow += outputs.spansGroups() ? 1 : Tile.TERMS) {
                int pixel = dyAt + ow * geometry.outChannels() + outputs.first();
                tile.load(0, outputs.width(), dy, pixel);
                if (outputs.spansGroups()) {
                    tile.load(1, outputs.width(), x, line + ow * step + outputs.first());
                    tile.addProducts(0, outputs.width());
                } else {
                    addPixels(Math.min(Tile.TERMS, end - ow), line + ow * step, pixel);
                }
            }
        }

        /** Up to {@link Tile#TERMS} pixels at once; the first one's gradients are loaded. */
        private void addPixels(int pixels, int at, int dyAt) {
            int step = geometry.strideWidth() * geometry.inChannels();
            for (int term = 1; term < pixels; term++) {
                tile.load(term, outputs.width(), dy, dyAt + term * geometry.outChannels());
            }
            int groupIn = geometry.inChannels() / geometry.groups();
            int channel = at + outputs.group() * groupIn + first;
            for (int c = 0; c < count; c++) {
                tile.addScaled(c, outputs.width(), pixels, x, channel + c, step);
            }
        }

        /** Puts the sums where the weights have them, over what was there or on top of it. */
        void store(float[] dWeights, boolean add) {
            int groupIn = geometry.inChannels() / geometry.groups();
            int taps = geometry.kernelHeight() * geometry.kernelWidth();
            for (int c = 0; c < count; c++) {
                for (int k = 0; k < outputs.width(); k++) {
                    int at = ((outputs.first() + k) * groupIn + first + c) * taps + tap;
                    float sum = tile.get(c, k);
                    dWeights[at] = add ? dWeights[at] + sum : sum;
                }
            }
        }
    }
}
