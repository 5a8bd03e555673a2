package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Tries a node that failed in changed versions of the network it was to be added to.
 *
 * @param before the network without the node
 * @param node the one that failed
 */
record Rebuilding(Network before, Node node) {
    /** How many rows and columns larger inputs are tried. */
    private static final int MOST_PIXELS = 512;

    Shape shape(String name) {
        return before.shape(name);
    }

    /** True if the node works once another node has this layer, and everything between them too. */
    boolean works(String changed, Supplier<Layer> layer) {
        Layer replacement;
        try {
            replacement = layer.get();
        } catch (IllegalArgumentException _) {
            return false;
        }
        var nodes = new ArrayList<Node>();
        for (Node each : before.nodes()) {
            nodes.add(each.name().equals(changed) ? each.withLayer(replacement) : each);
        }
        nodes.add(node);
        return Network.tried(before.input(), nodes).isPresent();
    }

    /** The smallest larger input of the network on which the node works, both sides grown alike. */
    Optional<Shape> smallestLargerInput() {
        Shape input = before.input();
        if (!input.isMap()) {
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>(before.nodes());
        nodes.add(node);
        return IntStream.rangeClosed(1, MOST_PIXELS)
                .mapToObj(more ->
                        Shape.of(input.height() + more, input.width() + more, input.channels()))
                .filter(larger -> Network.tried(larger, nodes).isPresent())
                .findFirst();
    }

    /** The convolution or fully connected layer that decides the channels of a node's output. */
    Optional<ChannelSource> channelSource(String name) {
        for (String at = name; !at.equals(Network.INPUT); ) {
            Node source = before.node(at);
            switch (source.layer()) {
                case Conv2d conv -> {
                    return Optional.of(new ChannelSource(at, conv));
                }
                case Dense dense -> {
                    return Optional.of(new ChannelSource(at, dense));
                }
                case MaxPool2d _,
                        AvgPool2d _,
                        AdaptiveAvgPool2d _,
                        GlobalAvgPool _,
                        GlobalMaxPool _,
                        BatchNorm _,
                        LocalResponseNorm _,
                        Dropout _,
                        ActivationLayer _,
                        PRelu _,
                        Softmax _,
                        LogSoftmax _,
                        ChannelShuffle _,
                        Multiply _ ->
                        at = source.inputs().getFirst();
                case Flatten _, Add _, Concat _, ChannelSlice _, InferenceLayer _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** The last convolution or pooling with windows before a node's output, without branches. */
    Optional<Node> windowSource(String name) {
        for (String at = name; !at.equals(Network.INPUT); ) {
            Node source = before.node(at);
            if (source.layer() instanceof Conv2d
                    || source.layer() instanceof MaxPool2d
                    || source.layer() instanceof AvgPool2d) {
                return Optional.of(source);
            }
            if (source.inputs().size() > 1) {
                return Optional.empty();
            }
            at = source.inputs().getFirst();
        }
        return Optional.empty();
    }

    /** What the last Flatten before a node's output reads, without branches. */
    Optional<String> beforeFlatten(String name) {
        for (String at = name; !at.equals(Network.INPUT); ) {
            Node source = before.node(at);
            at = source.inputs().getFirst();
            if (source.layer() instanceof Flatten) {
                return Optional.of(at);
            }
            if (source.inputs().size() > 1) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
