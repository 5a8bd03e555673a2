package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/**
 * {@code x} if {@code x > 0}, else {@code alpha (e^x - 1)} (Clevert et al. 2015, arXiv 1511.07289).
 *
 * @param alpha what -y approaches for very negative x, finite; usually 1
 */
public record Elu(float alpha) implements ActivationLayer {
    public Elu {
        Constructors.finite("Elu", "alpha", alpha);
    }

    /** Alpha 1. */
    public static Elu of() {
        return new Elu(1);
    }

    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.ELU, alpha, 0);
    }
}
