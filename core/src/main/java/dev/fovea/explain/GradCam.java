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
import java.util.Set;

/**
 * Grad-CAM (Selvaraju et al. 2016, arXiv 1610.02391, section 3): where in a late map lies what
 * speaks for a class. Belongs to one thread at a time and holds one plan, whose backward run ends
 * at the node.
 */
public final class GradCam {
    private final Plan plan;
    private final String node;

    private GradCam(Plan plan, String node) {
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
        PlanOptions options =
                PlanOptions.of(Mode.GRADIENTS, 1)
                        .withKeep(Set.of(name))
                        .withKeepGradients(Set.of(name));
        return new GradCam(Plan.of(logits, model.weights(), kernels, options), name);
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
        Seeds.requireInput(plan.network(), x.shape());
        Nodes.requireOutput(plan.network(), output);
        System.arraycopy(x.data(), 0, plan.input().data(), plan.input().offset(), x.data().length);
        plan.forward(1);
        Seeds.oneOutput(plan.outputGradient(), 1, output);
        plan.backward();
        Buffer maps = plan.output(node);
        Tensor weights = weights(plan.gradient(node));
        return new Cam(weights, weighted(maps, weights));
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
