package dev.fovea.kernel;

/**
 * What is done to an output while it is still in registers: {@code y = activation(linear + bias +
 * residual)}.
 *
 * @param residual whether a tensor of the output's shape is added before the activation
 * @param activation applied last
 */
public record Epilogue(boolean residual, Activation activation) {
    /** Bias only. */
    public static final Epilogue NONE = new Epilogue(false, Activation.NONE);

    /** Bias and max(0, x). */
    public static final Epilogue RELU = new Epilogue(false, Activation.RELU);
}
