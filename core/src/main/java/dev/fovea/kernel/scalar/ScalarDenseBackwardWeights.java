package dev.fovea.kernel.scalar;

import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/** {@code dW = sum over images of dy x^T}. One piece is {@value #OUTPUTS} rows of the weights. */
record ScalarDenseBackwardWeights(Workers workers, int in, int out, int maxBatch)
        implements LinearBackwardWeights {
    private static final int OUTPUTS = 16;

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
        Pieces.blocks(
                workers,
                out,
                OUTPUTS,
                (from, to) -> {
                    for (int o = from; o < to; o++) {
                        Arrays.fill(dWeights, o * in, (o + 1) * in, 0);
                        for (int image = 0; image < n; image++) {
                            float value = dy[dyOffset + image * out + o];
                            Rows.addScaled(in, value, x, xOffset + image * in, dWeights, o * in);
                        }
                    }
                });
        Sums.overRows(workers, n, out, dy, dyOffset, dBias);
    }
}
