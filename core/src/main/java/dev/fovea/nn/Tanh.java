package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/** {@code tanh x}. */
public record Tanh() implements ActivationLayer {
    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.TANH, 0, 0);
    }
}
