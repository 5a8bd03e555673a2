package dev.fovea.explain;

import dev.fovea.nn.ActivationLayer;
import dev.fovea.nn.Add;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.text.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds nodes and channels by what people call them. */
public final class Nodes {
    private static final int LISTED = 12;

    private Nodes() {}

    /**
     * The node of this name ({@code conv3_2}), or the one whose parameters begin with it ({@code
     * features.12}).
     *
     * @throws IllegalArgumentException if there is none; it lists what exists, nearest names first
     */
    public static Node find(Network network, String name) {
        for (Node node : network.nodes()) {
            if (node.name().equals(name)) {
                return node;
            }
        }
        for (Node node : network.nodes()) {
            if (node.prefix().equals(name) && !network.parameters(node).isEmpty()) {
                return node;
            }
        }
        List<String> known = new ArrayList<>();
        for (Node node : network.nodes()) {
            known.add(node.name());
        }
        throw new IllegalArgumentException(
                "%s: there is no node '%s', there are %s"
                        .formatted(network.name(), name, Nearest.list(name, known, LISTED)));
    }

    /**
     * As {@link #find}, for nodes whose output is a map H x W x C with more than one pixel.
     *
     * @throws IllegalArgumentException also if the node has no spatial extent; it lists those that
     *     have
     */
    public static Node findMap(Network network, String name) {
        Node node = find(network, name);
        if (!isMap(network.shape(node.name()))) {
            List<String> maps = new ArrayList<>();
            for (Node other : network.nodes()) {
                if (isMap(network.shape(other.name()))) {
                    maps.add(other.name());
                }
            }
            throw new IllegalArgumentException(
                    "%s: %s has no spatial extent (%s); nodes with one: %s"
                            .formatted(
                                    network.name(),
                                    node.name(),
                                    network.shape(node.name()),
                                    maps.isEmpty() ? "none" : Nearest.list(name, maps, LISTED)));
        }
        return node;
    }

    /**
     * The last map that a layer with something to detect makes: what Grad-CAM looks at unless told
     * otherwise. Pooling and dropout do not count, and an activation stands for what it follows:
     * {@code relu5_3} of VGG-16.
     *
     * @throws IllegalArgumentException if the network makes no map larger than one pixel
     */
    public static Node lastMap(Network network) {
        for (Node node : network.nodes().reversed()) {
            if (isMap(network.shape(node.name())) && detects(node)) {
                return node;
            }
        }
        throw new IllegalArgumentException(
                network.name()
                        + ": no node has a spatial extent, so there is no map to look at; the network reads "
                        + network.input());
    }

    /** The first map after an activation, or the first of a convolution where there is none. */
    static Node firstMap(Network network) {
        Node first = null;
        for (Node node : network.nodes()) {
            if (isMap(network.shape(node.name())) && detects(node)) {
                if (node.layer() instanceof ActivationLayer || node.layer() instanceof PRelu) {
                    return node;
                }
                first = first == null ? node : first;
            }
        }
        return first == null ? lastMap(network) : first;
    }

    private static boolean detects(Node node) {
        return switch (node.layer()) {
            case Conv2d _, BatchNorm _, Add _, Concat _, ActivationLayer _, PRelu _ -> true;
            default -> false;
        };
    }

    static boolean isMap(Shape shape) {
        return shape.isMap() && shape.height() * shape.width() > 1;
    }

    /**
     * As much of a network as these nodes need: what ends at the last of them, if all others lie
     * before it, else all of it.
     */
    static Network part(Network network, Set<String> names) {
        for (Node node : network.nodes().reversed()) {
            if (names.contains(node.name())) {
                Network part = network.upTo(node.name());
                Set<String> there = new HashSet<>();
                part.nodes().forEach(one -> there.add(one.name()));
                return there.containsAll(names) ? part : network;
            }
        }
        return network;
    }

    /** Those of the weights that a part of their network has. */
    static Weights weights(Network part, Weights all) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : part.parameters().keySet()) {
            tensors.put(name, all.get(name));
        }
        return Weights.of(tensors);
    }

    /**
     * @throws IllegalArgumentException if the node has no such channel; it gives the range
     */
    public static void requireChannel(Network network, Node node, int channel) {
        int channels = network.shape(node.name()).channels();
        if (channel < 0 || channel >= channels) {
            throw new IllegalArgumentException(
                    "%s: the channels of %s are 0 to %d, got %d"
                            .formatted(network.name(), node.name(), channels - 1, channel));
        }
    }

    /**
     * @throws IllegalArgumentException if the map of the node has no such cell; it gives the range
     */
    public static void requireCell(Network network, Node node, int row, int column) {
        Shape shape = network.shape(node.name());
        if (row < 0 || row >= shape.height() || column < 0 || column >= shape.width()) {
            throw new IllegalArgumentException(
                    "%s: the map of %s has rows 0 to %d and columns 0 to %d, got row %d, column %d"
                            .formatted(
                                    network.name(),
                                    node.name(),
                                    shape.height() - 1,
                                    shape.width() - 1,
                                    row,
                                    column));
        }
    }

    /**
     * @throws IllegalArgumentException if the network has no such output; it gives the range
     */
    static void requireOutput(Network network, int output) {
        int outputs = network.outputShape().size();
        if (output < 0 || output >= outputs) {
            throw new IllegalArgumentException(
                    "%s: the classes are 0 to %d, got %d"
                            .formatted(network.name(), outputs - 1, output));
        }
    }
}
