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
 * <p>Where there are many tiles, each piece of work is a block of them and goes through all three
 * steps while its numbers are in the cache. Where there are few (deep layers, small batches), a
 * block of tiles is transformed first, and then each piece is a group of output channels, so that
 * all threads work and each weight is read once. Both do the same sums in the same order.
 */
final class WinogradConvolution {
    /** Keeps planes from lying a power of two apart, where they would share cache sets. */
    private static final int PLANE_GAP = 80;

    /** Blocks of tiles from which on they are enough pieces to keep the threads busy. */
    private static final int MANY_BLOCKS = 8;

    private static final int TILE_BLOCK = 56;
    private static final int DEEP_BLOCK = 112;
    private static final int CHANNEL_GROUP = 2 * COLUMNS;

    /** Tiles of a deep layer that one piece transforms. */
    private static final int TILES_AT_ONCE = 4;

    private final Workers workers;
    private final WinogradTile tile;
    private final WinogradInput input;
    private final WinogradWeights weights;
    private final int inChannels;
    private final int outChannels;
    private final Block many;
    private final Block deep;
    private final boolean everMany;

    /** What becomes of the products of one tile and one vector of output channels. */
    @FunctionalInterface
    interface Output {
        /**
         * @param tile its number, see {@link WinogradInput}
         * @param channel first of the vector
         * @param m the products, planes {@code planeStride} apart
         * @param scratch {@link WinogradInput#scratchSize()} floats from {@code scratchOffset}
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
            boolean turned) {
        this.workers = workers;
        this.tile = tile;
        inChannels = geometry.inChannels();
        outChannels = geometry.outChannels();
        input = WinogradInput.of(tile, geometry);
        weights = new WinogradWeights(tile, outChannels, inChannels, turned);
        int maxTiles = maxBatch * input.tilesPerImage();
        everMany = isMany(maxTiles);
        many = new Block(TILE_BLOCK, outChannels);
        deep = new Block(Math.min(maxTiles, DEEP_BLOCK), Math.min(outChannels, CHANNEL_GROUP));
    }

    WinogradInput input() {
        return input;
    }

    WinogradWeights weights() {
        return weights;
    }

    /** Floats of scratch behind {@link Memory#OFFSET}, for all threads together. */
    long scratchSize() {
        int threads = workers.threads();
        long deepSize = deep.leftSize() + (long) threads * deep.rightSize();
        long manySize = (long) threads * ((long) many.leftSize() + many.rightSize());
        return everMany ? Math.max(deepSize, manySize) : deepSize;
    }

    private static boolean isMany(int tiles) {
        return tiles >= MANY_BLOCKS * TILE_BLOCK;
    }

    /** How the scratch of at most {@code tiles} tiles and {@code columns} output channels lies. */
    private final class Block {
        final int columns;

        /** Floats between two planes of transformed input, and of products. */
        final int leftStride;

        final int productStride;

        Block(int tiles, int columns) {

            this.columns = columns;
            leftStride = roundUp(Panels.leftSize(tiles, inChannels), COLUMNS) + PLANE_GAP;
            productStride = roundUp(tiles, ROWS) * roundUp(columns, COLUMNS) + PLANE_GAP;
        }

        int leftSize() {
            return tile.planes() * leftStride;
        }

        int productSize() {
            return tile.planes() * productStride;
        }

        /** Products and the scratch of the transforms. */
        int rightSize() {
            return productSize() + input.scratchSize();
        }
    }

    void run(int n, float[] x, int xOffset, float[] u, Output output, float[] scratch) {
        int tiles = n * input.tilesPerImage();
        var run = new Run(x, xOffset, u, output, scratch);
        if (isMany(tiles)) {
            workers.run(
                    ceilDiv(tiles, TILE_BLOCK),
                    (piece, worker) -> {
                        int first = piece * TILE_BLOCK;
                        run.block(first, Math.min(TILE_BLOCK, tiles - first), worker);
                    });
        } else {
            int blocks = ceilDiv(tiles, DEEP_BLOCK);
            for (int b = 0; b < blocks; b++) {
                int first = tiles * b / blocks;
                run.deepBlock(first, tiles * (b + 1) / blocks - first);
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

        Run(float[] x, int xOffset, float[] u, Output output, float[] scratch) {
            this.x = x;
            this.xOffset = xOffset;
            this.u = u;
            this.output = output;
            this.scratch = scratch;
        }

        /** A block of tiles from input to output, all channels. */
        void block(int first, int count, int worker) {
            int left = Memory.OFFSET + worker * (many.leftSize() + many.rightSize());
            int products = left + many.leftSize();
            int transforms = products + many.productSize();
            for (int i = 0; i < count; i++) {
                transformInput(many, first, i, count, left, transforms);
            }
            multiply(many, count, 0, outChannels, left, products);
            transformOutput(many, first, count, 0, outChannels, products, transforms);
        }

        /**
         * A block of few tiles: first the input of all channels, then groups of output channels.
         */
        void deepBlock(int first, int count) {
            int left = Memory.OFFSET;
            int right = left + deep.leftSize();
            workers.run(
                    ceilDiv(count, TILES_AT_ONCE),
                    (piece, worker) -> {
                        int own = right + worker * deep.rightSize();
                        int to = Math.min(count, (piece + 1) * TILES_AT_ONCE);
                        for (int i = piece * TILES_AT_ONCE; i < to; i++) {
                            transformInput(deep, first, i, count, left, own);
                        }
                    });
            workers.run(
                    ceilDiv(outChannels, deep.columns),
                    (piece, worker) -> {
                        int products = right + worker * deep.rightSize();
                        int transforms = products + deep.productSize();
                        int from = piece * deep.columns;
                        int columns = Math.min(deep.columns, outChannels - from);
                        multiply(deep, count, from, columns, left, products);
                        transformOutput(deep, first, count, from, columns, products, transforms);
                    });
        }

        /** Transforms tile {@code i} of the {@code count} from {@code first} on. */
        private void transformInput(
                Block block, int first, int i, int count, int left, int transforms) {
            int panel = i / ROWS * ROWS;
            int room = Panels.panelRows(panel, count);
            input.transform(
                    first + i,
                    0,
                    inChannels,
                    x,
                    xOffset,
                    scratch,
                    left + panel * roundUp(inChannels, COUNT) + (i - panel) * COUNT,
                    room * COUNT,
                    block.leftStride,
                    scratch,
                    transforms);
        }

        /**
         * The products of all planes for {@code columns} output channels from {@code column} on.
         */
        private void multiply(
                Block block, int count, int column, int columns, int left, int products) {
            int panelStride = roundUp(count, ROWS) * COLUMNS;
            for (int plane = 0; plane < tile.planes(); plane++) {
                int v = left + plane * block.leftStride;
                int m = products + plane * block.productStride;
                int w = Memory.OFFSET + plane * weights.planeStride() + column * inChannels;
                for (int j = 0; j < columns; j += COLUMNS) {
                    int vectors = columns - j <= COUNT && ROWS == 8 ? 1 : 2;
                    multiplyPanel(count, vectors, v, w, m);
                    m += panelStride;
                    w += weights.panelStride();
                }
            }
        }

        /** One plane's tiles times one panel of weights, a stretch of k at a time. */
        private void multiplyPanel(int count, int vectors, int v, int w, int m) {
            int paddedChannels = roundUp(inChannels, COUNT);
            for (int k = 0; k < inChannels; k += Gemm.K_BLOCK) {
                int length = Math.min(Gemm.K_BLOCK, inChannels - k);
                for (int i = 0; i < count; i += ROWS) {
                    int room = Panels.panelRows(i, count);
                    int c = m + i * COLUMNS;
                    Tiles.panelTile(
                            room,
                            vectors,
                            scratch,
                            v + i * paddedChannels + k * room,
                            u,
                            w + k * COLUMNS,
                            COLUMNS,
                            length,
                            k == 0 ? ZEROS : scratch,
                            k == 0 ? 0 : c,
                            k == 0 ? 0 : COLUMNS,
                            false,
                            scratch,
                            c,
                            COLUMNS);
                }
            }
        }

        private void transformOutput(
                Block block,
                int first,
                int count,
                int column,
                int columns,
                int products,
                int transforms) {
            int panelStride = roundUp(count, ROWS);
            for (int j = 0; j < columns; j += COLUMNS) {
                int width = Math.min(COLUMNS, columns - j);
                for (int i = 0; i < count; i++) {
                    int m = products + j * panelStride + i * COLUMNS;
                    for (int lane = 0; lane < width; lane += COUNT) {
                        output.transform(
                                first + i,
                                column + j + lane,
                                scratch,
                                m + lane,
                                block.productStride,
                                scratch,
                                transforms);
                    }
                }
            }
        }
    }
}
