package dev.fovea.train;

import java.util.List;

/**
 * Stochastic gradient descent: {@code v = momentum v + g}, {@code w -= learningRate v}; with
 * Nesterov {@code w -= learningRate (g + momentum v)} (Sutskever et al. 2013, in PyTorch's form).
 *
 * @param momentum 0 .. 1, 0 for none
 * @param weightDecay 0 for none
 * @param decoupled whether decay is taken from the weights ({@code w -= learningRate weightDecay
 *     w}) instead of joining the gradient (L2)
 */
public record Sgd(
        float learningRate, float momentum, boolean nesterov, float weightDecay, boolean decoupled)
        implements Optimizer {
    public Sgd {
        Checks.learningRate("Sgd", learningRate);
        Checks.range("Sgd", "momentum", momentum, 0, 1);
        Checks.notNegative("Sgd", "weight decay", weightDecay);
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException("Sgd: Nesterov needs a momentum above 0");
        }
    }

    /** Momentum 0.9, no weight decay. */
    public static Sgd of(float learningRate) {
        return new Sgd(learningRate, 0.9f, false, 0, false);
    }

    public Sgd withMomentum(float other) {
        return new Sgd(learningRate, other, nesterov, weightDecay, decoupled);
    }

    public Sgd withNesterov(boolean other) {
        return new Sgd(learningRate, momentum, other, weightDecay, decoupled);
    }

    /** L2 decay, which joins the gradient. */
    public Sgd withWeightDecay(float decay) {
        return new Sgd(learningRate, momentum, nesterov, decay, false);
    }

    /** Decay that is taken from the weights and not seen by the momentum. */
    public Sgd withDecoupledWeightDecay(float decay) {
        return new Sgd(learningRate, momentum, nesterov, decay, true);
    }

    @Override
    public Sgd withLearningRate(float rate) {
        return new Sgd(rate, momentum, nesterov, weightDecay, decoupled);
    }

    @Override
    public List<String> slots() {
        return momentum == 0 ? List.of() : List.of("velocity");
    }
}
