package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * The gradients of a 3x3 convolution with stride 1 by its weights and bias, in Winograd's domain:
 * tiles of x and of dy are transformed, their products summed for each of the 36 planes, and the
 * sums transformed back ({@link Winograd4Gradient}).
 *
 * <p>Large maps have many tiles and few weights: the tiles are cut into a fixed number of chunks,
 * each a piece of work with sums of its own, which are added up in their order. Deep layers have
 * few tiles and many weights: a block of tiles is transformed by all threads, then each plane is a
 * piece of work. Neither depends on the number of threads.
 */
final class WinogradBackwardWeights implements LinearBackwardWeights {
    private static final int PLANES = Winograd4.PLANES;
    private static final int TAPS = 9;

    /** Keeps planes from lying a power of two apart, where they would share cache sets. */
    private static final int PLANE_GAP = 80;

    /** Channels times filters up to which sums are kept for each chunk. */
    private static final int FEW_WEIGHTS = 128 * 128;

    private static final int CHUNKS = 8;

    /** Tiles of a block, for chunks and for deep layers. */
    private static final int CHUNK_BLOCK = 128;

    private static final int DEEP_BLOCK = 256;

    /** Tiles that one piece of a deep layer transforms. */
    private static final int TILES_AT_ONCE = 4;

    private final Workers workers;
    private final int channels;
    private final int filters;
    private final WinogradInput input;
    private final WinogradOutputGradient gradient;
    private final boolean inChunks;
    private final int block;
    private final int leftStride;
    private final int rightStride;
    private final int sumStride;

    WinogradBackwardWeights(Workers workers, ConvGeometry geometry, int maxBatch) {
        this.workers = workers;
        channels = geometry.inChannels();
        filters = geometry.outChannels();
        input = WinogradInput.of(WinogradTile.F4, geometry);
        gradient =
                new WinogradOutputGradient(
                        geometry.outHeight(),
                        geometry.outWidth(),
                        filters,
                        input.tilesHigh(),
                        input.tilesWide());
        int maxTiles = maxBatch * input.tilesPerImage();
        inChunks = channels * filters <= FEW_WEIGHTS;
        block = Math.min(maxTiles, inChunks ? CHUNK_BLOCK : DEEP_BLOCK);
        leftStride = OuterProducts.leftSize(channels, block) + PLANE_GAP;
        rightStride = OuterProducts.rightSize(filters, block) + PLANE_GAP;
        sumStride = OuterProducts.sumSize(channels, filters) + PLANE_GAP;
    }

    @Override
    public String algorithm() {
        return "winograd 4x4";
    }

    @Override
    public long scratchSize() {
        long transforms = (long) workers.threads() * transformSize();
        long operands = (long) PLANES * (leftStride + rightStride);
        long sums = (long) PLANES * sumStride + biasSize();
        return inChunks
                ? transforms + workers.threads() * operands + CHUNKS * sums
                : transforms + operands + sums;
    }

    private int transformSize() {
        return roundUp(
                Math.max(input.scratchSize(), WinogradOutputGradient.SCRATCH + TAPS * COUNT),
                COLUMNS);
    }

    private int biasSize() {
        return roundUp(filters, COLUMNS);
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
        int tiles = n * input.tilesPerImage();
        var run = new Run(x, xOffset, dy, dyOffset, scratch);
        if (inChunks) {
            run.inChunks(tiles);
        } else {
            run.byPlanes(tiles);
        }
        run.finish(dWeights, dBias);
    }

    /** One run, with its arrays and where things lie in its scratch. */
    private final class Run {
        private final float[] x;
        private final int xOffset;
        private final float[] dy;
        private final int dyOffset;
        private final float[] scratch;
        private final int operands;
        private final int sums;

        Run(float[] x, int xOffset, float[] dy, int dyOffset, float[] scratch) {
            this.x = x;
            this.xOffset = xOffset;
            this.dy = dy;
            this.dyOffset = dyOffset;
            this.scratch = scratch;
            operands = Memory.OFFSET + workers.threads() * transformSize();
            int count = inChunks ? workers.threads() : 1;
            sums = operands + count * PLANES * (leftStride + rightStride);
        }

        private int transforms(int worker) {
            return Memory.OFFSET + worker * transformSize();
        }

        private int sumsOf(int chunk) {
            return sums + chunk * (PLANES * sumStride + biasSize());
        }

        void inChunks(int tiles) {
            int blocks = ceilDiv(tiles, block);
            workers.run(
                    CHUNKS,
                    (chunk, worker) -> {
                        int left = operands + worker * PLANES * (leftStride + rightStride);
                        int right = left + PLANES * leftStride;
                        int target = sumsOf(chunk);
                        int from = blocks * chunk / CHUNKS * block;
                        int to = Math.min(tiles, blocks * (chunk + 1) / CHUNKS * block);
                        if (from >= to) {
                            int end = target + PLANES * sumStride + biasSize();
                            Arrays.fill(scratch, target, end, 0);
                        }
                        for (int first = from; first < to; first += block) {
                            int count = Math.min(block, to - first);
                            for (int t = 0; t < count; t++) {
                                transform(first, t, count, left, right, transforms(worker));
                            }
                            for (int plane = 0; plane < PLANES; plane++) {
                                multiply(plane, count, left, right, first == from, target);
                            }
                            addBias(count, right, first == from, target);
                        }
                    });
            int length = PLANES * sumStride + biasSize();
            Pieces.overElements(
                    workers,
                    length,
                    (from, to) ->
                            OuterProducts.addUp(CHUNKS, length, scratch, sums + from, to - from));
        }

        void byPlanes(int tiles) {
            int left = operands;
            int right = left + PLANES * leftStride;
            int blocks = ceilDiv(tiles, block);
            for (int b = 0; b < blocks; b++) {
                int first = (int) ((long) tiles * b / blocks);
                int count = (int) ((long) tiles * (b + 1) / blocks) - first;
                boolean fresh = b == 0;
                workers.run(
                        ceilDiv(count, TILES_AT_ONCE),
                        (piece, worker) -> {
                            int to = Math.min(count, (piece + 1) * TILES_AT_ONCE);
                            for (int t = piece * TILES_AT_ONCE; t < to; t++) {
                                transform(first, t, count, left, right, transforms(worker));
                            }
                        });
                workers.run(
                        PLANES,
                        (plane, worker) -> multiply(plane, count, left, right, fresh, sums));
                addBias(count, right, fresh, sums);
            }
        }

        /** Transforms tile {@code first + t} into row t of {@code room}. */
        private void transform(int first, int t, int room, int left, int right, int transforms) {
            input.transform(
                    first + t,
                    x,
                    xOffset,
                    scratch,
                    left + t * COUNT,
                    room * COUNT,
                    leftStride,
                    scratch,
                    transforms);
            gradient.transform(
                    first + t,
                    t,
                    room,
                    dy,
                    dyOffset,
                    scratch,
                    right,
                    rightStride,
                    scratch,
                    transforms);
        }

        private void multiply(
                int plane, int count, int left, int right, boolean fresh, int target) {
            OuterProducts.add(
                    count,
                    scratch,
                    left + plane * leftStride,
                    channels,
                    scratch,
                    right + plane * rightStride,
                    filters,
                    fresh,
                    scratch,
                    target + plane * sumStride);
        }

        /** The gradient by the bias, from the plane that holds the sums of tiles. */
        private void addBias(int count, int right, boolean fresh, int target) {
            int bias = target + PLANES * sumStride;
            if (fresh) {
                Arrays.fill(scratch, bias, bias + biasSize(), 0);
            }
            int sumsOfTiles = right + Winograd4Gradient.SUM_PLANE * rightStride;
            for (int j = 0; j < filters; j += COLUMNS) {
                ColumnSums.add(count, COLUMNS, scratch, sumsOfTiles + j * count, scratch, bias + j);
            }
        }

        /** Transforms the sums back and writes them as {@code [filters, channels, 3, 3]}. */
        void finish(float[] dWeights, float[] dBias) {
            workers.run(
                    ceilDiv(filters, COUNT),
                    (piece, worker) -> {
                        int filter = piece * COUNT;
                        int lanes = Math.min(COUNT, filters - filter);
                        int taps = transforms(worker) + Winograd4.SCRATCH;
                        for (int c = 0; c < channels; c++) {
                            Winograd4Gradient.weights(
                                    scratch,
                                    sums + OuterProducts.sumIndex(channels, c, filter),
                                    sumStride,
                                    scratch,
                                    taps,
                                    scratch,
                                    transforms(worker));
                            scatter(taps, filter, lanes, c, dWeights);
                        }
                    });
            System.arraycopy(scratch, sums + PLANES * sumStride, dBias, 0, filters);
        }

        private void scatter(int taps, int filter, int lanes, int channel, float[] dWeights) {
            for (int l = 0; l < lanes; l++) {
                int to = ((filter + l) * channels + channel) * TAPS;
                for (int tap = 0; tap < TAPS; tap++) {
                    dWeights[to + tap] = scratch[taps + tap * COUNT + l];
                }
            }
        }
    }
}
