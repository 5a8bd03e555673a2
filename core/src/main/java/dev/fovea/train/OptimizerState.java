package dev.fovea.train;

import dev.fovea.kernel.AdamStep;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.RmspropStep;
import dev.fovea.kernel.SgdStep;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an optimizer remembers: its arrays for each parameter, and how many steps it made. */
final class OptimizerState {
    private final Optimizer optimizer;
    private final Map<String, Map<String, Tensor>> slots = new LinkedHashMap<>();
    private long steps;

    /** Fresh state for these parameters: all zero. */
    OptimizerState(Optimizer optimizer, Map<String, Tensor> gradients) {
        this.optimizer = optimizer;
        gradients.forEach((name, gradient) -> {
            Map<String, Tensor> arrays = new LinkedHashMap<>();
            for (String slot : optimizer.slots()) {
                arrays.put(slot, Tensor.zeros(gradient.shape()));
            }
            slots.put(name, arrays);
        });
    }

    /** The arrays by slot name, by parameter name: what a checkpoint holds. */
    Map<String, Map<String, Tensor>> slots() {
        return slots;
    }

    long steps() {
        return steps;
    }

    void steps(long count) {
        steps = count;
    }

    /** Counts a step: call once before the parameters of one step are updated. */
    void begin() {
        steps++;
    }

    /**
     * Updates one parameter in place.
     *
     * @param learningRate after schedule and the parameter's own factor
     * @param gradientScale what the gradient is multiplied by first (clipping)
     */
    void update(
            Kernels kernels,
            String name,
            Tensor weight,
            Tensor gradient,
            float learningRate,
            float gradientScale) {
        float[] w = weight.data();
        float[] g = gradient.data();
        Map<String, Tensor> arrays = slots.get(name);
        if (arrays == null) {
            throw new IllegalStateException("OptimizerState: no state for " + name);
        }
        switch (optimizer) {
            case Sgd sgd ->
                    kernels.sgd(
                            new SgdStep(
                                    learningRate,
                                    sgd.momentum(),
                                    sgd.nesterov(),
                                    sgd.decoupled() ? 0 : sgd.weightDecay(),
                                    sgd.decoupled() ? sgd.weightDecay() : 0,
                                    gradientScale),
                            w.length,
                            w,
                            g,
                            array(arrays, "velocity"));
            case Adam adam ->
                    kernels.adam(
                            new AdamStep(
                                    learningRate,
                                    adam.beta1(),
                                    adam.beta2(),
                                    adam.epsilon(),
                                    1 - Math.pow(adam.beta1(), (double) steps),
                                    1 - Math.pow(adam.beta2(), (double) steps),
                                    adam.decoupled() ? 0 : adam.weightDecay(),
                                    adam.decoupled() ? adam.weightDecay() : 0,
                                    gradientScale),
                            w.length,
                            w,
                            g,
                            array(arrays, "m"),
                            array(arrays, "v"));
            case RmsProp rms ->
                    kernels.rmsprop(
                            new RmspropStep(
                                    learningRate,
                                    rms.alpha(),
                                    rms.epsilon(),
                                    rms.momentum(),
                                    rms.weightDecay(),
                                    gradientScale),
                            w.length,
                            w,
                            g,
                            array(arrays, "v"),
                            array(arrays, "velocity"));
        }
    }

    private static float[] array(Map<String, Tensor> arrays, String slot) {
        Tensor tensor = arrays.get(slot);
        return tensor == null ? new float[0] : tensor.data();
    }
}
