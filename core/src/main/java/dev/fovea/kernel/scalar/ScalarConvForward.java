package dev.fovea.kernel.scalar;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.List;

/**
 * Direct convolution. Weights are packed as {@code [kernelHeight, kernelWidth, inChannels / groups,
 * outChannels]}, so that the innermost loop runs over the output channels of one group, or, where
 * every channel has its own filter, over all channels. One piece is one output row of one image.
 */
record ScalarConvForward(Workers workers, ConvGeometry geometry, int maxBatch, Epilogue epilogue)
        implements LinearForward {
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
        int from = 0;
        for (int k = 0; k < geometry.outChannels(); k++) {
            for (int c = 0; c < groupIn; c++) {
                for (int tap = 0; tap < taps; tap++) {
                    int at = (tap * groupIn + c) * geometry.outChannels() + k;
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
            float[] x,
            int xOffset,
            float[] weights,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch) {
        assert n >= 1 && n <= maxBatch : n;
        List<ChannelBlock> blocks = ChannelBlock.outputs(geometry);
        int outHeight = geometry.outHeight();
        int rowSize = geometry.outWidth() * geometry.outChannels();
        var rows = new PerWorker<>(workers, () -> new Row(x, weights));
        workers.run(
                n * outHeight,
                (piece, worker) -> {
                    int image = xOffset + piece / outHeight * geometry.inSize();
                    int at = piece * rowSize;
                    Row row = rows.of(worker);
                    row.begin(piece % outHeight, image);
                    for (int from = 0; from < geometry.outWidth(); from += Tile.ROWS) {
                        int to = Math.min(geometry.outWidth(), from + Tile.ROWS);
                        for (ChannelBlock block : blocks) {
                            row.start(block, from, to, bias, residual, residualOffset + at);
                            row.addWindows(block, from, to);
                            row.store(block, from, to, y, yOffset + at);
                        }
                    }
                    ScalarActivations.apply(
                            epilogue.activation(), rowSize, y, yOffset + at, y, yOffset + at);
                });
    }

    /** One output row, a tile of pixels and channels after the other. */
    private final class Row {
        private final Tile tile = new Tile(geometry.outWidth(), geometry.outChannels());
        private final float[] x;
        private final float[] weights;
        private int oh;
        private int xAt;

        Row(float[] x, float[] weights) {
            this.x = x;
            this.weights = weights;
        }

        /** Goes to row {@code oh} of the image whose input is at {@code xAt}. */
        void begin(int oh, int xAt) {
            this.oh = oh;
            this.xAt = xAt;
        }

        /** The residual may be the output: each tile reads its own part before it is stored. */
        void start(
                ChannelBlock block,
                int from,
                int to,
                float[] bias,
                float[] residual,
                int residualAt) {
            for (int ow = from; ow < to; ow++) {
                tile.start(ow - from, block.width(), bias, block.first());
                if (epilogue.residual()) {
                    int at = residualAt + ow * geometry.outChannels() + block.first();
                    tile.startAlsoFrom(ow - from, block.width(), residual, at);
                }
            }
        }

        void store(ChannelBlock block, int from, int to, float[] y, int yAt) {
            for (int ow = from; ow < to; ow++) {
                int at = yAt + ow * geometry.outChannels() + block.first();
                tile.store(ow - from, block.width(), y, at);
            }
        }

        /** Adds what the windows of outputs {@code from} to {@code to} read. */
        void addWindows(ChannelBlock block, int from, int to) {
            int stride = geometry.strideWidth();
            for (int kh = 0; kh < geometry.kernelHeight(); kh++) {
                int down = kh * geometry.dilationHeight() - geometry.padTop();
                int ih = oh * geometry.strideHeight() + down;
                if (ih < 0 || ih >= geometry.inHeight()) {
                    continue;
                }
                for (int kw = 0; kw < geometry.kernelWidth(); kw++) {
                    int reach = kw * geometry.dilationWidth() - geometry.padLeft();
                    int first = Math.max(from, Taps.first(reach, stride));
                    int end = Taps.end(reach, stride, geometry.inWidth(), to);
                    int tap = kh * geometry.kernelWidth() + kw;
                    // Where output 0 would read, which may lie before the map.
                    int line = xAt + (ih * geometry.inWidth() + reach) * geometry.inChannels();
                    if (block.spansGroups()) {
                        addDepthwiseTap(block, tap, from, first, end, line);
                    } else {
                        addTap(block, tap, from, first, end, line);
                    }
                }
            }
        }

        private void addTap(ChannelBlock block, int tap, int from, int first, int end, int line) {
            int groupIn = geometry.inChannels() / geometry.groups();
            int step = geometry.strideWidth() * geometry.inChannels();
            for (int c = 0; c < groupIn; c += Tile.TERMS) {
                int count = Math.min(Tile.TERMS, groupIn - c);
                for (int term = 0; term < count; term++) {
                    int row = (tap * groupIn + c + term) * geometry.outChannels();
                    tile.load(term, block.width(), weights, Memory.OFFSET + row + block.first());
                }
                int at = line + block.group() * groupIn + c;
                for (int ow = first; ow < end; ow++) {
                    tile.addScaled(ow - from, block.width(), count, x, at + ow * step, 1);
                }
            }
        }

        private void addDepthwiseTap(
                ChannelBlock block, int tap, int from, int first, int end, int line) {
            int step = geometry.strideWidth() * geometry.inChannels();
            int row = tap * geometry.outChannels() + block.first();
            tile.load(0, block.width(), weights, Memory.OFFSET + row);
            for (int ow = first; ow < end; ow++) {
                tile.load(1, block.width(), x, line + ow * step + block.first());
                tile.addProducts(ow - from, block.width());
            }
        }
    }
}
