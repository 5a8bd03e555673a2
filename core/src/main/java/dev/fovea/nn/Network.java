package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named nodes in a directed acyclic graph: what a network is, without its weights. An immutable
 * value; {@link #then} gives a larger one.
 *
 * <p>Nodes stand in the order they were added, which is topological since a node can only read what
 * is there already. The last one is the output. Shapes are worked out as nodes are added, so a
 * network whose shapes do not fit does not exist.
 */
public final class Network {
    /** The name under which nodes read the network's input. */
    public static final String INPUT = "input";

    private final String name;
    private final Shape input;
    private final Map<String, Node> nodes;
    private final Map<String, Shape> shapes;
    private final Map<String, Parameter> parameters;

    private Network(
            String name,
            Shape input,
            Map<String, Node> nodes,
            Map<String, Shape> shapes,
            Map<String, Parameter> parameters) {
        this.name = name;
        this.input = input;
        this.nodes = Collections.unmodifiableMap(nodes);
        this.shapes = Collections.unmodifiableMap(shapes);
        this.parameters = Collections.unmodifiableMap(parameters);
    }

    /**
     * A network without nodes yet, to be extended by {@link #then}.
     *
     * @param shape of one sample: {@code H x W x C} or {@code F}, extents at least 1
     */
    public static Network input(Shape shape) {
        if (!(shape.isMap() || shape.isVector()) || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "Network: the input must be a map H x W x C or a vector F with something in it,"
                            + " got "
                            + shape);
        }
        return new Network("network", shape, Map.of(), Map.of(), Map.of());
    }

    /** {@link #input(Shape)} for maps. */
    public static Network input(int height, int width, int channels) {
        return input(Shape.of(height, width, channels));
    }

    /**
     * Adds a node that reads the last one (or the input).
     *
     * @throws IllegalArgumentException if the name is taken
     * @throws ShapeException if the layer cannot work on what it reads
     */
    public Network then(String name, Layer layer) {
        return then(name, layer, List.of(nodes.isEmpty() ? INPUT : output()));
    }

    /** Adds a node that reads these nodes, in this order, and names its parameters after itself. */
    public Network then(String name, Layer layer, List<String> inputs) {
        return then(new Node(name, layer, inputs, name));
    }

    /**
     * Adds a node.
     *
     * @throws IllegalArgumentException if the name is taken, an input does not exist, or another
     *     node's parameters already have the names of its own
     * @throws ShapeException if the layer cannot work on what it reads
     */
    public Network then(Node node) {
        if (nodes.containsKey(node.name())) {
            throw new IllegalArgumentException(
                    "Network %s: names must be unique, there already is a node %s (%s)"
                            .formatted(
                                    name, node.name(), Inputs.typeOf(node(node.name()).layer())));
        }
        var inputs = new ArrayList<Shape>();
        for (String source : node.inputs()) {
            if (!source.equals(INPUT) && !nodes.containsKey(source)) {
                throw new IllegalArgumentException(
                        "Network %s: node %s reads %s, which must be there before it; there are %s"
                                .formatted(name, node.name(), source, known()));
            }
            inputs.add(shape(source));
        }
        Shape output;
        try {
            output = node.layer().outputShape(inputs);
        } catch (ShapeException e) {
            throw e.at(node.name(), node.inputs(), List.of());
        }
        var moreParameters = new LinkedHashMap<>(parameters);
        for (Parameter parameter : node.layer().parameters(inputs)) {
            if (moreParameters.put(node.parameterName(parameter), parameter) != null) {
                throw new IllegalArgumentException(
                        "Network %s: node %s would name a parameter %s as another node does; give it another prefix"
                                .formatted(name, node.name(), node.parameterName(parameter)));
            }
        }
        var moreNodes = new LinkedHashMap<>(nodes);
        moreNodes.put(node.name(), node);
        var moreShapes = new LinkedHashMap<>(shapes);
        moreShapes.put(node.name(), output);
        return new Network(name, input, moreNodes, moreShapes, moreParameters);
    }

    /** What it is called: {@code vgg16}. */
    public String name() {
        return name;
    }

    public Network withName(String name) {
        return new Network(name, input, nodes, shapes, parameters);
    }

    /** The shape of one sample. */
    public Shape input() {
        return input;
    }

    /** In topological order: the order in which they were added. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /**
     * @throws IllegalArgumentException if there is no such node
     */
    public Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw unknown(name);
        }
        return node;
    }

    /**
     * The shape of one sample of a node's output, or of the input.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    public Shape shape(String node) {
        if (node.equals(INPUT)) {
            return input;
        }
        Shape shape = shapes.get(node);
        if (shape == null) {
            throw unknown(node);
        }
        return shape;
    }

    /** The shapes of what a node reads, in its order. */
    public List<Shape> inputShapes(Node node) {
        return node.inputs().stream().map(this::shape).toList();
    }

    /** The output shape of every node, in order. */
    public Map<String, Shape> shapes() {
        return shapes;
    }

    /** The nodes that read this node (or the input), in order. */
    public List<Node> consumers(String name) {
        shape(name);
        return nodes.values().stream().filter(node -> node.inputs().contains(name)).toList();
    }

    /**
     * The name of the last node.
     *
     * @throws IllegalStateException if there is none
     */
    public String output() {
        if (nodes.isEmpty()) {
            throw new IllegalStateException(
                    "Network "
                            + name
                            + ": has no nodes yet, so it has no output; add some with then");
        }
        return nodes().getLast().name();
    }

    public Shape outputShape() {
        return shape(output());
    }

    /** Full names ({@code features.0.weight}) and parameters of all nodes, in order. */
    public Map<String, Parameter> parameters() {
        return parameters;
    }

    /**
     * The network that ends at a node: it and everything it depends on.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    public Network upTo(String node) {
        Set<String> needed = new HashSet<>();
        needed.add(node(node).name());
        for (Node candidate : nodes().reversed()) {
            if (needed.contains(candidate.name())) {
                needed.addAll(candidate.inputs());
            }
        }
        Network result = input(input).withName(name);
        for (Node kept : nodes.values()) {
            result = needed.contains(kept.name()) ? result.then(kept) : result;
        }
        return result;
    }

    private IllegalArgumentException unknown(String node) {
        return new IllegalArgumentException(
                "Network %s: there is no node %s; there are %s".formatted(name, node, known()));
    }

    private String known() {
        return nodes.isEmpty() ? INPUT : INPUT + ", " + String.join(", ", nodes.keySet());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that
                && name.equals(that.name)
                && input.equals(that.input)
                && nodes().equals(that.nodes());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + input.hashCode()) + nodes().hashCode();
    }

    /** {@code vgg16: 224x224x3 -> 1000, 39 nodes}. */
    @Override
    public String toString() {
        return "%s: %s -> %s, %d nodes"
                .formatted(name, input, nodes.isEmpty() ? "?" : outputShape(), nodes.size());
    }
}
