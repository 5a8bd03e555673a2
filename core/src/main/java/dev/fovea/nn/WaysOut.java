package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What would let a node work on the inputs it refused, each fit to follow "Use".
 *
 * <p>Nobody works out here why the node refused: whatever might help is tried, changes of its layer
 * by asking that ({@link LayerChanges}), changes elsewhere by building the network again ({@link
 * Rebuilding}), and only what works is offered.
 */
final class WaysOut {
    private final Rebuilding rebuilding;
    private final Node node;
    private final List<Shape> inputs;
    private final List<String> ways = new ArrayList<>();

    private WaysOut(Network before, Node node) {
        this.rebuilding = new Rebuilding(before, node);
        this.node = node;
        this.inputs = before.inputShapes(node);
    }

    /**
     * @param before the network the node was to be added to
     * @param node whose layer refused its inputs
     */
    static List<String> of(Network before, Node node) {
        var waysOut = new WaysOut(before, node);
        waysOut.search();
        return List.copyOf(waysOut.ways);
    }

    private void search() {
        if (inputs.size() == 1) {
            ways.addAll(LayerChanges.of(node.layer(), inputs.getFirst()));
        }
        switch (node.layer()) {
            case Conv2d conv -> {
                channelsDividedBy(conv.groups());
                mapInsteadOfVector();
                largerInput();
            }
            case ChannelShuffle shuffle -> {
                channelsDividedBy(shuffle.groups());
                mapInsteadOfVector();
            }
            case MaxPool2d _, AvgPool2d _ -> {
                mapInsteadOfVector();
                largerInput();
            }
            case AdaptiveAvgPool2d _, GlobalAvgPool _, GlobalMaxPool _, LocalResponseNorm _ ->
                    mapInsteadOfVector();
            case Add _ -> equalShapes();
            case Multiply _ -> gatedOrEqual();
            case Concat _ -> equalExtents();
            case Dense _,
                    Flatten _,
                    BatchNorm _,
                    Dropout _,
                    ActivationLayer _,
                    PRelu _,
                    Softmax _,
                    LogSoftmax _,
                    ChannelSlice _,
                    InferenceLayer _ -> {}
        }
        oneInsteadOfMany();
    }

    /** {@code 4 or 8 filters in conv1}, the nearest below and above. */
    private void channelsDividedBy(int groups) {
        rebuilding
                .channelSource(node.inputs().getFirst())
                .ifPresent(source -> {
                    int below = source.channels() / groups * groups;
                    channelsOf(source, below, below + groups);
                });
    }

    private void channelsOf(ChannelSource source, int... candidates) {
        var working = new ArrayList<String>();
        for (int channels : candidates) {
            if (channels > 0
                    && channels != source.channels()
                    && rebuilding.works(source.name(), () -> source.layerWith(channels))) {
                working.add(Integer.toString(channels));
            }
        }
        if (!working.isEmpty()) {
            ways.add(Text.or(working) + " " + source.unit() + " in " + source.name());
        }
    }

    /** What the last Flatten before the node was given. */
    private void mapInsteadOfVector() {
        rebuilding
                .beforeFlatten(node.inputs().getFirst())
                .filter(name -> works(List.of(rebuilding.shape(name))))
                .ifPresent(name ->
                        ways.add("%s (%s) as its input".formatted(name, rebuilding.shape(name))));
    }

    private void largerInput() {
        if (node.inputs().getFirst().equals(Network.INPUT)) {
            return;
        }
        rebuilding
                .smallestLargerInput()
                .ifPresent(shape -> ways.add("a network input of at least " + shape));
    }

    /** For Add and Multiply: make one input as the other. */
    private void equalShapes() {
        for (int i = 0; i < inputs.size() && inputs.size() > 1; i++) {
            Shape other = inputs.get(i == 0 ? 1 : 0);
            if (!inputs.get(i).equals(other)) {
                sourceWithChannels(i, other.channels());
                samePadding(i);
                projection(i, other);
            }
        }
    }

    /** For Multiply: a gate must have the map's channels and come second. */
    private void gatedOrEqual() {
        if (inputs.size() == 2 && works(inputs.reversed())) {
            ways.add("the inputs in the other order");
        } else if (inputs.size() == 2 && Inputs.isGate(inputs.getLast())) {
            int channels = inputs.getFirst().channels();
            sourceWithChannels(1, channels);
            projection(1, Shape.of(1, 1, channels));
        } else {
            equalShapes();
        }
    }

    private void sourceWithChannels(int i, int channels) {
        rebuilding
                .channelSource(node.inputs().get(i))
                .ifPresent(source -> channelsOf(source, channels));
    }

    /** A convolution or pooling on the way to input i that could keep its input's extent. */
    private void samePadding(int i) {
        rebuilding
                .windowSource(node.inputs().get(i))
                .ifPresent(source -> {
                    if (rebuilding.works(source.name(), () -> padded(source.layer()))) {
                        ways.add("padding \"same\" in " + source.name());
                    }
                });
    }

    private static Layer padded(Layer layer) {
        return switch (layer) {
            case Conv2d conv -> conv.withPadding(Padding.SAME);
            case MaxPool2d pool -> pool.withPadding(Padding.SAME);
            case AvgPool2d pool -> pool.withPadding(Padding.SAME);
            default -> layer;
        };
    }

    /** A 1x1 convolution or a fully connected layer that gives input i the other one's shape. */
    private void projection(int i, Shape target) {
        Shape from = inputs.get(i);
        if (from.isMap() && target.isMap()) {
            int rows = Math.ceilDiv(from.height(), target.height());
            int columns = Math.ceilDiv(from.width(), target.width());
            var layer = Conv2d.of(target.channels(), 1).withStride(new Size(rows, columns));
            Size stride = layer.stride();
            insertion(
                    i,
                    layer,
                    target,
                    "a 1x1 Conv2d with %d filters%s"
                            .formatted(
                                    target.channels(),
                                    stride.equals(Size.ONE)
                                            ? ""
                                            : " and stride " + Text.side(stride)));
        } else if (from.isVector() && target.isVector()) {
            int units = target.channels();
            insertion(i, Dense.of(units), target, "a Dense with " + units + " units");
        }
    }

    private void insertion(int i, Layer inserted, Shape target, String text) {
        if (!LayerChanges.works(inserted, List.of(inputs.get(i)))) {
            return;
        }
        var changed = new ArrayList<>(inputs);
        changed.set(i, inserted.outputShape(inputs.get(i)));
        if (changed.get(i).equals(target) && works(changed)) {
            ways.add(text + " on " + node.inputs().get(i));
        }
    }

    /** For Concat: give one input the other one's height and width. */
    private void equalExtents() {
        for (int i = 0; i < inputs.size() && inputs.size() > 1; i++) {
            Shape from = inputs.get(i);
            Shape other = inputs.get(i == 0 ? 1 : 0);
            if (from.isMap() && other.isVector()) {
                insertion(i, new Flatten(), Shape.of(from.size()), "a Flatten");
            } else if (from.isMap() && from.height() >= other.height()) {
                samePadding(i);
                insertion(
                        i,
                        new AdaptiveAvgPool2d(Inputs.size(other)),
                        Shape.of(other.height(), other.width(), from.channels()),
                        "an AdaptiveAvgPool2d to " + Inputs.size(other));
            } else {
                samePadding(i);
            }
        }
    }

    private void oneInsteadOfMany() {
        if (inputs.size() < 2) {
            return;
        }
        for (Layer join : List.of(new Add(), new Concat())) {
            if (LayerChanges.works(join, inputs) && works(List.of(join.outputShape(inputs)))) {
                ways.add((join instanceof Add ? "an Add" : "a Concat") + " of them");
            }
        }
    }

    private boolean works(List<Shape> changedInputs) {
        return LayerChanges.works(node.layer(), changedInputs);
    }
}
