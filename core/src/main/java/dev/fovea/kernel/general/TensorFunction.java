package dev.fovea.kernel.general;

/**
 * A function of one sample, prepared once for its extents and run many times, by several threads at
 * once.
 */
@FunctionalInterface
public interface TensorFunction {
    /**
     * @param x arrays with the inputs
     * @param xOffsets where the sample begins in each
     * @param parameters arrays with the parameters, from 0
     * @param y receives the output, overwritten; none of the inputs
     * @param yOffset where the sample begins in it
     */
    void run(float[][] x, int[] xOffsets, float[][] parameters, float[] y, int yOffset);
}
