package dev.fovea.train;

import java.util.List;

/**
 * RMSprop (Tieleman and Hinton 2012, lecture 6.5).
 *
 * @param alpha decay of the mean of squared gradients, 0 .. 1
 * @param epsilon added to the root
 * @param momentum 0 .. 1, 0 for none
 * @param weightDecay L2 decay, which joins the gradient; 0 for none
 */
public record RmsProp(
        float learningRate, float alpha, float epsilon, float momentum, float weightDecay)
        implements Optimizer {
    public RmsProp {
        Checks.learningRate("RmsProp", learningRate);
        Checks.range("RmsProp", "alpha", alpha, 0, 1);
        Checks.range("RmsProp", "momentum", momentum, 0, 1);
        Checks.notNegative("RmsProp", "weight decay", weightDecay);
        Checks.notNegative("RmsProp", "epsilon", epsilon);
    }

    public static RmsProp of(float learningRate) {
        return new RmsProp(learningRate, 0.99f, 1e-8f, 0, 0);
    }

    public RmsProp withMomentum(float other) {
        return new RmsProp(learningRate, alpha, epsilon, other, weightDecay);
    }

    public RmsProp withWeightDecay(float decay) {
        return new RmsProp(learningRate, alpha, epsilon, momentum, decay);
    }

    @Override
    public RmsProp withLearningRate(float rate) {
        return new RmsProp(rate, alpha, epsilon, momentum, weightDecay);
    }

    @Override
    public List<String> slots() {
        return momentum == 0 ? List.of("v") : List.of("v", "velocity");
    }
}
