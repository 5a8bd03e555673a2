package dev.fovea.train;

import java.util.List;

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980), or with decoupled decay AdamW (Loshchilov and Hutter
 * 2019, arXiv 1711.05101).
 *
 * @param beta1 decay of the mean of gradients, 0 .. 1
 * @param beta2 decay of the mean of squared gradients, 0 .. 1
 * @param epsilon added to the root
 * @param weightDecay 0 for none
 * @param decoupled whether decay is taken from the weights (AdamW) instead of joining the gradient
 *     (L2)
 */
public record Adam(
        float learningRate,
        float beta1,
        float beta2,
        float epsilon,
        float weightDecay,
        boolean decoupled)
        implements Optimizer {
    public Adam {
        Checks.learningRate("Adam", learningRate);
        Checks.range("Adam", "beta1", beta1, 0, 1);
        Checks.range("Adam", "beta2", beta2, 0, 1);
        Checks.notNegative("Adam", "weight decay", weightDecay);
        Checks.notNegative("Adam", "epsilon", epsilon);
    }

    public static Adam of(float learningRate) {
        return new Adam(learningRate, 0.9f, 0.999f, 1e-8f, 0, false);
    }

    /** AdamW with PyTorch's weight decay of 0.01. */
    public static Adam w(float learningRate) {
        return of(learningRate).withDecoupledWeightDecay(0.01f);
    }

    public Adam withBetas(float first, float second) {
        return new Adam(learningRate, first, second, epsilon, weightDecay, decoupled);
    }

    /** L2 decay, which joins the gradient. */
    public Adam withWeightDecay(float decay) {
        return new Adam(learningRate, beta1, beta2, epsilon, decay, false);
    }

    public Adam withDecoupledWeightDecay(float decay) {
        return new Adam(learningRate, beta1, beta2, epsilon, decay, true);
    }

    @Override
    public Adam withLearningRate(float rate) {
        return new Adam(rate, beta1, beta2, epsilon, weightDecay, decoupled);
    }

    @Override
    public List<String> slots() {
        return List.of("m", "v");
    }
}
