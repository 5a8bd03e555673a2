package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.predict.Logits;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Grad-CAM (Selvaraju et al. 2016, arXiv 1610.02391, section 3): where in a late map lies what
 * speaks for a class. Belongs to one thread at a time.
 *
 * <p>Where the node cuts the network in two, what lies before it runs as in inference, and only
 * what lies behind it backward; else one plan holds both, whose backward run ends at the node.
 */
public final class GradCam {
    private final @Nullable Plan before;
    private final Plan plan;
    private final String node;

    private GradCam(@Nullable Plan before, Plan plan, String node) {
        this.before = before;
        this.plan = plan;
        this.node = node;
    }

    /**
     * @param node whose maps are weighted: a name or a parameter prefix; {@link Nodes#lastMap} is
     *     the usual one
     * @throws IllegalArgumentException if there is no such node or it has no spatial extent
     */
    public static GradCam of(Model model, Kernels kernels, String node) {
        Network logits = Logits.of(model.network());
        String name = Nodes.findMap(logits, node).name();
        PlanOptions gradients = PlanOptions.of(Mode.GRADIENTS, 1);
        Optional<Network> behind = logits.after(name);
        if (behind.isEmpty()) {
            PlanOptions kept = gradients.withKeep(Set.of(name)).withKeepGradients(Set.of(name));
            return new GradCam(null, plan(logits, model, kernels, kept), name);
        }
        return new GradCam(
                plan(logits.upTo(name), model, kernels, PlanOptions.of(Mode.INFERENCE, 1)),
                plan(behind.get(), model, kernels, gradients),
                name);
    }

    private static Plan plan(Network part, Model model, Kernels kernels, PlanOptions options) {
        return Plan.of(part, Nodes.weights(part, model.weights()), kernels, options);
    }

    /** The node whose maps are weighted. */
    public String node() {
        return node;
    }

    /**
     * What speaks for a class.
     *
     * @param weights {@code [C]}: the mean gradient of the logit over each map (equation 1)
     * @param map {@code [H, W]}: the weighted sum of the maps, what is negative set to 0 (equation
     *     2)
     */
    public record Cam(Tensor weights, Tensor map) {}

    /**
     * @param x the prepared picture {@code [H, W, C]}
     * @param output which class, counted from 0
     * @throws IllegalArgumentException if x has another shape, or there is no such class
     */
    public Cam of(Tensor x, int output) {
        Plan first = before == null ? plan : before;
        Seeds.requireInput(first.network(), x.shape());
        Nodes.requireOutput(plan.network(), output);
        copy(x.data(), 0, first.input());
        first.forward(1);
        if (before != null) {
            copy(before.output().data(), before.output().at(0), plan.input());
            plan.forward(1);
        }
        Seeds.oneOutput(plan.outputGradient(), 1, output);
        plan.backward();
        Buffer maps = before == null ? plan.output(node) : plan.input();
        Tensor weights = weights(plan.gradient(before == null ? node : Network.INPUT));
        return new Cam(weights, weighted(maps, weights));
    }

    private static void copy(float[] from, int at, Buffer to) {
        System.arraycopy(from, at, to.data(), to.at(0), to.shape().size());
    }

    private static Tensor weights(Buffer gradient) {
        int channels = gradient.shape().channels();
        int pixels = gradient.shape().size() / channels;
        double[] sums = new double[channels];
        for (int p = 0; p < pixels; p++) {
            int at = gradient.offset() + p * channels;
            for (int c = 0; c < channels; c++) {
                sums[c] += gradient.data()[at + c];
            }
        }
        Tensor weights = Tensor.zeros(Shape.of(channels));
        for (int c = 0; c < channels; c++) {
            weights.data()[c] = (float) (sums[c] / pixels);
        }
        return weights;
    }

    private static Tensor weighted(Buffer maps, Tensor weights) {
        int channels = maps.shape().channels();
        Tensor map = Tensor.zeros(Shape.of(maps.shape().height(), maps.shape().width()));
        for (int p = 0; p < map.data().length; p++) {
            int at = maps.offset() + p * channels;
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += (double) weights.data()[c] * maps.data()[at + c];
            }
            map.data()[p] = (float) Math.max(0, sum);
        }
        return map;
    }
}
