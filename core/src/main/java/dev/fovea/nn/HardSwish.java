package dev.fovea.nn;

import dev.fovea.kernel.Activation;

/** {@code x min(max(0, x + 3), 6) / 6} (Howard et al. 2019, arXiv 1905.02244, section 5.2). */
public record HardSwish() implements ActivationLayer {
    @Override
    public Activation activation() {
        return new Activation(Activation.Kind.HARD_SWISH, 0, 0);
    }
}
