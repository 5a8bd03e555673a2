package dev.fovea.nn;

/**
 * What a parameter is for: initialisation, weight decay and the optimizer tell them apart by it.
 */
public enum Role {
    /** The kernel of a convolution or the matrix of a fully connected layer. */
    WEIGHT,
    /** What a convolution or a fully connected layer adds. */
    BIAS,
    /** What normalised values are multiplied by (gamma). */
    SCALE,
    /** What is added to normalised values (beta). */
    SHIFT,
    /** The slope below zero of a {@link PRelu}. */
    SLOPE,
    /** The mean batch norm has seen; kept by training, not learned by gradient. */
    RUNNING_MEAN,
    /** The variance batch norm has seen; kept by training, not learned by gradient. */
    RUNNING_VARIANCE,
    /** The numbers of a {@link ConstantTensor}; never learned. */
    CONSTANT;

    /** True for what is learned by gradient, false for running statistics and constants. */
    public boolean trainable() {
        return this != RUNNING_MEAN && this != RUNNING_VARIANCE && this != CONSTANT;
    }
}
