package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.plan.BackwardRule;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.predict.Logits;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Random;

/**
 * Which numbers of the input a class hangs on: gradients of its logit (before softmax) by the
 * input.
 *
 * <p>{@link #gradient} is the saliency of Simonyan et al. 2013 (arXiv 1312.6034, section 3), or,
 * with the guided rule, guided backpropagation (Springenberg et al. 2014, arXiv 1412.6806); {@link
 * #smooth} and {@link #integrated} average gradients over inputs near it. Belongs to one thread at
 * a time and holds one plan.
 */
public final class Saliency {
    private final Plan plan;

    private Saliency(Plan plan) {
        this.plan = plan;
    }

    /**
     * @param rule how gradients pass a ReLU; {@link BackwardRule#ORDINARY} gives the gradient
     * @param batch the most inputs that run together in {@link #smooth} and {@link #integrated}
     */
    public static Saliency of(Model model, Kernels kernels, BackwardRule rule, int batch) {
        PlanOptions options = PlanOptions.of(Mode.GRADIENTS, batch).withRule(rule);
        Network logits = Logits.of(model.network());
        return new Saliency(Plan.of(logits, model.weights(), kernels, options));
    }

    /**
     * The gradient of a class' logit by the input, as the rule has it.
     *
     * @param x the prepared picture {@code [H, W, C]}
     * @param output which class, counted from 0
     * @return {@code [H, W, C]}
     * @throws IllegalArgumentException if x has another shape, or there is no such class
     */
    public Tensor gradient(Tensor x, int output) {
        return mean(x.shape(), 1, output, (_, to, at) -> copy(x, to, at));
    }

    /**
     * SmoothGrad: the mean gradient over pictures with noise (Smilkov et al. 2017, arXiv
     * 1706.03825).
     *
     * @param x the prepared picture {@code [H, W, C]}
     * @param output which class
     * @param samples how many noisy pictures, at least 1; the paper takes 50
     * @param noise standard deviation of the noise as a share of the range of x; the paper
     *     recommends 0.1 to 0.2
     * @param seed of the noise
     * @return {@code [H, W, C]}
     */
    public Tensor smooth(Tensor x, int output, int samples, double noise, long seed) {
        if (!(noise >= 0 && noise <= 10)) {
            throw new IllegalArgumentException(
                    "SmoothGrad: the noise is a share of the range, 0 to 10, got " + noise);
        }
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : x.data()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double deviation = noise * ((double) high - low);
        return mean(
                x.shape(),
                samples,
                output,
                (sample, to, at) -> {
                    // Random, because its numbers are specified and so the same on every Java.
                    var random = new Random(seed * 1_000_003 + sample);
                    for (int i = 0; i < x.data().length; i++) {
                        to[at + i] = (float) (x.data()[i] + deviation * random.nextGaussian());
                    }
                });
    }

    /**
     * Integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365, section 3): what each
     * number of the input contributes to the difference between its logit and the baseline's. The
     * integral along the straight line is a sum over the middles of {@code steps} equal pieces.
     *
     * @param x the prepared picture {@code [H, W, C]}
     * @param baseline a picture without content, in the same form
     * @param output which class
     * @param steps pieces of the line, at least 1; the paper takes 20 to 300
     */
    public IntegratedGradients integrated(Tensor x, Tensor baseline, int output, int steps) {
        requireShape(baseline.shape());
        Tensor mean =
                mean(
                        x.shape(),
                        steps,
                        output,
                        (step, to, at) -> {
                            float share = (step + 0.5f) / steps;
                            for (int i = 0; i < x.data().length; i++) {
                                float from = baseline.data()[i];
                                to[at + i] = from + share * (x.data()[i] - from);
                            }
                        });
        for (int i = 0; i < mean.data().length; i++) {
            mean.data()[i] *= x.data()[i] - baseline.data()[i];
        }
        return new IntegratedGradients(mean, logit(x, output), logit(baseline, output));
    }

    private float logit(Tensor x, int output) {
        copy(x, plan.input().data(), plan.input().offset());
        plan.forward(1);
        return plan.output().data()[plan.output().at(0) + output];
    }

    /** Writes the input of a sample. */
    @FunctionalInterface
    interface Inputs {
        void fill(int sample, float[] to, int at);
    }

    /** The mean gradient over inputs, summed in their order. */
    Tensor mean(Shape shape, int samples, int output, Inputs inputs) {
        requireShape(shape);
        Nodes.requireOutput(plan.network(), output);
        if (samples < 1) {
            throw new IllegalArgumentException(
                    "Saliency: at least 1 sample or step, got " + samples);
        }
        Tensor sum = Tensor.zeros(shape);
        Buffer in = plan.input();
        Buffer gradient = plan.gradient(Network.INPUT);
        int batch = plan.options().batch();
        for (int from = 0; from < samples; from += batch) {
            int n = Math.min(batch, samples - from);
            for (int i = 0; i < n; i++) {
                inputs.fill(from + i, in.data(), in.at(i));
            }
            plan.forward(n);
            Seeds.oneOutput(plan.outputGradient(), n, output);
            plan.backward();
            for (int i = 0; i < n; i++) {
                int at = gradient.at(i);
                for (int k = 0; k < sum.data().length; k++) {
                    sum.data()[k] += gradient.data()[at + k];
                }
            }
        }
        for (int k = 0; k < sum.data().length; k++) {
            sum.data()[k] /= samples;
        }
        return sum;
    }

    private void requireShape(Shape shape) {
        Seeds.requireInput(plan.network(), shape);
    }

    private static void copy(Tensor x, float[] to, int at) {
        System.arraycopy(x.data(), 0, to, at, x.data().length);
    }
}
