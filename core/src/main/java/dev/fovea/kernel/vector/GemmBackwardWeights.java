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
 * The gradients of any convolution by its weights and bias: a sum of outer products over the output
 * pixels, of what a window reads and the pixel's dy.
 *
 * <p>A piece of work is a part of the weights over a chunk of the pixels. Every chunk has sums of
 * its own, which are added up in their order; how many there are depends on the geometry and the
 * batch alone.
 */
final class GemmBackwardWeights implements LinearBackwardWeights {
    /**
     * Numbers of a window, and filters, of a part, at most: its sums fit the second-level cache.
     */
    private static final int PART = 256;

    /** Pixels whose operands are packed together. */
    private static final int PIXELS = 128;

    private static final int ENOUGH_PIECES = 16;

    private final Workers workers;
    private final ConvGeometry geometry;
    private final int maxBatch;
    private final GemmWeights weights;
    private final WindowRows windows;
    private final int filters;

    /** Whether the filters are the left operand; else the windows are. */
    private final boolean filtersLeft;

    private final int windowPart;
    private final int windowParts;
    private final int filterPart;
    private final int filterParts;
    private final int sumSize;

    /** Floats of the sums of a part, those for the bias behind those for the weights. */
    private final int partSize;

    private final int chunkSize;

    GemmBackwardWeights(Workers workers, ConvGeometry geometry, int maxBatch) {
        this.workers = workers;
        this.geometry = geometry;
        this.maxBatch = maxBatch;
        weights = GemmWeights.of(geometry);
        windows = new WindowRows(WindowGrid.of(geometry).withGroups(weights.blocks()));
        filters = weights.columns();
        filtersLeft = tileFloats(filters, windows.k()) <= tileFloats(windows.k(), filters);
        windowParts = ceilDiv(windows.k(), PART);
        windowPart = Math.min(windows.k(), roundUp(ceilDiv(windows.k(), windowParts), COLUMNS));
        filterParts = ceilDiv(filters, PART);
        filterPart = Math.min(filters, roundUp(ceilDiv(filters, filterParts), COLUMNS));
        sumSize =
                filtersLeft
                        ? OuterProducts.sumSize(filterPart, windowPart)
                        : OuterProducts.sumSize(windowPart, filterPart);
        partSize = sumSize + roundUp(filterPart, COLUMNS);
        chunkSize = parts() * partSize;
    }

    /** What the register tiles of so many rows and columns cover. */
    private static long tileFloats(int rows, int columns) {
        return (long) roundUp(rows, OuterProducts.TILE) * roundUp(columns, COLUMNS);
    }

    private int parts() {
        return weights.blocks() * windowParts * filterParts;
    }

    private int chunks(int n) {
        int wanted = ceilDiv(ENOUGH_PIECES, parts());
        return Math.clamp(ceilDiv(pixels(n), PIXELS), 1, wanted);
    }

    private int pixels(int n) {
        return n * geometry.outHeight() * geometry.outWidth();
    }

    @Override
    public String algorithm() {
        return "gemm";
    }

    @Override
    public long scratchSize() {
        return (long) chunks(maxBatch) * chunkSize + (long) workers.threads() * workerSize();
    }

    private int gatherStride() {
        return roundUp(windowPart, COUNT);
    }

    private int gatherSize() {
        return isDirect() ? 0 : PIXELS * gatherStride() + COLUMNS;
    }

    private int operandSize(int channels) {
        return PIXELS * roundUp(channels, COLUMNS);
    }

    private int workerSize() {
        return operandSize(windowPart) + operandSize(filterPart) + COLUMNS + gatherSize();
    }

    /** Whether windows are packed from x as it is. */
    private boolean isDirect() {
        return windows.grid().isPointwise();
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
        int chunks = chunks(n);
        var run = new Run(x, xOffset, dy, dyOffset, scratch, Memory.OFFSET + chunks * chunkSize);
        int pixels = pixels(n);
        workers.run(
                chunks * parts(),
                (piece, worker) -> {
                    int chunk = piece / parts();
                    run.part(
                            piece % parts(),
                            Pieces.start(chunk, chunks, pixels),
                            Pieces.start(chunk + 1, chunks, pixels),
                            Memory.OFFSET + chunk * chunkSize,
                            worker);
                });
        if (chunks > 1) {
            Pieces.overElements(
                    workers,
                    chunkSize,
                    (from, to) ->
                            OuterProducts.addUp(
                                    chunks, chunkSize, scratch, Memory.OFFSET + from, to - from));
        }
        workers.run(parts(), (part, worker) -> store(part, scratch, dWeights, dBias));
    }

    private int block(int part) {
        return part / (windowParts * filterParts);
    }

    private int firstWindow(int part) {
        return part % windowParts * windowPart;
    }

    private int firstFilter(int part) {
        return part / windowParts % filterParts * filterPart;
    }

    /** One run, with its arrays and where things lie in its scratch. */
    private final class Run {
        private final float[] x;
        private final int xOffset;
        private final float[] dy;
        private final int dyOffset;
        private final float[] scratch;
        private final int operands;

        Run(float[] x, int xOffset, float[] dy, int dyOffset, float[] scratch, int operands) {
            this.x = x;
            this.xOffset = xOffset;
            this.dy = dy;
            this.dyOffset = dyOffset;
            this.scratch = scratch;
            this.operands = operands;
        }

        /** The sums of a part over the pixels from {@code first} to {@code end}. */
        void part(int part, int first, int end, int chunk, int worker) {
            int group = block(part);
            int window = firstWindow(part);
            int filter = firstFilter(part);
            int windowCount = Math.min(windowPart, windows.k() - window);
            int filterCount = Math.min(filterPart, filters - filter);
            int channel = group * filters + filter;
            int windowOperand = operands + worker * workerSize();
            int filterOperand = windowOperand + operandSize(windowPart);
            int block = filterOperand + operandSize(filterPart);
            int gathered = block + COLUMNS;
            int sums = chunk + part * partSize;
            Arrays.fill(scratch, sums + sumSize, sums + partSize, 0);
            Arrays.fill(scratch, block, gathered, 0);
            for (int pixel = first; pixel < end; pixel += PIXELS) {
                int count = Math.min(PIXELS, end - pixel);
                packWindows(group, pixel, count, window, windowCount, windowOperand, gathered);
                int from = dyOffset + pixel * geometry.outChannels() + channel;
                pack(
                        filtersLeft,
                        count,
                        dy,
                        from,
                        geometry.outChannels(),
                        filterCount,
                        filterOperand);
                OuterProducts.add(
                        count,
                        scratch,
                        filtersLeft ? filterOperand : windowOperand,
                        filtersLeft ? filterCount : windowCount,
                        scratch,
                        filtersLeft ? windowOperand : filterOperand,
                        filtersLeft ? windowCount : filterCount,
                        pixel == first,
                        scratch,
                        sums);
                if (window == 0) {
                    addBias(count, filterCount, filterOperand, block, sums + sumSize);
                }
            }
        }

        private void packWindows(
                int block, int pixel, int count, int window, int length, int to, int gathered) {
            if (isDirect()) {
                int channels = geometry.inChannels();
                int from = xOffset + pixel * channels + window;
                pack(!filtersLeft, count, x, from, channels, length, to);
                return;
            }
            int stride = gatherStride();
            windows.copy(
                    block, pixel, count, window, length, x, xOffset, scratch, gathered, stride);
            // What lies behind a window only adds to sums that nobody reads.
            pack(!filtersLeft, count, scratch, gathered, stride, roundUp(length, COUNT), to);
        }

        private void pack(
                boolean left, int count, float[] from, int at, int stride, int channels, int to) {
            if (left) {
                OuterProducts.packLeft(count, from, at, stride, channels, scratch, to);
            } else {
                OuterProducts.packRight(count, from, at, stride, channels, scratch, to);
            }
        }

        /** The gradient by the bias, from the operand while it is in the cache. */
        private void addBias(int count, int filterCount, int operand, int block, int bias) {
            int width = filtersLeft ? COUNT : COLUMNS;
            for (int j = 0; j < filterCount; j += width) {
                ColumnSums.add(count, width, scratch, operand + j * count, scratch, block);
                ColumnSums.fold(width, scratch, block, scratch, bias + j);
            }
        }
    }

    /** Moves the sums of a part to where its gradients lie. */
    private void store(int part, float[] scratch, float[] dWeights, float[] dBias) {
        int sums = Memory.OFFSET + part * partSize;
        int window = firstWindow(part);
        int filter = firstFilter(part);
        int windowEnd = Math.min(windows.k(), window + windowPart);
        int filterEnd = Math.min(filters, filter + filterPart);
        int block = block(part);
        if (window == 0) {
            int channel = block * filters + filter;
            System.arraycopy(scratch, sums + sumSize, dBias, channel, filterEnd - filter);
        }
        // A few filters and a few numbers of their windows at a time, so that neither side walks
        // over more cache lines than the first level holds.
        for (int w = window; w < windowEnd; w += COUNT) {
            int w1 = Math.min(windowEnd, w + COUNT);
            for (int f = filter; f < filterEnd; f++) {
                int at =
                        sums
                                + (filtersLeft
                                        ? OuterProducts.sumIndex(
                                                filterEnd - filter, f - filter, w - window)
                                        : OuterProducts.sumIndex(
                                                windowEnd - window, w - window, f - filter));
                storeRun(block, f, w, w1, scratch, at, filtersLeft ? 1 : COLUMNS, dWeights);
            }
        }
    }

    /** The gradients of filter f by numbers w0 to w1 of its window. */
    private void storeRun(
            int block,
            int f,
            int w0,
            int w1,
            float[] sums,
            int sumsAt,
            int sumsStride,
            float[] dWeights) {
        int taps = windows.grid().taps();
        int groupFilters = filters / weights.joined();
        int channels = windows.k() / taps;
        int groupChannels = channels / weights.joined();
        int firstChannel = f / groupFilters * groupChannels;
        int to = (block * filters + f) * groupChannels * taps;
        int tap = w0 / channels;
        int channel = w0 % channels - firstChannel;
        int from = sumsAt;
        for (int w = w0; w < w1; w++) {
            // Other groups' channels are joined only to fill a panel.
            if (channel >= 0 && channel < groupChannels) {
                dWeights[to + channel * taps + tap] = sums[from];
            }
            from += sumsStride;
            channel++;
            if (channel + firstChannel == channels) {
                channel = -firstChannel;
                tap++;
            }
        }
    }
}
