package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import dev.fovea.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A network while it is put together, and what follows from its nodes. */
final class Graph {
    /** The name of a network nobody named. */
    static final String UNNAMED = "network";

    /** How many names a message lists. */
    private static final int MOST_NAMES = 5;

    final String name;
    final Shape input;
    final SequencedMap<String, Node> nodes = new LinkedHashMap<>();
    final SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
    final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();

    Graph(String name, Shape input) {
        this.name = name;
        this.input = input;
    }

    /**
     * @throws IllegalArgumentException if a name is taken or an input missing
     * @throws ShapeException if the layer cannot work on what it reads; the node is not named yet
     */
    void add(Node node) {
        if (nodes.containsKey(node.name())) {
            throw new IllegalArgumentException(
                    "%s: names must be unique, there already is a node %s (%s)"
                            .formatted(
                                    who(name),
                                    node.name(),
                                    Inputs.typeOf(nodes.get(node.name()).layer())));
        }
        List<Shape> inputs =
                node.inputs().stream().map(source -> shapeOf(source, node.name())).toList();
        Shape output = node.layer().outputShape(inputs);
        for (Parameter parameter : node.layer().parameters(inputs)) {
            String fullName = node.parameterName(parameter);
            if (parameters.putIfAbsent(fullName, parameter) != null) {
                throw new IllegalArgumentException(
                        "%s: node %s would have a parameter %s, which another node has already; give it another prefix than \"%s\""
                                .formatted(who(name), node.name(), fullName, node.prefix()));
            }
        }
        nodes.put(node.name(), node);
        shapes.put(node.name(), output);
    }

    private Shape shapeOf(String source, String reader) {
        if (source.equals(Network.INPUT)) {
            return input;
        }
        Shape shape = shapes.get(source);
        if (shape == null) {
            throw new IllegalArgumentException(
                    "%s: node %s reads %s, which must be there before it; the nearest are %s"
                            .formatted(who(name), reader, source, nearest(source, nodes.keySet())));
        }
        return shape;
    }

    /** How messages name a network. */
    static String who(String name) {
        return name.equals(UNNAMED) ? "Network" : "Network " + name;
    }

    /** The names most like one that does not exist, the input's among them. */
    static String nearest(String wanted, Collection<String> names) {
        var known = new ArrayList<>(names);
        known.add(Network.INPUT);
        return Nearest.list(wanted, known, MOST_NAMES);
    }
}
