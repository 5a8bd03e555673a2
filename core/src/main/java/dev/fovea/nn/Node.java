package dev.fovea.nn;

import java.util.List;

/**
 * A layer at its place in a network.
 *
 * @param name unique in its network, without white space: {@code conv3_2} before the activation,
 *     {@code relu3_2} after it
 * @param layer what is done there
 * @param inputs the names of the nodes it reads, or {@link Network#INPUT}; at least one
 * @param prefix what its parameters' names begin with, as in torchvision: {@code features.12};
 *     empty: they stand alone
 */
public record Node(String name, Layer layer, List<String> inputs, String prefix) {
    public Node {
        if (name.isEmpty() || name.chars().anyMatch(c -> Character.isWhitespace(c) || c < ' ')) {
            throw new IllegalArgumentException(
                    "Node: a name must have no white space and not be empty, got \"" + name + "\"");
        }
        if (name.equals(Network.INPUT)) {
            throw new IllegalArgumentException(
                    "Node: \"input\" is the name of the network's input; use another name");
        }
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("Node " + name + ": needs at least one input");
        }
    }

    /** A node whose parameters are named after itself. */
    public static Node of(String name, Layer layer, String... inputs) {
        return new Node(name, layer, List.of(inputs), name);
    }

    /** The same place with another layer. */
    public Node withLayer(Layer layer) {
        return new Node(name, layer, inputs, prefix);
    }

    /** The full name of one of its parameters: {@code features.12.weight}. */
    public String parameterName(Parameter parameter) {
        return prefix.isEmpty() ? parameter.name() : prefix + "." + parameter.name();
    }
}
