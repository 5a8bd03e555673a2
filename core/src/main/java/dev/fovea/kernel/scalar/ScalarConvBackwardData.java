package dev.fovea.kernel.scalar;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.List;

/**
 * The transposed convolution. Weights are packed as {@code [kernelHeight, kernelWidth, outChannels
 * / groups, inChannels]}, so that the innermost loop runs over the input channels of one group. One
 * piece is one input row of one image: it gathers from the output rows whose windows reach it.
 */
record ScalarConvBackwardData(Workers workers, ConvGeometry geometry, int maxBatch, boolean masked)
        implements LinearBackwardData {
    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long packedSize() {
        return geometry.weightSize();
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        int taps = geometry.kernelHeight() * geometry.kernelWidth();
        int groupIn = geometry.inChannels() / geometry.groups();
        int groupOut = geometry.outChannels() / geometry.groups();
        int from = 0;
        for (int k = 0; k < geometry.outChannels(); k++) {
            int group = k / groupOut;
            for (int c = 0; c < groupIn; c++) {
                for (int tap = 0; tap < taps; tap++) {
                    int row = tap * groupOut + k % groupOut;
                    int at = row * geometry.inChannels() + group * groupIn + c;
                    packed[Memory.OFFSET + at] = weights[from++];
                }
            }
        }
    }

    @Override
    public long scratchSize() {
        return 0;
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
        assert n >= 1 && n <= maxBatch : n;
        List<ChannelBlock> blocks = ChannelBlock.inputs(geometry);
        int inHeight = geometry.inHeight();
        int rowSize = geometry.inWidth() * geometry.inChannels();
        var rows = new PerWorker<>(workers, () -> new Row(dy, weights));
        workers.run(
                n * inHeight,
                (piece, worker) -> {
                    int image = dyOffset + piece / inHeight * geometry.outSize();
                    int at = piece * rowSize;
                    Row row = rows.of(worker);
                    row.begin(piece % inHeight, image);
                    for (int from = 0; from < geometry.inWidth(); from += Tile.ROWS) {
                        int to = Math.min(geometry.inWidth(), from + Tile.ROWS);
                        for (ChannelBlock block : blocks) {
                            row.sum(block, from, to);
                            row.store(block, from, to, dx, dxOffset + at);
                        }
                    }
                    if (masked) {
                        Rows.mask(rowSize, mask, maskOffset + at, dx, dxOffset + at);
                    }
                });
    }

    /** One input row, a tile of pixels and channels after the other. */
    private final class Row {
        private final Tile tile = new Tile(geometry.inWidth(), geometry.inChannels());
        private final float[] dy;
        private final float[] weights;
        private int ih;
        private int dyAt;

        Row(float[] dy, float[] weights) {
            this.dy = dy;
            this.weights = weights;
        }

        /** Goes to row {@code ih} of the image whose output gradient is at {@code dyAt}. */
        void begin(int ih, int dyAt) {
            this.ih = ih;
            this.dyAt = dyAt;
        }

        void store(ChannelBlock block, int from, int to, float[] dx, int dxAt) {
            for (int iw = from; iw < to; iw++) {
                int at = dxAt + iw * geometry.inChannels() + block.first();
                tile.store(iw - from, block.width(), dx, at);
            }
        }

        /** What inputs {@code from} to {@code to} are owed by the outputs that read them. */
        void sum(ChannelBlock block, int from, int to) {
            tile.startFromZero(to - from, block.width());
            int stride = geometry.strideWidth();
            for (int kh = 0; kh < geometry.kernelHeight(); kh++) {
                int down = kh * geometry.dilationHeight() - geometry.padTop();
                int oh = Taps.reading(ih, down, geometry.strideHeight(), geometry.outHeight());
                if (oh < 0) {
                    continue;
                }
                int line = dyAt + oh * geometry.outWidth() * geometry.outChannels();
                for (int kw = 0; kw < geometry.kernelWidth(); kw++) {
                    // As if the map began at from and ended before to.
                    int reach = kw * geometry.dilationWidth() - geometry.padLeft() - from;
                    int first = Taps.first(reach, stride);
                    int end = Taps.end(reach, stride, to - from, geometry.outWidth());
                    int tap = kh * geometry.kernelWidth() + kw;
                    if (block.spansGroups()) {
                        addDepthwiseTap(block, tap, reach, first, end, line);
                    } else {
                        addTap(block, tap, reach, first, end, line);
                    }
                }
            }
        }

        private void addTap(ChannelBlock block, int tap, int reach, int first, int end, int line) {
            int groupOut = geometry.outChannels() / geometry.groups();
            int stride = geometry.strideWidth();
            for (int k = 0; k < groupOut; k += Tile.TERMS) {
                int count = Math.min(Tile.TERMS, groupOut - k);
                for (int term = 0; term < count; term++) {
                    int row = (tap * groupOut + k + term) * geometry.inChannels();
                    tile.load(term, block.width(), weights, Memory.OFFSET + row + block.first());
                }
                int at = line + block.group() * groupOut + k;
                for (int ow = first; ow < end; ow++) {
                    int pixel = at + ow * geometry.outChannels();
                    tile.addScaled(ow * stride + reach, block.width(), count, dy, pixel, 1);
                }
            }
        }

        private void addDepthwiseTap(
                ChannelBlock block, int tap, int reach, int first, int end, int line) {
            int row = tap * geometry.inChannels() + block.first();
            tile.load(0, block.width(), weights, Memory.OFFSET + row);
            for (int ow = first; ow < end; ow++) {
                int pixel = line + ow * geometry.outChannels() + block.first();
                tile.load(1, block.width(), dy, pixel);
                tile.addProducts(ow * geometry.strideWidth() + reach, block.width());
            }
        }
    }
}
