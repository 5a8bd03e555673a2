package dev.fovea.explain;

import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Summary;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What a network costs, for comparisons.
 *
 * @param name of the network
 * @param input shape of one sample
 * @param parameters numbers learned
 * @param outputParameters those of them in the last layer with parameters
 * @param multiplyAdds on one sample
 * @param weightBytes as float32
 * @param inferenceBytes an estimate for one sample, {@link Summary#inferenceBytes}
 * @param trainingBytes an estimate for one sample with momentum, {@link Summary#trainingBytes}
 * @param firstConvolution what a dense layer in its place would take; empty where there is none
 */
public record NetworkCost(
        String name,
        Shape input,
        long parameters,
        long outputParameters,
        long multiplyAdds,
        long weightBytes,
        long inferenceBytes,
        long trainingBytes,
        Optional<Replaced> firstConvolution) {
    /**
     * A convolution and the dense layer that would compute as many numbers from as many.
     *
     * @param node the convolution
     * @param input what it reads
     * @param output what it makes
     * @param weights it has, biases not counted
     * @param biases it has
     * @param denseWeights the dense layer's: every input with every output
     */
    public record Replaced(
            String node, Shape input, Shape output, long weights, long biases, long denseWeights) {}

    /**
     * @throws IllegalStateException if the network has no nodes
     */
    public static NetworkCost of(Network network) {
        Summary summary = Summary.of(network);
        long last = 0;
        Optional<Replaced> first = Optional.empty();
        for (Node node : network.nodes()) {
            long own = parameters(network, node);
            boolean linear = node.layer() instanceof Conv2d || node.layer() instanceof Dense;
            last = linear ? own : last;
            if (first.isEmpty() && node.layer() instanceof Conv2d conv) {
                first = Optional.of(replaced(network, node, conv, own));
            }
        }
        return new NetworkCost(
                network.name(),
                network.input(),
                summary.parameters(),
                last,
                summary.multiplyAdds(),
                summary.weightBytes(),
                summary.inferenceBytes(1),
                summary.trainingBytes(1, 1),
                first);
    }

    private static long parameters(Network network, Node node) {
        return network.parameters(node).stream().mapToLong(p -> p.shape().size()).sum();
    }

    private static Replaced replaced(Network network, Node node, Conv2d conv, long parameters) {
        List<Shape> inputs = network.inputShapes(node);
        Shape output = network.shape(node.name());
        long biases = conv.bias() ? conv.filters() : 0;
        return new Replaced(
                node.name(),
                inputs.getFirst(),
                output,
                parameters - biases,
                biases,
                (long) inputs.getFirst().size() * output.size());
    }
}
