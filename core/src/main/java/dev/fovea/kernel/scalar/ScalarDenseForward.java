package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * {@code y = W x + b}. Weights are packed transposed, {@code [in, out]}, so that the innermost loop
 * runs over outputs. One piece is {@value #OUTPUTS} outputs of the whole batch; it reads {@value
 * #INPUTS} rows of the weights at a time, which then serve every image from the cache.
 */
record ScalarDenseForward(Workers workers, int in, int out, int maxBatch, Epilogue epilogue)
        implements LinearForward {
    private static final int OUTPUTS = 256;
    private static final int INPUTS = 64;

    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long packedSize() {
        return (long) in * out;
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                packed[Memory.OFFSET + i * out + o] = weights[o * in + i];
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
        Pieces.blocks(
                workers,
                out,
                OUTPUTS,
                (from, to) -> {
                    int width = to - from;
                    for (int image = 0; image < n; image++) {
                        int at = image * out + from;
                        Rows.start(
                                epilogue,
                                width,
                                bias,
                                from,
                                residual,
                                residualOffset + at,
                                y,
                                yOffset + at);
                    }
                    addProduct(n, from, width, x, xOffset, weights, y, yOffset);
                    for (int image = 0; image < n; image++) {
                        int at = image * out + from;
                        ScalarActivations.apply(
                                epilogue.activation(), width, y, yOffset + at, y, yOffset + at);
                    }
                });
    }

    private void addProduct(
            int n,
            int from,
            int width,
            float[] x,
            int xOffset,
            float[] weights,
            float[] y,
            int yOffset) {
        for (int first = 0; first < in; first += INPUTS) {
            int end = Math.min(in, first + INPUTS);
            for (int image = 0; image < n; image++) {
                int yAt = yOffset + image * out + from;
                for (int i = first; i < end; i++) {
                    float value = x[xOffset + image * in + i];
                    Rows.addScaled(width, value, weights, Memory.OFFSET + i * out + from, y, yAt);
                }
            }
        }
    }
}
