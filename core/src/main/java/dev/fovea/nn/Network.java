package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
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
    private final SequencedMap<String, Node> nodes;
    private final SequencedMap<String, Shape> shapes;
    private final SequencedMap<String, Parameter> parameters;

    private Network(Graph graph) {
        this.name = graph.name;
        this.input = graph.input;
        this.nodes = Collections.unmodifiableSequencedMap(graph.nodes);
        this.shapes = Collections.unmodifiableSequencedMap(graph.shapes);
        this.parameters = Collections.unmodifiableSequencedMap(graph.parameters);
    }

    /**
     * A network without nodes yet, to be extended by {@link #then}.
     *
     * @param shape of one sample: {@code H x W x C} or {@code F}, extents at least 1
     */
    public static Network input(Shape shape) {
        if (!(shape.isMap() || shape.isVector()) || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "Network: the input must be a map H x W x C or a vector F with something in"
                            + " it, got "
                            + shape);
        }
        return new Network(new Graph(Graph.UNNAMED, shape));
    }

    /** {@link #input(Shape)} for maps. */
    public static Network input(int height, int width, int channels) {
        return input(Shape.of(height, width, channels));
    }

    /**
     * Adds a node that reads the last one (or the input) and names its parameters after itself.
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
        return then(List.of(node));
    }

    /** Adds nodes one after the other, as {@link #then(Node)}. */
    public Network then(List<Node> more) {
        Graph graph = graph(name);
        for (Node node : more) {
            add(graph, node);
        }
        return new Network(graph);
    }

    private Graph graph(String newName) {
        var graph = new Graph(newName, input);
        graph.nodes.putAll(nodes);
        graph.shapes.putAll(shapes);
        graph.parameters.putAll(parameters);
        return graph;
    }

    private static void add(Graph graph, Node node) {
        try {
            graph.add(node);
        } catch (ShapeException e) {
            var before = new Network(graph);
            throw e.at(node, before.inputShapes(node), WaysOut.of(before, node));
        }
    }

    /** The network these nodes make on such an input, if they do. */
    static Optional<Network> tried(Shape input, List<Node> nodes) {
        var graph = new Graph(Graph.UNNAMED, input);
        try {
            nodes.forEach(graph::add);
            return Optional.of(new Network(graph));
        } catch (ShapeException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * What it is called: {@code vgg16}; {@code network} unless {@link #withName} said otherwise.
     */
    public String name() {
        return name;
    }

    public Network withName(String name) {
        return new Network(graph(name));
    }

    /**
     * The same nodes on an input of another shape.
     *
     * @throws ShapeException if a layer cannot work then
     */
    public Network withInput(Shape shape) {
        return input(shape).withName(name).then(nodes());
    }

    /**
     * The same network with another layer at one node.
     *
     * @throws IllegalArgumentException if there is no such node
     * @throws ShapeException if a layer cannot work then
     */
    public Network withLayer(String node, Layer layer) {
        Node changed = node(node).withLayer(layer);
        return input(input)
                .withName(name)
                .then(
                        nodes.values().stream()
                                .map(n -> n.name().equals(node) ? changed : n)
                                .toList());
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
     * The node of this name.
     *
     * @throws IllegalArgumentException if there is none
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
    public SequencedMap<String, Shape> shapes() {
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
                    Graph.who(name) + ": has no nodes, so it has no output; add some with then");
        }
        return nodes.lastEntry().getKey();
    }

    /** The shape of one sample of the output. */
    public Shape outputShape() {
        return shape(output());
    }

    /** Full names ({@code features.0.weight}) and parameters of all nodes, in order. */
    public SequencedMap<String, Parameter> parameters() {
        return parameters;
    }

    /** A node's parameters, in order. */
    public List<Parameter> parameters(Node node) {
        return node.layer().parameters(inputShapes(node));
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
        return input(input)
                .withName(name)
                .then(nodes.values().stream().filter(n -> needed.contains(n.name())).toList());
    }

    /**
     * What lies behind a node, as a network that reads the node's output in place of a picture.
     * Empty if something behind it also reads what lies before it, so that this is no cut, or if
     * there is nothing behind it.
     *
     * @throws IllegalArgumentException if there is no such node
     */
    public Optional<Network> after(String node) {
        Set<String> before = new HashSet<>(Set.of(INPUT));
        upTo(node).nodes().forEach(one -> before.add(one.name()));
        List<Node> behind = new ArrayList<>();
        for (Node one : upTo(output()).nodes()) {
            if (before.contains(one.name())) {
                continue;
            }
            if (one.inputs().stream().anyMatch(in -> before.contains(in) && !in.equals(node))) {
                return Optional.empty();
            }
            List<String> inputs =
                    one.inputs().stream().map(in -> in.equals(node) ? INPUT : in).toList();
            behind.add(new Node(one.name(), one.layer(), inputs, one.prefix()));
        }
        return behind.isEmpty()
                ? Optional.empty()
                : Optional.of(input(shape(node)).withName(name).then(behind));
    }

    /**
     * Where rounding a size down leaves rows or columns that no window ever reads, and what avoids
     * it, a sentence for each such node: {@code conv1: (10 - 3 + 0) / 2 + 1 = 4.5, rounded down to
     * 4: the last row and column are never read; ...}. Where only padding is left over nothing is
     * lost and nothing said, nor where a stride larger than the window leaves no more than the gap
     * it leaves everywhere.
     */
    public List<String> warnings() {
        return notes().entrySet().stream()
                .map(note -> note.getKey() + ": " + note.getValue())
                .toList();
    }

    /** {@link #warnings()} by node, without its name. */
    SequencedMap<String, String> notes() {
        var notes = new LinkedHashMap<String, String>();
        for (Node node : nodes.values()) {
            String note = Unread.note(node.layer(), inputShapes(node));
            if (!note.isEmpty()) {
                notes.put(node.name(), note);
            }
        }
        return notes;
    }

    /**
     * This network, if every window fits.
     *
     * @throws ShapeException with the {@link #warnings()} if there are any
     * @throws IllegalStateException if the network has no nodes
     */
    public Network strict() {
        output();
        SequencedMap<String, String> notes = notes();
        if (!notes.isEmpty()) {
            throw ShapeException.strict(
                    notes.firstEntry().getKey(), warnings(), Unread.inputsThatFit(this));
        }
        return this;
    }

    private IllegalArgumentException unknown(String node) {
        return new IllegalArgumentException(
                "%s: there is no node %s; the nearest are %s"
                        .formatted(Graph.who(name), node, Graph.nearest(node, nodes.keySet())));
    }

    /** The network as a text that people can read and edit: {@link NetworkJson}. */
    public String toJson() {
        return NetworkJson.write(this);
    }

    /**
     * The network a text describes: {@link NetworkJson}.
     *
     * @throws IllegalArgumentException if the text is no JSON or describes no network
     * @throws ShapeException if a layer cannot work on what it reads
     */
    public static Network fromJson(String text) {
        return NetworkJson.read("network", text);
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
        return Objects.hash(name, input, nodes());
    }

    /** {@code vgg16: 224x224x3 -> 1000, 40 nodes}. */
    @Override
    public String toString() {
        return "%s: %s -> %s, %d %s"
                .formatted(
                        name,
                        input,
                        nodes.isEmpty() ? "nothing" : outputShape(),
                        nodes.size(),
                        nodes.size() == 1 ? "node" : "nodes");
    }
}
