package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * The gradients by weights and bias of a convolution that reads few channels, as the first of a
 * network does. Its windows are so short that packing them and dy would cost more than multiplying
 * them: a few input rows are rearranged once ({@link PlanarRows}), dy is read where it is.
 *
 * <p>The output rows of all images are cut into chunks, a number that depends on them alone; each
 * has sums of its own, which are added up in their order.
 */
final class FewChannelsBackwardWeights implements LinearBackwardWeights {
    private static final int MAX_CHANNELS = 4;

    /** Numbers of a window: dy is read again for every four of them. */
    private static final int MAX_WINDOW = 32;

    private static final int CHUNKS = 16;

    /** Output rows whose input rows are rearranged together. */
    private static final int ROWS_AT_ONCE = 8;

    private static final int TILE = 4;

    private final Workers workers;
    private final ConvGeometry geometry;
    private final PlanarRows planes;
    private final int filters;
    private final int window;

    /** Rows of the sums: the window's numbers, one for the bias, up to whole tiles. */
    private final int sumRows;

    FewChannelsBackwardWeights(Workers workers, ConvGeometry geometry) {
        this.workers = workers;
        this.geometry = geometry;
        planes = new PlanarRows(geometry, 1);
        filters = geometry.outChannels();
        window = planes.windowOffsets().length;
        sumRows = roundUp(window + 1, TILE);
    }

    /** Whether this kernel computes the geometry. */
    static boolean fits(ConvGeometry g) {
        return g.groups() == 1
                && g.inChannels() <= MAX_CHANNELS
                && g.inChannels() * g.kernelHeight() * g.kernelWidth() <= MAX_WINDOW
                && g.outChannels() % COLUMNS == 0;
    }

    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long scratchSize() {
        return (long) CHUNKS * sumSize() + (long) workers.threads() * workerSize();
    }

    private int sumSize() {
        return sumRows * filters;
    }

    private int inputRows(int outputRows) {
        return (outputRows - 1) * geometry.strideHeight()
                + geometry.dilationHeight() * (geometry.kernelHeight() - 1)
                + 1;
    }

    /** Floats before a thread's row of ones. */
    private int planesSize() {
        return inputRows(ROWS_AT_ONCE) * planes.rowSize();
    }

    private int workerSize() {
        return roundUp(planesSize() + geometry.outWidth(), COLUMNS);
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
        int rows = n * geometry.outHeight();
        int chunks = Math.min(CHUNKS, rows);
        workers.run(
                chunks,
                (chunk, worker) ->
                        chunk(
                                Pieces.start(chunk, chunks, rows),
                                Pieces.start(chunk + 1, chunks, rows),
                                x,
                                xOffset,
                                dy,
                                dyOffset,
                                scratch,
                                Memory.OFFSET + chunk * sumSize(),
                                Memory.OFFSET + CHUNKS * sumSize() + worker * workerSize()));
        OuterProducts.addUp(chunks, sumSize(), scratch, Memory.OFFSET, sumSize());
        store(scratch, dWeights, dBias);
    }

    /** The sums over the output rows from {@code first} to {@code end}, counted over all images. */
    private void chunk(
            int first,
            int end,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] scratch,
            int sums,
            int own) {
        int outHeight = geometry.outHeight();
        int rowSize = geometry.outWidth() * filters;
        int ones = own + planesSize();
        Arrays.fill(scratch, sums, sums + sumSize(), 0);
        Arrays.fill(scratch, ones, ones + geometry.outWidth(), 1);
        int row = first;
        while (row < end) {
            int h = row % outHeight;
            int count = Math.min(Math.min(ROWS_AT_ONCE, outHeight - h), end - row);
            planes.fill(
                    x,
                    xOffset + row / outHeight * geometry.inSize(),
                    h * geometry.strideHeight() - geometry.padTop(),
                    inputRows(count),
                    scratch,
                    own);
            for (int r = 0; r < count; r++) {
                int from = own + r * geometry.strideHeight() * planes.rowSize();
                addRow(scratch, from, ones, dy, dyOffset + (row + r) * rowSize, sums);
            }
            row += count;
        }
    }

    /** One output row, tile by tile. */
    private void addRow(float[] scratch, int from, int ones, float[] dy, int dyAt, int sums) {
        for (int w = 0; w < sumRows; w += TILE) {
            for (int f = 0; f < filters; f += COLUMNS) {
                TapTile4x2.add(
                        geometry.outWidth(),
                        scratch,
                        at(w, from, ones),
                        at(w + 1, from, ones),
                        at(w + 2, from, ones),
                        at(w + 3, from, ones),
                        dy,
                        dyAt + f,
                        filters,
                        scratch,
                        sums + w * filters + f,
                        filters);
            }
        }
    }

    /** Where a row finds number w of its windows; behind those come ones, for the bias. */
    private int at(int w, int from, int ones) {
        return w < window ? from + planes.windowOffsets()[w] : ones;
    }

    private void store(float[] sums, float[] dWeights, float[] dBias) {
        int channels = geometry.inChannels();
        int taps = window / channels;
        for (int w = 0; w < window; w++) {
            int at = Memory.OFFSET + w * filters;
            int to = w % channels * taps + w / channels;
            for (int f = 0; f < filters; f++) {
                dWeights[f * window + to] = sums[at + f];
            }
        }
        System.arraycopy(sums, Memory.OFFSET + window * filters, dBias, 0, filters);
    }
}
