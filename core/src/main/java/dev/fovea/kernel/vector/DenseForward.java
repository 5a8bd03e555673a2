package dev.fovea.kernel.vector;

import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Workers;

/**
 * The forward pass of a dense layer on weights {@code [out, in]} as they are: there is no packed
 * copy, because the weights of the dense layers of a network such as VGG-16 are most of its memory,
 * and reading them once is most of its time.
 *
 * <p>A few images are dot products ({@link DenseDots}), more are a matrix product with the weights
 * as its rows ({@link DenseProduct}).
 */
final class DenseForward implements LinearForward {
    private final Epilogue epilogue;
    private final DenseDots dots;
    private final DenseProduct product;
    private final int maxBatch;

    DenseForward(Workers workers, int in, int out, int maxBatch, Epilogue epilogue) {
        this.epilogue = epilogue;
        this.maxBatch = maxBatch;
        dots = new DenseDots(workers, in, out);
        product = new DenseProduct(workers, in, out, maxBatch);
    }

    @Override
    public String algorithm() {
        return maxBatch <= DenseDots.MAX_BATCH ? "dot products" : "gemm";
    }

    @Override
    public long packedSize() {
        return 0;
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        throw new IllegalStateException(
                "DenseForward: weights are used as they are, packedSize() is 0");
    }

    @Override
    public long scratchSize() {
        return maxBatch <= DenseDots.MAX_BATCH
                ? dots.scratchSize()
                : Math.max(dots.scratchSize(), product.scratchSize());
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
        var target = new DenseOutput(epilogue, bias, residual, residualOffset, y, yOffset);
        if (n <= DenseDots.MAX_BATCH) {
            dots.run(n, x, xOffset, weights, target, scratch);
        } else {
            product.run(n, x, xOffset, weights, target, scratch);
        }
    }
}
