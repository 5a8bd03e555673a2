package dev.fovea.kernel;

/**
 * The gradient of a convolution or dense layer by its input, prepared once; run many times. With
 * transposed filters this is also the projection of Zeiler and Fergus' deconvnet (arXiv 1311.2901,
 * section 2.1).
 */
public interface LinearBackwardData {
    String algorithm();

    /**
     * Length of the packed form of the weights; 0 when {@link #run} reads the weights as they are.
     */
    long packedSize();

    void pack(float[] weights, float[] packed);

    /**
     * Floats of scratch that {@link #run} needs behind {@link Memory#OFFSET}, for all threads
     * together.
     */
    long scratchSize();

    /**
     * {@code dx = linear^T(dy)}, and, when prepared with a mask, {@code dx = 0} where {@code mask
     * <= 0}: the derivative of the ReLU whose output the layer read.
     *
     * @param dy gradient by the output before bias and activation, {@code [n, H', W', K]}
     * @param weights the packed weights, or the weights themselves when {@link #packedSize()} is 0
     * @param mask the layer's input, same shape as dx; read only when prepared with a mask
     * @param dx overwritten
     */
    void run(
            int n,
            float[] dy,
            int dyOffset,
            float[] weights,
            float[] mask,
            int maskOffset,
            float[] dx,
            int dxOffset,
            float[] scratch);
}
