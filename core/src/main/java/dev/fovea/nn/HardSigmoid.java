package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/**
 * {@code min(max(0, slope x + offset), 1)}.
 *
 * @param slope finite; PyTorch and Keras 3: 1/6, Keras 2 and ONNX by default: 0.2
 * @param offset finite; 1/2 everywhere
 */
public record HardSigmoid(float slope, float offset) implements ActivationLayer {
    public HardSigmoid {
        Constructors.finite("HardSigmoid", "slope", slope);
        Constructors.finite("HardSigmoid", "offset", offset);
    }

    /** Slope 1/6 and offset 1/2, as PyTorch has it. */
    public static HardSigmoid of() {
        return new HardSigmoid(1f / 6, 0.5f);
    }

    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.HARD_SIGMOID, slope, offset);
    }
}
