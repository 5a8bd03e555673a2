package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * The gradient of a dense layer by its input, {@code dx = dy W}, as a sum of outer products over
 * the units. The weights are read as they are, each once: a piece of work is a run of inputs, whose
 * columns it packs {@link #UNITS} rows at a time.
 */
final class DenseBackwardData implements LinearBackwardData {
    /** Rows of weights that are read side by side. */
    private static final int UNITS = 16;

    /** Inputs of a piece: at most a page of memory, and enough pieces for all threads. */
    private static final int MAX_INPUTS = 1024;

    private static final int MIN_INPUTS = 4 * COLUMNS;
    private static final int ENOUGH_PIECES = 16;

    private final Workers workers;
    private final int in;
    private final int out;
    private final int maxBatch;
    private final boolean masked;
    private final int inputs;

    DenseBackwardData(Workers workers, int in, int out, int maxBatch, boolean masked) {
        this.workers = workers;
        this.in = in;
        this.out = out;
        this.maxBatch = maxBatch;
        this.masked = masked;
        inputs = roundUp(Math.clamp(in / ENOUGH_PIECES, MIN_INPUTS, MAX_INPUTS), COLUMNS);
    }

    @Override
    public String algorithm() {
        return "outer products";
    }

    @Override
    public long packedSize() {
        return 0;
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        throw new IllegalStateException(
                "DenseBackwardData: weights are used as they are, packedSize() is 0");
    }

    @Override
    public long scratchSize() {
        return gradientSize(maxBatch) + (long) workers.threads() * workerSize(maxBatch);
    }

    /** Floats of the packed gradients. */
    private int gradientSize(int n) {
        return roundUp(n, COUNT) * out;
    }

    /** Floats of one packed panel of weights, for columns that do not fill a panel. */
    private static int edgeSize() {
        return UNITS * COLUMNS;
    }

    private int workerSize(int n) {
        return edgeSize() + OuterProducts.sumSize(n, inputs);
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
        int gradients = Memory.OFFSET;
        workers.run(
                ceilDiv(out, UNITS),
                (piece, worker) -> {
                    int unit = piece * UNITS;
                    OuterProducts.packLeftTransposed(
                            Math.min(UNITS, out - unit),
                            dy,
                            dyOffset + unit,
                            out,
                            n,
                            scratch,
                            gradients + unit * roundUp(n, COUNT));
                });
        int own = gradients + gradientSize(n);
        workers.run(
                ceilDiv(in, inputs),
                (piece, worker) -> {
                    int edge = own + worker * workerSize(n);
                    int sums = edge + edgeSize();
                    int input = piece * inputs;
                    int count = Math.min(inputs, in - input);
                    multiply(n, input, count, weights, scratch, edge, sums);
                    for (int i = 0; i < n; i++) {
                        int at = i * in + input;
                        store(n, i, count, scratch, sums, dx, dxOffset + at);
                        if (masked) {
                            ReluMask.apply(count, mask, maskOffset + at, dx, dxOffset + at);
                        }
                    }
                });
    }

    /** The sums over all units for {@code count} inputs from {@code input} on. */
    private void multiply(
            int n, int input, int count, float[] weights, float[] scratch, int edge, int sums) {
        for (int unit = 0; unit < out; unit += UNITS) {
            int t = Math.min(UNITS, out - unit);
            int row = unit * in + input;
            for (int j = 0; j < count; j += COLUMNS) {
                boolean whole = j + COLUMNS <= count;
                if (!whole) {
                    OuterProducts.packRight(t, weights, row + j, in, count - j, scratch, edge);
                }
                OuterProducts.addPanel(
                        t,
                        scratch,
                        Memory.OFFSET + unit * roundUp(n, COUNT),
                        t * COUNT,
                        n,
                        whole ? weights : scratch,
                        whole ? row + j : edge,
                        whole ? in : COLUMNS,
                        unit == 0,
                        scratch,
                        sums + OuterProducts.sumIndex(n, 0, j));
            }
        }
    }

    private static void store(
            int n, int image, int count, float[] scratch, int sums, float[] dx, int dxAt) {
        for (int j = 0; j < count; j += COLUMNS) {
            int from = sums + OuterProducts.sumIndex(n, image, j);
            System.arraycopy(scratch, from, dx, dxAt + j, Math.min(COLUMNS, count - j));
        }
    }
}
