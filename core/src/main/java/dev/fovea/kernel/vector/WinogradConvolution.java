package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.ZEROS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * A 3x3 convolution with stride 1 by Winograd's algorithm: the input's tiles are transformed into
 * one left operand for each plane, multiplied with the transformed weights, and transformed back.
 *
 * <p>Tiles are worked on in blocks. Where there are many, each block is a piece of work that goes
 * through all three steps while its numbers are in the cache. Where there are few (deep layers,
 * small batches), all threads work on a block, and each step is cut by itself: the transforms by
 * tiles, the products by planes, so that each weight is read once. Both do the same sums in the
 * same order.
 */
final class WinogradConvolution {
    /** Keeps planes from lying a power of two apart, where they would share cache sets. */
    private static final int PLANE_GAP = 80;

    /** Tiles that one piece transforms where all threads work on a block. */
    private static final int TILES_AT_ONCE = 4;

    private final Workers workers;
    private final WinogradTile tile;
    private final WinogradInput input;
    private final WinogradWeights weights;
    private final WinogradBlocking blocking;
    private final int inChannels;
    private final int outChannels;
    private final int maxTiles;

    /** Floats of scratch for the transforms of one thread. */
    private final int ownSize;

    /** What becomes of the products of one tile and one panel of output channels. */
    @FunctionalInterface
    interface Output {
        /**
         * @param tile its number, see {@link WinogradInput}
         * @param channel the panel's first
         * @param m the products, planes {@code planeStride} apart
         * @param scratch {@link WinogradOutput#scratchSize} floats from {@code scratchOffset}
         */
        void transform(
                int tile,
                int channel,
                float[] m,
                int mOffset,
                int planeStride,
                float[] scratch,
                int scratchOffset);
    }

    /**
     * @param turned true takes the weights as the gradient by the data needs them: {@code geometry}
     *     is then that of the gradient's convolution, from dy to dx
     */
    WinogradConvolution(
            Workers workers,
            ConvGeometry geometry,
            int maxBatch,
            WinogradTile tile,
            WinogradBlocking blocking,
            boolean turned) {
        this.workers = workers;
        this.tile = tile;
        this.blocking = blocking;
        inChannels = geometry.inChannels();
        outChannels = geometry.outChannels();
        input = WinogradInput.of(tile, geometry);
        weights = new WinogradWeights(tile, outChannels, inChannels, turned);
        maxTiles = maxBatch * input.tilesPerImage();
        ownSize = Math.max(input.scratchSize(), WinogradOutput.scratchSize(tile));
    }

    WinogradInput input() {
        return input;
    }

    WinogradWeights weights() {
        return weights;
    }

    /** Floats of scratch behind {@link Memory#OFFSET}, for all threads together. */
    long scratchSize() {
        long threads = workers.threads();
        var together = new Layout(Math.min(maxTiles, blocking.largeBlock()));
        long size = together.size() + threads * ownSize;
        if (blocking.areMany(maxTiles)) {
            var alone = new Layout(blocking.smallBlock());
            return Math.max(size, threads * (alone.size() + ownSize));
        }
        return size;
    }

    /** How the transformed input and the products of a block of tiles lie in scratch. */
    private final class Layout {
        /** Floats between two planes of transformed input, and of products. */
        final int leftStride;

        final int productStride;

        Layout(int tiles) {
            leftStride = roundUp(Panels.leftSize(tiles, inChannels), COLUMNS) + PLANE_GAP;
            productStride = roundUp(tiles, ROWS) * roundUp(outChannels, COLUMNS) + PLANE_GAP;
        }

        int leftSize() {
            return tile.planes() * leftStride;
        }

        int size() {
            return leftSize() + tile.planes() * productStride;
        }
    }

    void run(int n, float[] x, int xOffset, float[] u, Output output, float[] scratch) {
        int tiles = n * input.tilesPerImage();
        boolean many = blocking.areMany(tiles);
        int blocks = ceilDiv(tiles, many ? blocking.smallBlock() : blocking.largeBlock());
        var layout = new Layout(ceilDiv(tiles, blocks));
        var run = new Run(x, xOffset, u, output, scratch, layout);
        if (many) {
            workers.run(
                    blocks,
                    (block, worker) -> {
                        int first = Pieces.start(block, blocks, tiles);
                        run.alone(first, Pieces.start(block + 1, blocks, tiles) - first, worker);
                    });
        } else {
            for (int block = 0; block < blocks; block++) {
                int first = Pieces.start(block, blocks, tiles);
                run.together(first, Pieces.start(block + 1, blocks, tiles) - first);
            }
        }
    }

    /** One run, with its arrays. */
    private final class Run {
        private final float[] x;
        private final int xOffset;
        private final float[] u;
        private final Output output;
        private final float[] scratch;
        private final Layout layout;

        Run(float[] x, int xOffset, float[] u, Output output, float[] scratch, Layout layout) {
            this.x = x;
            this.xOffset = xOffset;
            this.u = u;
            this.output = output;
            this.scratch = scratch;
            this.layout = layout;
        }

        /** One thread takes {@code count} tiles from input to output. */
        void alone(int first, int count, int worker) {
            int left = Memory.OFFSET + worker * (layout.size() + ownSize);
            int products = left + layout.leftSize();
            int own = left + layout.size();
            for (int i = 0; i < count; i++) {
                transformInput(first, i, count, left, own);
            }
            for (int plane = 0; plane < tile.planes(); plane++) {
                multiply(plane, count, left, products);
            }
            for (int channel = 0; channel < outChannels; channel += COLUMNS) {
                transformOutput(first, 0, count, count, channel, products, own);
            }
        }

        /** All threads work on {@code count} tiles, step by step. */
        void together(int first, int count) {
            int left = Memory.OFFSET;
            int products = left + layout.leftSize();
            int own = left + layout.size();
            int groups = ceilDiv(count, TILES_AT_ONCE);
            workers.run(
                    groups,
                    (group, worker) -> {
                        int mine = own + worker * ownSize;
                        int last = Math.min(count, (group + 1) * TILES_AT_ONCE);
                        for (int i = group * TILES_AT_ONCE; i < last; i++) {
                            transformInput(first, i, count, left, mine);
                        }
                    });
            workers.run(tile.planes(), (plane, worker) -> multiply(plane, count, left, products));
            int panels = ceilDiv(outChannels, COLUMNS);
            workers.run(
                    groups * panels,
                    (piece, worker) -> {
                        int mine = own + worker * ownSize;
                        int from = piece / panels * TILES_AT_ONCE;
                        int to = Math.min(count, from + TILES_AT_ONCE);
                        int channel = piece % panels * COLUMNS;
                        transformOutput(first, from, to, count, channel, products, mine);
                    });
        }

        /** Transforms tile {@code i} of the {@code count} from {@code first} on. */
        private void transformInput(int first, int i, int count, int left, int own) {
            int panel = i / ROWS * ROWS;
            int room = Panels.panelRows(panel, count);
            input.transform(
                    first + i,
                    x,
                    xOffset,
                    scratch,
                    left + panel * roundUp(inChannels, COUNT) + (i - panel) * COUNT,
                    room * COUNT,
                    layout.leftStride,
                    scratch,
                    own);
        }

        /** The products of one plane. */
        private void multiply(int plane, int count, int left, int products) {
            int v = left + plane * layout.leftStride;
            int m = products + plane * layout.productStride;
            int w = Memory.OFFSET + plane * weights.planeStride();
            for (int channel = 0; channel < outChannels; channel += COLUMNS) {
                int vectors = outChannels - channel <= COUNT && ROWS == 8 ? 1 : 2;
                multiplyPanel(count, vectors, v, w, m);
                m += roundUp(count, ROWS) * COLUMNS;
                w += weights.panelStride();
            }
        }

        /** One plane's tiles times one panel of weights, a stretch of k at a time. */
        private void multiplyPanel(int count, int vectors, int v, int w, int m) {
            int paddedChannels = roundUp(inChannels, COUNT);
            for (int k = 0; k < inChannels; k += Panels.K_BLOCK) {
                int length = Math.min(Panels.K_BLOCK, inChannels - k);
                boolean first = k == 0;
                for (int i = 0; i < count; i += ROWS) {
                    int room = Panels.panelRows(i, count);
                    int a = v + i * paddedChannels + k * room;
                    int c = m + i * COLUMNS;
                    Tiles.panelTile(
                            room,
                            vectors,
                            scratch,
                            a,
                            u,
                            w + k * COLUMNS,
                            COLUMNS,
                            length,
                            first ? ZEROS : scratch,
                            first ? 0 : c,
                            first ? 0 : COLUMNS,
                            false,
                            scratch,
                            c,
                            COLUMNS);
                }
            }
        }

        /** Tiles {@code from} to {@code to} of the block's {@code count}, one panel of channels. */
        private void transformOutput(
                int first, int from, int to, int count, int channel, int products, int own) {
            int panel = products + channel * roundUp(count, ROWS);
            for (int i = from; i < to; i++) {
                int m = panel + i * COLUMNS;
                output.transform(
                        first + i, channel, scratch, m, layout.productStride, scratch, own);
            }
        }
    }
}
