package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/**
 * {@code x Phi(x)}, Phi being the normal distribution function (Hendrycks and Gimpel 2016, arXiv
 * 1606.08415).
 *
 * @param tanh whether Phi is approximated by a tanh as in section 2 of the paper; PyTorch does so
 *     only on request
 */
public record Gelu(boolean tanh) implements ActivationLayer {
    /** With the exact distribution function. */
    public static Gelu of() {
        return new Gelu(false);
    }

    @Override
    public Activation activation() {
        return new Activation(tanh ? Activation.Kind.GELU_TANH : Activation.Kind.GELU, 0, 0);
    }
}
