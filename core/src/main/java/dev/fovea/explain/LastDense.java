package dev.fovea.explain;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Model;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.Plan;
import dev.fovea.predict.Logits;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;

/**
 * The last dense layer taken apart: the same weights for every picture, and the neurons that one
 * lights. Belongs to one thread at a time and holds one plan.
 */
public final class LastDense {
    private final Node dense;
    private final Model model;
    private final Network logits;
    private final Plan plan;

    private LastDense(Model model, Network logits, Node dense, Plan plan) {
        this.model = model;
        this.logits = logits;
        this.dense = dense;
        this.plan = plan;
    }

    /**
     * @throws IllegalArgumentException if the network's logits do not come from a dense layer that
     *     reads another node
     */
    public static LastDense of(Model model, Kernels kernels) {
        Network logits = Logits.of(model.network());
        Node last = logits.node(logits.output());
        if (!(last.layer() instanceof Dense) || last.inputs().getFirst().equals(Network.INPUT)) {
            throw new IllegalArgumentException(
                    "%s: its logits come from %s, not from a dense layer behind others, so no single weights join neurons and classes"
                            .formatted(logits.name(), last.name()));
        }
        Network before = logits.upTo(last.inputs().getFirst());
        var weights = Nodes.weights(before, model.weights());
        return new LastDense(model, logits, last, Plan.forInference(before, weights, kernels, 1));
    }

    /** The dense layer's node. */
    public String node() {
        return dense.name();
    }

    /**
     * @param x the prepared picture {@code [H, W, C]}
     * @param output which class, counted from 0
     * @throws IllegalArgumentException if x has another shape, or there is no such class
     */
    public Contribution of(Tensor x, int output) {
        Seeds.requireInput(logits, x.shape());
        Nodes.requireOutput(logits, output);
        System.arraycopy(x.data(), 0, plan.input().data(), plan.input().offset(), x.data().length);
        plan.forward(1);
        Buffer out = plan.output();
        int neurons = out.shape().size();
        Shape shape = Shape.of(neurons);
        float[] activations = Arrays.copyOfRange(out.data(), out.offset(), out.offset() + neurons);
        float[] all = model.weights().get(dense.prefix() + ".weight").data();
        float[] row = Arrays.copyOfRange(all, output * neurons, (output + 1) * neurons);
        boolean hasBias = ((Dense) dense.layer()).bias();
        float bias = hasBias ? model.weights().get(dense.prefix() + ".bias").data()[output] : 0;
        return new Contribution(
                output, new Tensor(shape, row), new Tensor(shape, activations), bias);
    }
}
