package dev.fovea.train;

import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Parameter;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network cut in two where everything before gives the same numbers for the same picture in every
 * epoch: it is not trained, drops nothing out, and its batch norm runs with stored statistics.
 *
 * @param before from the pictures to the features; its last node is the cut
 * @param after from the features to the logits
 */
record FrozenPart(Network before, Network after) {
    /**
     * The last such cut; empty if nothing before any cut has parameters, so that there is nothing
     * to save.
     *
     * @param frozen full names of the parameters that are not trained
     */
    static Optional<FrozenPart> of(Network whole, Set<String> frozen) {
        Network network = whole.upTo(whole.output());
        List<Node> nodes = network.nodes();
        Map<String, Integer> lastReader = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : nodes.get(i).inputs()) {
                lastReader.put(input, i);
            }
        }
        int cut = -1;
        int open = lastReader.getOrDefault(Network.INPUT, 0);
        boolean computes = false;
        for (int i = 0; i < nodes.size() - 1 && isConstant(network, nodes.get(i), frozen); i++) {
            computes |= !network.parameters(nodes.get(i)).isEmpty();
            // Nobody behind it reads anything before it.
            if (computes && open <= i && !isFoldedInto(network, nodes.get(i))) {
                cut = i;
            }
            open = Math.max(open, lastReader.getOrDefault(nodes.get(i).name(), i));
        }
        return cut < 0 ? Optional.empty() : Optional.of(at(network, cut));
    }

    private static FrozenPart at(Network network, int cut) {
        String name = network.nodes().get(cut).name();
        return new FrozenPart(network.upTo(name), network.after(name).orElseThrow());
    }

    private static boolean isConstant(Network network, Node node, Set<String> frozen) {
        if (node.layer() instanceof Dropout dropout && dropout.rate() > 0) {
            return false;
        }
        return network.parameters(node).stream()
                .filter(parameter -> parameter.role().trainable())
                .allMatch(parameter -> frozen.contains(node.parameterName(parameter)));
    }

    /**
     * Inference folds batch norm into the layer before it: a cut between them would round
     * differently.
     */
    private static boolean isFoldedInto(Network network, Node node) {
        return network.consumers(node.name()).stream()
                .map(Node::layer)
                .anyMatch(BatchNorm.class::isInstance);
    }

    /** Where the cut is. */
    String node() {
        return before.output();
    }

    /** Bytes of the features of so many pictures. */
    long bytes(long pictures) {
        return 4L * before.outputShape().size() * pictures;
    }

    /** A part's share of the whole network's weights: the same tensors. */
    static Weights share(Network part, Weights whole) {
        var tensors = new LinkedHashMap<String, Tensor>();
        part.parameters().keySet().forEach(name -> tensors.put(name, whole.get(name)));
        return Weights.of(tensors);
    }

    /** The nodes whose batch norm is frozen: it runs with its stored statistics. */
    static List<String> storedStatistics(Network network, Set<String> frozen) {
        return network.nodes().stream()
                .filter(node -> node.layer() instanceof BatchNorm)
                .filter(node -> isScaleFrozen(network, node, frozen))
                .map(Node::name)
                .toList();
    }

    private static boolean isScaleFrozen(Network network, Node node, Set<String> frozen) {
        Parameter scale = network.parameters(node).getFirst();
        return frozen.contains(node.parameterName(scale));
    }
}
