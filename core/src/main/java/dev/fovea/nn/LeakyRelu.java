package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/**
 * {@code x} if {@code x > 0}, else {@code slope x} (Maas et al. 2013).
 *
 * @param slope below zero, finite; PyTorch takes 0.01, Keras 0.3
 */
public record LeakyRelu(float slope) implements ActivationLayer {
    public LeakyRelu {
        Constructors.finite("LeakyRelu", "slope", slope);
    }

    /** The slope PyTorch takes, 0.01. */
    public static LeakyRelu of() {
        return new LeakyRelu(0.01f);
    }

    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.LEAKY_RELU, slope, 0);
    }
}
