package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/** {@code 1 / (1 + e^-x)}. */
public record Sigmoid() implements ActivationLayer {
    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.SIGMOID, 0, 0);
    }
}
