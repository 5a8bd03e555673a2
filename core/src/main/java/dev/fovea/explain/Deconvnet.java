package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.plan.BackwardRule;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Projects the activation of one unit back to pixels (Zeiler and Fergus 2013, arXiv 1311.2901,
 * section 2.1): all other activations of its node are set to zero, and what is left goes back layer
 * by layer.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>convolution and dense: the transposed filters; a stride spreads its cells apart, no pooling
 *       is needed;
 *   <li>ReLU (and ReLU6): rectifies what comes back, whatever it let through before;
 *   <li>max pooling: each value returns to the cell that won its window, the recorded switch; where
 *       windows overlap, what returns to one cell adds up;
 *   <li>average pooling: each value is spread over its window in equal parts;
 *   <li>batch norm: the scale alone, since a shift has no place on the way back;
 *   <li>Add: every branch gets all of it, and where branches parted their parts add up; Concat:
 *       each branch gets its channels;
 *   <li>everything else (sigmoid, leaky ReLU, local response normalisation, gates): its ordinary
 *       derivative.
 * </ul>
 *
 * <p>But for the ReLU each rule is the adjoint of what the layer did, so with the ordinary rule the
 * same way back gives the gradient. Belongs to one thread at a time and holds one plan.
 */
public final class Deconvnet {
    private final Plan plan;
    private final String node;

    private Deconvnet(Plan plan, String node) {
        this.plan = plan;
        this.node = node;
    }

    /**
     * @param node whose units are projected: a name or a parameter prefix
     * @param batch the most pictures that run together
     * @throws IllegalArgumentException if there is no such node
     */
    public static Deconvnet of(Model model, Kernels kernels, String node, int batch) {
        Node found = Nodes.find(model.network(), node);
        Network part = model.network().upTo(found.name());
        PlanOptions options =
                PlanOptions.of(Mode.GRADIENTS, batch).withRule(BackwardRule.DECONVNET);
        Plan plan = Plan.of(part, Nodes.weights(part, model.weights()), kernels, options);
        return new Deconvnet(plan, found.name());
    }

    /** The node whose units are projected. */
    public String node() {
        return node;
    }

    /**
     * Projects the strongest activation of a channel.
     *
     * @param x the prepared picture {@code [H, W, C]}
     * @throws IllegalArgumentException if x has another shape, or the node has no such channel
     */
    public Projection project(Tensor x, int channel) {
        Nodes.requireChannel(plan.network(), plan.network().node(node), channel);
        copy(x, 0);
        plan.forward(1);
        Buffer out = plan.output();
        Shape shape = out.shape();
        int strongest = channel;
        for (int i = channel; i < shape.size(); i += shape.channels()) {
            if (out.data()[out.offset() + i] > out.data()[out.offset() + strongest]) {
                strongest = i;
            }
        }
        int cell = strongest / shape.channels();
        return back(List.of(new Unit(channel, cell / shape.width(), cell % shape.width())))
                .getFirst();
    }

    /**
     * Projects one unit of each picture.
     *
     * @param pictures prepared, {@code [H, W, C]} each, at most the batch
     * @param units as many
     * @throws IllegalArgumentException if a picture has another shape or there is no such unit
     */
    public List<Projection> project(List<Tensor> pictures, List<Unit> units) {
        int n = pictures.size();
        if (n != units.size() || n < 1 || n > plan.options().batch()) {
            throw new IllegalArgumentException(
                    "Deconvnet: 1 to %d pictures with a unit each, got %d and %d"
                            .formatted(plan.options().batch(), n, units.size()));
        }
        Node end = plan.network().node(node);
        for (Unit unit : units) {
            Nodes.requireChannel(plan.network(), end, unit.channel());
            Nodes.requireCell(plan.network(), end, unit.row(), unit.column());
        }
        for (int i = 0; i < n; i++) {
            copy(pictures.get(i), i);
        }
        plan.forward(n);
        return back(units);
    }

    private List<Projection> back(List<Unit> units) {
        int n = units.size();
        Buffer out = plan.output();
        Buffer seed = plan.outputGradient();
        Arrays.fill(seed.data(), seed.offset(), seed.at(n), 0);
        float[] activations = new float[n];
        for (int i = 0; i < n; i++) {
            Unit unit = units.get(i);
            Shape shape = out.shape();
            int cell = unit.row() * shape.width() + unit.column();
            int at = cell * shape.channels() + unit.channel();
            activations[i] = out.data()[out.at(i) + at];
            seed.data()[seed.at(i) + at] = activations[i];
        }
        plan.backward();
        Buffer pixels = plan.gradient(Network.INPUT);
        List<Projection> projections = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            float[] own = Arrays.copyOfRange(pixels.data(), pixels.at(i), pixels.at(i + 1));
            projections.add(
                    new Projection(units.get(i), activations[i], new Tensor(pixels.shape(), own)));
        }
        return projections;
    }

    private void copy(Tensor x, int sample) {
        Seeds.requireInput(plan.network(), x.shape());
        Buffer in = plan.input();
        System.arraycopy(x.data(), 0, in.data(), in.at(sample), x.data().length);
    }
}
