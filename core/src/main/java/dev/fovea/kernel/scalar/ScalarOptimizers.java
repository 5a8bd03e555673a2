package dev.fovea.kernel.scalar;

import dev.fovea.kernel.AdamStep;
import dev.fovea.kernel.RmspropStep;
import dev.fovea.kernel.SgdStep;
import dev.fovea.kernel.Workers;

/** Optimizer steps in float, one pass over memory, as their records state them. */
final class ScalarOptimizers {
    private ScalarOptimizers() {}

    static double sumOfSquares(Workers workers, int length, float[] x, int xOffset) {
        return Pieces.sum(
                workers,
                length,
                (from, to) -> {
                    double sum = 0;
                    for (int i = from; i < to; i++) {
                        double value = x[xOffset + i];
                        sum += value * value;
                    }
                    return sum;
                });
    }

    static void sgd(
            Workers workers,
            SgdStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] velocity) {
        float rate = step.learningRate();
        float momentum = step.momentum();
        float shrink = rate * step.decay();
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) -> {
                    for (int i = from; i < to; i++) {
                        float w = weights[i];
                        float g = step.gradientScale() * gradient[i] + step.l2() * w;
                        float d = g;
                        if (momentum != 0) {
                            float v = momentum * velocity[i] + g;
                            velocity[i] = v;
                            d = step.nesterov() ? g + momentum * v : v;
                        }
                        weights[i] = w - (shrink * w + rate * d);
                    }
                });
    }

    static void adam(
            Workers workers,
            AdamStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] m,
            float[] v) {
        float shrink = step.learningRate() * step.decay();
        float rate = (float) (step.learningRate() / step.correction1());
        float root = (float) Math.sqrt(step.correction2());
        float keep2 = (float) step.beta2();
        float rest1 = (float) (1 - step.beta1());
        float rest2 = (float) (1 - step.beta2());
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) -> {
                    for (int i = from; i < to; i++) {
                        float w = weights[i] - shrink * weights[i];
                        float g = step.gradientScale() * gradient[i] + step.l2() * w;
                        float mean = m[i] + rest1 * (g - m[i]);
                        float square = keep2 * v[i] + rest2 * g * g;
                        m[i] = mean;
                        v[i] = square;
                        float divisor = (float) Math.sqrt(square) / root + step.epsilon();
                        weights[i] = w - rate * mean / divisor;
                    }
                });
    }

    static void rmsprop(
            Workers workers,
            RmspropStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] v,
            float[] velocity) {
        float keep = (float) step.alpha();
        float rest = (float) (1 - step.alpha());
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) -> {
                    for (int i = from; i < to; i++) {
                        float g = step.gradientScale() * gradient[i] + step.l2() * weights[i];
                        float square = keep * v[i] + rest * g * g;
                        v[i] = square;
                        float d = g / ((float) Math.sqrt(square) + step.epsilon());
                        if (step.momentum() != 0) {
                            d = step.momentum() * velocity[i] + d;
                            velocity[i] = d;
                        }
                        weights[i] -= step.learningRate() * d;
                    }
                });
    }
}
