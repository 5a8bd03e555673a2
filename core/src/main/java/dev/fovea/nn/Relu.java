package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/** {@code max(0, x)}. */
public record Relu() implements ActivationLayer {
    @Override
    public Activation activation() {
        return Activation.RELU;
    }
}
