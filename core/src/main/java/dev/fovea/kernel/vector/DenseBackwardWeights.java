package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * The gradients of a dense layer by its weights and bias, {@code dW = dy^T x}, a sum of outer
 * products over the images. The weights of a network's dense layers are most of its memory, so each
 * gradient is written once, whole rows of register tiles at a time.
 */
final class DenseBackwardWeights implements LinearBackwardWeights {
    /** Floats of packed inputs that stay in the second-level cache while units pass by. */
    private static final int CACHED = 1 << 16;

    /** Units of a piece of work. */
    private static final int UNITS = 64;

    private final Workers workers;
    private final int in;
    private final int out;
    private final int maxBatch;
    private final int inputs;

    DenseBackwardWeights(Workers workers, int in, int out, int maxBatch) {
        this.workers = workers;
        this.in = in;
        this.out = out;
        this.maxBatch = maxBatch;
        inputs = roundUp(Math.clamp(CACHED / maxBatch, COLUMNS, roundUp(in, COLUMNS)), COLUMNS);
    }

    @Override
    public String algorithm() {
        return "outer products";
    }

    @Override
    public long scratchSize() {
        return (long) OuterProducts.rightSize(in, maxBatch)
                + OuterProducts.leftSize(out, maxBatch)
                + (long) workers.threads() * edgeSize();
    }

    private static int edgeSize() {
        return OuterProducts.TILE * COLUMNS;
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
        int right = Memory.OFFSET;
        int left = right + OuterProducts.rightSize(in, n);
        int edges = left + OuterProducts.leftSize(out, n);
        int columnBlocks = ceilDiv(in, inputs);
        workers.run(
                columnBlocks,
                (piece, worker) -> {
                    int input = piece * inputs;
                    int count = Math.min(inputs, in - input);
                    OuterProducts.packRight(
                            n, x, xOffset + input, in, count, scratch, right + input * n);
                });
        OuterProducts.packLeft(n, dy, dyOffset, out, out, scratch, left);
        int rowBlocks = ceilDiv(out, UNITS);
        workers.run(
                columnBlocks * rowBlocks,
                (piece, worker) -> {
                    int unit = piece % rowBlocks * UNITS;
                    int input = piece / rowBlocks * inputs;
                    OuterProducts.multiply(
                            n,
                            scratch,
                            left,
                            unit,
                            Math.min(out, unit + UNITS),
                            scratch,
                            right,
                            input,
                            Math.min(in, input + inputs),
                            dWeights,
                            0,
                            in,
                            scratch,
                            edges + worker * edgeSize());
                });
        ColumnSums.sum(workers, n, out, dy, dyOffset, dBias);
    }
}
