package dev.fovea.app.train;

import dev.fovea.data.DataSplits;
import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where a training begins.
 *
 * @param network for the data's classes
 * @param weights of the network
 * @param preprocessing from the data's pictures to the network's input
 * @param replaced full names of what begins with random numbers among trained ones: the weights of
 *     a new last layer; empty where all or nothing is random
 */
public record StartingPoint(
        Network network, Weights weights, Preprocessing preprocessing, Set<String> replaced) {
    public StartingPoint {
        replaced = Set.copyOf(replaced);
    }

    /** Random weights; the seed gives the same ones every time. */
    public static StartingPoint random(Network network, Preprocessing preprocessing, long seed) {
        Weights weights = Weights.initialise(network, Initialisation.HE, seed);
        return new StartingPoint(network, weights, preprocessing, Set.of());
    }

    /**
     * A trained model. For other classes than its own its last layer is a new one, with random
     * weights; so is what comes behind it, such as batch norm of the logits.
     */
    public static StartingPoint from(Model model, DataSplits data, long seed) {
        boolean sameClasses = model.labels().equals(data.classes());
        Network network =
                sameClasses ? model.network() : withClasses(model.network(), data.classes().size());
        Weights fresh = Weights.initialise(network, Initialisation.HE, seed);
        Set<String> replaced = sameClasses ? Set.of() : fromHeadOn(network);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        fresh.tensors()
                .forEach((name, tensor) -> {
                    boolean isNew = replaced.contains(name);
                    tensors.put(name, isNew ? tensor : model.weights().get(name).copy());
                });
        return new StartingPoint(
                network,
                Weights.of(tensors),
                model.preprocessing(),
                sameClasses ? Set.of() : Set.of(head(network).prefix() + ".weight"));
    }

    /**
     * Refuses to keep random weights as they are.
     *
     * @param frozen full names of the parameters that are not trained
     * @throws IllegalArgumentException if a replaced layer's weights are among them
     */
    void requireTrained(Set<String> frozen) {
        for (String name : replaced) {
            if (frozen.contains(name)) {
                throw new IllegalArgumentException(
                        "--freeze: "
                                + name
                                + " is of the layer that was replaced for other classes; its random"
                                + " weights would stay random. Freeze what comes before it");
            }
        }
    }

    private static Network withClasses(Network network, int classes) {
        Node head = head(network);
        Layer layer =
                switch (head.layer()) {
                    case Dense dense -> new Dense(classes, dense.bias());
                    case Conv2d conv ->
                            new Conv2d(
                                    classes,
                                    conv.kernel(),
                                    conv.stride(),
                                    conv.padding(),
                                    conv.dilation(),
                                    conv.groups(),
                                    conv.bias());
                    default -> throw new AssertionError(head);
                };
        return network.withLayer(head.name(), layer);
    }

    /** The names of the parameters of the head and of everything behind it. */
    private static Set<String> fromHeadOn(Network network) {
        int first = network.nodes().indexOf(head(network));
        Set<String> names = new HashSet<>();
        for (Node node : network.nodes().subList(first, network.nodes().size())) {
            network.parameters(node).forEach(parameter -> names.add(node.parameterName(parameter)));
        }
        return names;
    }

    /** The layer whose outputs are the classes. */
    private static Node head(Network network) {
        for (Node node : network.nodes().reversed()) {
            if (node.layer() instanceof Dense || node.layer() instanceof Conv2d) {
                return node;
            }
        }
        throw new IllegalArgumentException(
                "--from: " + network.name() + " has no layer that could be made for other classes");
    }
}
