package dev.fovea.kernel;

/**
 * The gradients of a convolution or dense layer by its weights and bias, prepared once; run many
 * times. Sums run in an order that does not depend on the number of threads.
 */
public interface LinearBackwardWeights {
    String algorithm();

    /**
     * Floats of scratch that {@link #run} needs behind {@link Memory#OFFSET}, for all threads
     * together.
     */
    long scratchSize();

    /**
     * Sums over the {@code n} images.
     *
     * @param x the layer's input
     * @param dy gradient by the output before bias and activation
     * @param dWeights overwritten, laid out as the weights ({@code O, I/groups, H, W} or {@code
     *     out, in}), from 0
     * @param dBias overwritten, one number per output channel, from 0
     */
    void run(
            int n,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dWeights,
            float[] dBias,
            float[] scratch);
}
