package dev.fovea.kernel;

/**
 * A convolution or dense layer prepared for one geometry, one largest batch and one epilogue; run
 * many times.
 *
 * <p>Holds no data and may be shared between threads; buffers come with each call.
 */
public interface LinearForward {
    /** What runs, for people: {@code winograd 4x4}, {@code direct}, {@code gemm}. */
    String algorithm();

    /**
     * Length of the packed form of the weights; 0 when {@link #run} reads the weights as they are.
     */
    long packedSize();

    /**
     * Packs the weights ({@code O, I/groups, H, W}, or {@code out, in}) into {@code packed}, which
     * has at least {@link #packedSize()} floats from {@link Memory#OFFSET}. Not called when that is
     * 0.
     */
    void pack(float[] weights, float[] packed);

    /**
     * Floats of scratch that {@link #run} needs behind {@link Memory#OFFSET}, for all threads
     * together.
     */
    long scratchSize();

    /**
     * {@code y = activation(linear(x) + bias + residual)} for the first {@code n} images.
     *
     * @param n images, 1 .. the largest batch
     * @param x {@code [n, H, W, C]} or {@code [n, in]} from {@code xOffset}
     * @param weights the packed weights, or the weights themselves when {@link #packedSize()} is 0
     * @param bias one number per output channel; all zero where the layer has none
     * @param residual same shape as y, read only when the epilogue adds it (may be y itself); any
     *     array otherwise
     * @param y {@code [n, H', W', K]} or {@code [n, out]}, overwritten from {@code yOffset}; must
     *     not overlap x
     * @param scratch at least {@link #scratchSize()} floats from {@link Memory#OFFSET}
     */
    void run(
            int n,
            float[] x,
            int xOffset,
            float[] weights,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch);
}
