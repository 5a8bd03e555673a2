package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/** {@code min(max(0, x), 6)} (Howard et al. 2017, arXiv 1704.04861). */
public record Relu6() implements ActivationLayer {
    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.RELU6, 0, 0);
    }
}
