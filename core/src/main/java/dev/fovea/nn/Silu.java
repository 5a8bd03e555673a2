package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/** {@code x sigmoid(x)}, also called Swish (Ramachandran et al. 2017, arXiv 1710.05941). */
public record Silu() implements ActivationLayer {
    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.SILU, 0, 0);
    }
}
