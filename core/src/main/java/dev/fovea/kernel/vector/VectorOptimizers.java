package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.AdamStep;
import dev.fovea.kernel.RmspropStep;
import dev.fovea.kernel.SgdStep;
import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Optimizer steps in one pass over memory, which bounds them. */
final class VectorOptimizers {
    private VectorOptimizers() {}

    static void sgd(
            Workers workers,
            SgdStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] velocity) {
        if (step.momentum() == 0) {
            Pieces.overElements(
                    workers, length, (from, to) -> plain(step, from, to, weights, gradient));
        } else if (step.nesterov()) {
            Pieces.overElements(
                    workers,
                    length,
                    (from, to) -> nesterov(step, from, to, weights, gradient, velocity));
        } else {
            Pieces.overElements(
                    workers,
                    length,
                    (from, to) -> momentum(step, from, to, weights, gradient, velocity));
        }
    }

    private static void plain(SgdStep step, int from, int to, float[] weights, float[] gradient) {
        float shrink = step.learningRate() * step.decay();
        float rate = step.learningRate();
        float scale = step.gradientScale();
        float l2 = step.l2();
        int i = from;
        for (; i < from + FLOATS.loopBound(to - from); i += COUNT) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i).mul(scale));
            w.sub(g.fma(FloatVector.broadcast(FLOATS, rate), w.mul(shrink))).intoArray(weights, i);
        }
        if (i < to) {
            VectorMask<Float> last = FLOATS.indexInRange(i, to);
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i, last);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i, last).mul(scale));
            w.sub(g.fma(FloatVector.broadcast(FLOATS, rate), w.mul(shrink)))
                    .intoArray(weights, i, last);
        }
    }

    private static void momentum(
            SgdStep step, int from, int to, float[] weights, float[] gradient, float[] velocity) {
        float shrink = step.learningRate() * step.decay();
        float rate = step.learningRate();
        float scale = step.gradientScale();
        float l2 = step.l2();
        float mu = step.momentum();
        int i = from;
        for (; i < from + FLOATS.loopBound(to - from); i += COUNT) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i).mul(scale));
            FloatVector v =
                    FloatVector.fromArray(FLOATS, velocity, i)
                            .fma(FloatVector.broadcast(FLOATS, mu), g);
            v.intoArray(velocity, i);
            w.sub(v.fma(FloatVector.broadcast(FLOATS, rate), w.mul(shrink))).intoArray(weights, i);
        }
        if (i < to) {
            VectorMask<Float> last = FLOATS.indexInRange(i, to);
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i, last);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i, last).mul(scale));
            FloatVector v =
                    FloatVector.fromArray(FLOATS, velocity, i, last)
                            .fma(FloatVector.broadcast(FLOATS, mu), g);
            v.intoArray(velocity, i, last);
            w.sub(v.fma(FloatVector.broadcast(FLOATS, rate), w.mul(shrink)))
                    .intoArray(weights, i, last);
        }
    }

    private static void nesterov(
            SgdStep step, int from, int to, float[] weights, float[] gradient, float[] velocity) {
        float shrink = step.learningRate() * step.decay();
        float rate = step.learningRate();
        float scale = step.gradientScale();
        float l2 = step.l2();
        float mu = step.momentum();
        int i = from;
        for (; i < from + FLOATS.loopBound(to - from); i += COUNT) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i).mul(scale));
            FloatVector v =
                    FloatVector.fromArray(FLOATS, velocity, i)
                            .fma(FloatVector.broadcast(FLOATS, mu), g);
            v.intoArray(velocity, i);
            FloatVector d = v.fma(FloatVector.broadcast(FLOATS, mu), g);
            w.sub(d.fma(FloatVector.broadcast(FLOATS, rate), w.mul(shrink))).intoArray(weights, i);
        }
        if (i < to) {
            VectorMask<Float> last = FLOATS.indexInRange(i, to);
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i, last);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i, last).mul(scale));
            FloatVector v =
                    FloatVector.fromArray(FLOATS, velocity, i, last)
                            .fma(FloatVector.broadcast(FLOATS, mu), g);
            v.intoArray(velocity, i, last);
            FloatVector d = v.fma(FloatVector.broadcast(FLOATS, mu), g);
            w.sub(d.fma(FloatVector.broadcast(FLOATS, rate), w.mul(shrink)))
                    .intoArray(weights, i, last);
        }
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
        float root = (float) (1 / Math.sqrt(step.correction2()));
        float rest1 = (float) (1 - step.beta1());
        float keep2 = (float) step.beta2();
        float rest2 = (float) (1 - step.beta2());
        Pieces.overElements(
                workers,
                length,
                (from, to) ->
                        adam(
                                step, shrink, rate, root, rest1, keep2, rest2, from, to, weights,
                                gradient, m, v));
    }

    private static void adam(
            AdamStep step,
            float shrink,
            float rate,
            float root,
            float rest1,
            float keep2,
            float rest2,
            int from,
            int to,
            float[] weights,
            float[] gradient,
            float[] m,
            float[] v) {
        float scale = step.gradientScale();
        float l2 = step.l2();
        float epsilon = step.epsilon();
        int i = from;
        for (; i < from + FLOATS.loopBound(to - from); i += COUNT) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i);
            w = w.sub(w.mul(shrink));
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i).mul(scale));
            FloatVector mean = FloatVector.fromArray(FLOATS, m, i);
            mean = g.sub(mean).fma(FloatVector.broadcast(FLOATS, rest1), mean);
            mean.intoArray(m, i);
            FloatVector square =
                    g.mul(g)
                            .fma(
                                    FloatVector.broadcast(FLOATS, rest2),
                                    FloatVector.fromArray(FLOATS, v, i).mul(keep2));
            square.intoArray(v, i);
            FloatVector divisor =
                    square.sqrt()
                            .fma(
                                    FloatVector.broadcast(FLOATS, root),
                                    FloatVector.broadcast(FLOATS, epsilon));
            w.sub(mean.mul(rate).div(divisor)).intoArray(weights, i);
        }
        if (i < to) {
            VectorMask<Float> last = FLOATS.indexInRange(i, to);
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i, last);
            w = w.sub(w.mul(shrink));
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i, last).mul(scale));
            FloatVector mean = FloatVector.fromArray(FLOATS, m, i, last);
            mean = g.sub(mean).fma(FloatVector.broadcast(FLOATS, rest1), mean);
            mean.intoArray(m, i, last);
            FloatVector square =
                    g.mul(g)
                            .fma(
                                    FloatVector.broadcast(FLOATS, rest2),
                                    FloatVector.fromArray(FLOATS, v, i, last).mul(keep2));
            square.intoArray(v, i, last);
            FloatVector divisor =
                    square.sqrt()
                            .fma(
                                    FloatVector.broadcast(FLOATS, root),
                                    FloatVector.broadcast(FLOATS, epsilon));
            w.sub(mean.mul(rate).div(divisor)).intoArray(weights, i, last);
        }
    }

    static void rmsprop(
            Workers workers,
            RmspropStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] v,
            float[] velocity) {
        if (step.momentum() == 0) {
            Pieces.overElements(
                    workers, length, (from, to) -> rmsprop(step, from, to, weights, gradient, v));
        } else {
            Pieces.overElements(
                    workers,
                    length,
                    (from, to) -> rmspropMomentum(step, from, to, weights, gradient, v, velocity));
        }
    }

    private static void rmsprop(
            RmspropStep step, int from, int to, float[] weights, float[] gradient, float[] v) {
        float rate = step.learningRate();
        float keep = (float) step.alpha();
        float rest = (float) (1 - step.alpha());
        float scale = step.gradientScale();
        float l2 = step.l2();
        float epsilon = step.epsilon();
        int i = from;
        for (; i < from + FLOATS.loopBound(to - from); i += COUNT) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i).mul(scale));
            FloatVector square =
                    g.mul(g)
                            .fma(
                                    FloatVector.broadcast(FLOATS, rest),
                                    FloatVector.fromArray(FLOATS, v, i).mul(keep));
            square.intoArray(v, i);
            w.sub(g.div(square.sqrt().add(epsilon)).mul(rate)).intoArray(weights, i);
        }
        if (i < to) {
            VectorMask<Float> last = FLOATS.indexInRange(i, to);
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i, last);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i, last).mul(scale));
            FloatVector square =
                    g.mul(g)
                            .fma(
                                    FloatVector.broadcast(FLOATS, rest),
                                    FloatVector.fromArray(FLOATS, v, i, last).mul(keep));
            square.intoArray(v, i, last);
            w.sub(g.div(square.sqrt().add(epsilon)).mul(rate)).intoArray(weights, i, last);
        }
    }

    private static void rmspropMomentum(
            RmspropStep step,
            int from,
            int to,
            float[] weights,
            float[] gradient,
            float[] v,
            float[] velocity) {
        float rate = step.learningRate();
        float keep = (float) step.alpha();
        float rest = (float) (1 - step.alpha());
        float scale = step.gradientScale();
        float l2 = step.l2();
        float epsilon = step.epsilon();
        float mu = step.momentum();
        int i = from;
        for (; i < from + FLOATS.loopBound(to - from); i += COUNT) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i).mul(scale));
            FloatVector square =
                    g.mul(g)
                            .fma(
                                    FloatVector.broadcast(FLOATS, rest),
                                    FloatVector.fromArray(FLOATS, v, i).mul(keep));
            square.intoArray(v, i);
            FloatVector d = g.div(square.sqrt().add(epsilon));
            d =
                    FloatVector.fromArray(FLOATS, velocity, i)
                            .fma(FloatVector.broadcast(FLOATS, mu), d);
            d.intoArray(velocity, i);
            w.sub(d.mul(rate)).intoArray(weights, i);
        }
        if (i < to) {
            VectorMask<Float> last = FLOATS.indexInRange(i, to);
            FloatVector w = FloatVector.fromArray(FLOATS, weights, i, last);
            FloatVector g =
                    w.fma(
                            FloatVector.broadcast(FLOATS, l2),
                            FloatVector.fromArray(FLOATS, gradient, i, last).mul(scale));
            FloatVector square =
                    g.mul(g)
                            .fma(
                                    FloatVector.broadcast(FLOATS, rest),
                                    FloatVector.fromArray(FLOATS, v, i, last).mul(keep));
            square.intoArray(v, i, last);
            FloatVector d = g.div(square.sqrt().add(epsilon));
            d =
                    FloatVector.fromArray(FLOATS, velocity, i, last)
                            .fma(FloatVector.broadcast(FLOATS, mu), d);
            d.intoArray(velocity, i, last);
            w.sub(d.mul(rate)).intoArray(weights, i, last);
        }
    }
}
