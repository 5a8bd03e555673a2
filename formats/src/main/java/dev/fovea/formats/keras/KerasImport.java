package dev.fovea.formats.keras;

import dev.fovea.json.JsonException;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Elu;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyRelu;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.nn.Size;
import dev.fovea.nn.Softmax;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Turns layers of Keras into nodes, one after the other. */
final class KerasImport {
    static final String SUPPORTED =
            "InputLayer, Conv2D, DepthwiseConv2D, SeparableConv2D, Dense, Flatten, MaxPooling2D,"
                    + " AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D,"
                    + " BatchNormalization, Activation, ReLU, LeakyReLU, PReLU, ELU, Softmax,"
                    + " Dropout, SpatialDropout2D, GaussianNoise, GaussianDropout, ZeroPadding2D,"
                    + " Add, Multiply, Concatenate, Rescaling, Reshape, Sequential, Functional";

    private final Variables variables;
    private final Assembly assembly;
    private final boolean keras3;
    private final boolean channelsFirst;

    KerasImport(Variables variables, Assembly assembly, boolean keras3, boolean channelsFirst) {
        this.variables = variables;
        this.assembly = assembly;
        this.keras3 = keras3;
        this.channelsFirst = channelsFirst;
    }

    /**
     * Adds a layer.
     *
     * @param name of its node
     * @throws JsonException if it is not supported or its settings make no sense
     */
    Value add(KerasLayer layer, String name, List<Value> inputs) throws IOException {
        if (inputs.isEmpty()) {
            throw layer.config().error("the layer reads nothing");
        }
        Value in = inputs.getFirst();
        return switch (layer.className()) {
            case "InputLayer",
                    "GaussianNoise",
                    "GaussianDropout",
                    "AlphaDropout",
                    "ActivityRegularization",
                    "RandomFlip",
                    "RandomRotation",
                    "RandomZoom",
                    "RandomTranslation",
                    "RandomContrast",
                    "RandomBrightness" ->
                    in;
            case "Dropout", "SpatialDropout2D" ->
                    then(name, new Dropout((float) layer.number("rate", 0.5)), in);
            case "Conv2D", "Convolution2D" -> convolution(layer, name, in);
            case "DepthwiseConv2D" -> activated(layer, name, depthwise(layer, name, in));
            case "SeparableConv2D" -> separable(layer, name, in);
            case "Dense" -> dense(layer, name, in);
            case "Flatten" -> flatten(layer, name, in);
            case "MaxPooling2D" -> maxPool(layer, name, in);
            case "AveragePooling2D" -> averagePool(layer, name, in);
            case "GlobalAveragePooling2D" -> global(layer, name, new GlobalAvgPool(), in);
            case "GlobalMaxPooling2D" -> global(layer, name, new GlobalMaxPool(), in);
            case "BatchNormalization" -> batchNorm(layer, name, in);
            case "Activation" -> activation(layer, name, in);
            case "ReLU" -> relu(layer, name, in);
            case "LeakyReLU" ->
                    then(
                            name,
                            new LeakyRelu(
                                    (float)
                                            layer.number(
                                                    "negative_slope", layer.number("alpha", 0.3))),
                            in);
            case "ELU" -> then(name, new Elu((float) layer.number("alpha", 1)), in);
            case "PReLU" -> prelu(layer, name, in);
            case "Softmax" -> then(name, new Softmax(), in);
            case "ZeroPadding2D" -> padding(layer, in);
            case "Add" -> join(name, new Add(), inputs);
            case "Multiply" -> join(name, new Multiply(), inputs);
            case "Concatenate" -> concatenate(layer, name, inputs);
            case "Rescaling" ->
                    scaled(
                            name,
                            (float) layer.number("scale", 1),
                            (float) layer.number("offset", 0),
                            in);
            case "Reshape" -> reshape(layer, name, in);
            default ->
                    throw layer.config()
                            .error(
                                    "the layer "
                                            + layer.className()
                                            + " is not supported; supported are "
                                            + SUPPORTED);
        };
    }

    private Value then(String name, Layer layer, Value in) {
        Value value = materialised(name, in);
        return value.at(assembly.add(name, layer, List.of(value.node())));
    }

    /** Zeros around a map as a layer of their own, where no window takes them along. */
    private Value materialised(String name, Value in) {
        if (in.padding() == null) {
            return in;
        }
        return perChannel(name + "_pad", 1, 0, in.padding(), in);
    }

    private Value scaled(String name, float scale, float offset, Value in) {
        return perChannel(name, scale, offset, Padding.NONE, materialised(name, in));
    }

    private Value perChannel(String name, float scale, float offset, Padding padding, Value in) {
        int channels = assembly.shape(in).channels();
        Conv2d conv =
                Conv2d.of(channels, 1)
                        .withGroups(channels)
                        .withPadding(padding)
                        .withBias(offset != 0);
        String node = assembly.add(name, conv, List.of(in.node()));
        assembly.assign(node + ".weight", scale);
        assembly.assign(node + ".bias", offset);
        return new Value(node, in.vector(), in.order(), null);
    }

    private Value convolution(KerasLayer layer, String name, Value in) throws IOException {
        int filters = layer.config().integer("filters");
        int groups = (int) layer.number("groups", 1);
        int[] kernel = layer.pair("kernel_size", 1);
        int channels = assembly.shape(in).channels();
        boolean bias = layer.bool("use_bias", true);
        Conv2d conv =
                window(layer, Conv2d.of(filters, size(kernel)), in)
                        .withGroups(groups)
                        .withBias(bias);
        String node = assembly.add(name, conv, List.of(in.node()));
        List<StoredTensor> tensors = variables.of(layer, names("kernel", bias));
        int inner = channels / groups;
        variables.check(tensors.getFirst(), Shape.of(kernel[0], kernel[1], inner, filters));
        int pixels = kernel[0] * kernel[1];
        assembly.assign(
                node + ".weight",
                tensors.getFirst(),
                pixels * inner,
                filters,
                pixels == 1 ? null : new RowOrder(pixels, inner));
        bias(node, tensors, bias);
        return activated(layer, name, Value.of(node));
    }

    private Value depthwise(KerasLayer layer, String name, Value in) throws IOException {
        boolean bias = layer.bool("use_bias", true);
        List<StoredTensor> tensors = variables.of(layer, names("depthwise_kernel", bias));
        Value value = depthwise(layer, name, in, tensors.getFirst(), bias);
        bias(value.node(), tensors, bias);
        return value;
    }

    private Value depthwise(
            KerasLayer layer, String name, Value in, StoredTensor weight, boolean bias)
            throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        int channels = assembly.shape(in).channels();
        int multiplier = (int) layer.number("depth_multiplier", 1);
        int filters = Math.multiplyExact(channels, multiplier);
        Conv2d conv =
                window(layer, Conv2d.of(filters, size(kernel)), in)
                        .withGroups(channels)
                        .withBias(bias);
        String node = assembly.add(name, conv, List.of(in.node()));
        variables.check(weight, Shape.of(kernel[0], kernel[1], channels, multiplier));
        assembly.assign(node + ".weight", weight, kernel[0] * kernel[1], filters, null);
        return Value.of(node);
    }

    private Value separable(KerasLayer layer, String name, Value in) throws IOException {
        boolean bias = layer.bool("use_bias", true);
        var names = new ArrayList<>(List.of("depthwise_kernel", "pointwise_kernel"));
        if (bias) {
            names.add("bias");
        }
        List<StoredTensor> tensors = variables.of(layer, names);
        Value depth = depthwise(layer, name + "_depthwise", in, tensors.getFirst(), false);
        int filters = layer.config().integer("filters");
        int channels = assembly.shape(depth).channels();
        String node =
                assembly.add(name, Conv2d.of(filters, 1).withBias(bias), List.of(depth.node()));
        variables.check(tensors.get(1), Shape.of(1, 1, channels, filters));
        assembly.assign(node + ".weight", tensors.get(1), channels, filters, null);
        bias(node, tensors, bias);
        return activated(layer, name, Value.of(node));
    }

    private void bias(String node, List<StoredTensor> tensors, boolean bias) {
        if (bias) {
            assembly.assign(node + ".bias", tensors.getLast(), null);
        }
    }

    private static List<String> names(String kernel, boolean bias) {
        return bias ? List.of(kernel, "bias") : List.of(kernel);
    }

    /** Stride, dilation and padding; zeros waiting before the window become part of it. */
    private Conv2d window(KerasLayer layer, Conv2d conv, Value in) {
        Size stride = size(layer.pair("strides", 1));
        Size dilation = size(layer.pair("dilation_rate", 1));
        return conv.withStride(stride)
                .withDilation(dilation)
                .withPadding(padding(layer, in, conv.kernel(), stride, dilation));
    }

    private Padding padding(KerasLayer layer, Value in, Size kernel, Size stride, Size dilation) {
        String kind = layer.string("padding", "valid");
        if (!kind.equals("valid") && !kind.equals("same")) {
            throw layer.config().error("padding", "valid or same");
        }
        Padding own = kind.equals("same") ? Padding.SAME : Padding.NONE;
        Padding.Explicit before = in.padding();
        if (before == null) {
            return own;
        }
        Shape map = assembly.shape(in);
        Size padded =
                Size.of(
                        map.height() + before.top() + before.bottom(),
                        map.width() + before.left() + before.right());
        return sum(before, own.resolve(padded, kernel, stride, dilation));
    }

    private static Padding.Explicit sum(Padding.Explicit a, Padding.Explicit b) {
        return new Padding.Explicit(
                a.top() + b.top(),
                a.bottom() + b.bottom(),
                a.left() + b.left(),
                a.right() + b.right());
    }

    private Value padding(KerasLayer layer, Value in) {
        Object setting = layer.has("padding") ? layer.config().get("padding") : 1L;
        Padding.Explicit more;
        if (setting instanceof List<?> sides
                && sides.size() == 2
                && sides.getFirst() instanceof List<?> rows
                && sides.getLast() instanceof List<?> columns) {
            more =
                    new Padding.Explicit(
                            side(layer, rows, 0),
                            side(layer, rows, 1),
                            side(layer, columns, 0),
                            side(layer, columns, 1));
        } else {
            int[] pair = layer.pair("padding", 1);
            more = new Padding.Explicit(pair[0], pair[0], pair[1], pair[1]);
        }
        Padding.Explicit before = in.padding();
        return new Value(in.node(), false, null, before == null ? more : sum(before, more));
    }

    private static int side(KerasLayer layer, List<?> pair, int index) {
        if (pair.size() == 2 && pair.get(index) instanceof Long number) {
            return Math.toIntExact(number);
        }
        throw layer.config().error("padding", "one or two whole numbers for each axis");
    }

    private static Size size(int[] pair) {
        return Size.of(pair[0], pair[1]);
    }

    private Value maxPool(KerasLayer layer, String name, Value given) {
        // Zeros would win against negative numbers, the padding of a pooling never does.
        Value in = materialised(name, given);
        int[] pool = layer.pair("pool_size", 2);
        Size stride = layer.has("strides") ? size(layer.pair("strides", 2)) : size(pool);
        Padding padding = padding(layer, in, size(pool), stride, Size.ONE);
        return then(name, new MaxPool2d(size(pool), stride, padding, Size.ONE, false), in);
    }

    private Value averagePool(KerasLayer layer, String name, Value given) {
        Value in = materialised(name, given);
        int[] pool = layer.pair("pool_size", 2);
        Size stride = layer.has("strides") ? size(layer.pair("strides", 2)) : size(pool);
        Padding padding = padding(layer, in, size(pool), stride, Size.ONE);
        return then(name, new AvgPool2d(size(pool), stride, padding, false, false), in);
    }

    private Value global(KerasLayer layer, String name, Layer pool, Value given) {
        Value in = materialised(name, given);
        String node = assembly.add(name, pool, List.of(in.node()));
        return new Value(node, !layer.bool("keepdims", false), null, null);
    }

    /** A vector in the network too. */
    private Value flat(String name, Value in) {
        return in.vector()
                ? new Value(
                        assembly.add(name + "_flat", new Flatten(), List.of(in.node())),
                        false,
                        in.order(),
                        null)
                : in;
    }

    private Value flatten(KerasLayer layer, String name, Value given) {
        Value in = materialised(name, given);
        Shape shape = assembly.shape(in);
        if (shape.isVector()) {
            return in;
        }
        int pixels = shape.height() * shape.width();
        boolean first = layer.string("data_format", "channels_last").equals("channels_first");
        if (first && !channelsFirst) {
            throw layer.config().error("data_format", "that of the model");
        }
        // Where the model itself has channels first, "channels_last" leaves them there.
        boolean kept = pixels == 1 || (channelsFirst && !first);
        RowOrder order = kept ? null : new RowOrder(pixels, shape.channels());
        return new Value(assembly.add(name, new Flatten(), List.of(in.node())), false, order, null);
    }

    private Value dense(KerasLayer layer, String name, Value given) throws IOException {
        Value in = flat(name, materialised(name, given));
        Shape shape = assembly.shape(in);
        int units = layer.config().integer("units");
        boolean bias = layer.bool("use_bias", true);
        if (shape.isMap() && channelsFirst) {
            throw layer.config().error("Dense on a map with channels first is not supported");
        }
        Layer dense = shape.isMap() ? Conv2d.of(units, 1).withBias(bias) : new Dense(units, bias);
        String node = assembly.add(name, dense, List.of(in.node()));
        List<StoredTensor> tensors = variables.of(layer, names("kernel", bias));
        variables.check(tensors.getFirst(), Shape.of(shape.channels(), units));
        assembly.assign(node + ".weight", tensors.getFirst(), shape.channels(), units, in.order());
        bias(node, tensors, bias);
        return activated(layer, name, Value.of(node));
    }

    private Value batchNorm(KerasLayer layer, String name, Value in) throws IOException {
        int channels = assembly.shape(in).channels();
        boolean map = assembly.shape(in).isMap() && !in.vector();
        int axis =
                layer.config().has("axis")
                        ? layer.config().get("axis") instanceof List<?>
                                ? layer.config().integers("axis")[0]
                                : layer.config().integer("axis")
                        : -1;
        if (map && axis != (channelsFirst ? 1 : 3) && (channelsFirst || axis != -1)) {
            throw layer.config().error("axis", "that of the channels");
        }
        Value value =
                then(
                        name,
                        new BatchNorm(
                                (float) layer.number("epsilon", 1e-3),
                                (float) (1 - layer.number("momentum", 0.99))),
                        in);
        boolean scale = layer.bool("scale", true);
        boolean centre = layer.bool("center", true);
        var names = new ArrayList<String>();
        if (scale) {
            names.add("gamma");
        }
        if (centre) {
            names.add("beta");
        }
        names.add("moving_mean");
        names.add("moving_variance");
        List<StoredTensor> tensors = variables.of(layer, names);
        String node = value.node();
        assembly.assign(node + ".weight", 1);
        assembly.assign(node + ".bias", 0);
        for (int i = 0; i < names.size(); i++) {
            String parameter =
                    switch (names.get(i)) {
                        case "gamma" -> ".weight";
                        case "beta" -> ".bias";
                        case "moving_mean" -> ".running_mean";
                        default -> ".running_var";
                    };
            variables.check(tensors.get(i), Shape.of(channels));
            assembly.assign(node + parameter, tensors.get(i), value.order());
        }
        return value;
    }

    private Value activated(KerasLayer layer, String name, Value in) {
        return KerasActivations.of(layer.activation(), keras3)
                .map(function -> then(name + "_" + layer.activation(), function, in))
                .orElse(in);
    }

    private Value activation(KerasLayer layer, String name, Value in) {
        return KerasActivations.of(layer.activation(), keras3)
                .map(function -> then(name, function, in))
                .orElse(in);
    }

    private Value relu(KerasLayer layer, String name, Value in) {
        double most = layer.number("max_value", Double.POSITIVE_INFINITY);
        double slope = layer.number("negative_slope", 0);
        if (layer.number("threshold", 0) != 0 || (slope != 0 && !Double.isInfinite(most))) {
            throw layer.config()
                    .error("ReLU with a threshold, or with both bound and slope, is not supported");
        }
        if (Double.isInfinite(most)) {
            return then(name, slope == 0 ? new Relu() : new LeakyRelu((float) slope), in);
        }
        if (most == 6) {
            return then(name, new Relu6(), in);
        }
        if (!(most > 0) || !assembly.shape(in).isMap()) {
            throw layer.config().error("max_value", "6 on vectors, positive on maps");
        }
        Value low = scaled(name + "_down", (float) (6 / most), 0, in);
        Value bound = then(name, new Relu6(), low);
        return scaled(name + "_up", (float) (most / 6), 0, bound);
    }

    private Value prelu(KerasLayer layer, String name, Value in) throws IOException {
        StoredTensor alpha = variables.of(layer, List.of("alpha")).getFirst();
        int count = alpha.shape().size();
        int channels = assembly.shape(in).channels();
        if (count != 1 && count != channels) {
            throw layer.config()
                    .error("PReLU needs one slope, or one for each channel, got " + alpha.shape());
        }
        Value value = then(name, new PRelu(count != 1), in);
        assembly.assign(value.node() + ".weight", alpha, count == 1 ? null : value.order());
        return value;
    }

    private Value join(String name, Layer layer, List<Value> given) {
        List<Value> inputs = given.stream().map(value -> materialised(name, value)).toList();
        Value first = inputs.getFirst();
        for (Value value : inputs) {
            if (!Objects.equals(value.order(), first.order())) {
                throw new IllegalArgumentException(
                        name + ": joins vectors that were flattened from different maps");
            }
        }
        return first.at(assembly.add(name, layer, inputs.stream().map(Value::node).toList()));
    }

    private Value concatenate(KerasLayer layer, String name, List<Value> inputs) {
        boolean map = assembly.shape(inputs.getFirst()).isMap();
        int axis = layer.config().integer("axis", -1);
        boolean channels =
                (map && !inputs.getFirst().vector())
                        ? axis == (channelsFirst ? 1 : 3) || (axis == -1 && !channelsFirst)
                        : axis == -1 || axis == 1;
        if (!channels) {
            throw layer.config().error("axis", "that of the channels");
        }
        if (inputs.stream().anyMatch(value -> value.order() != null)) {
            throw layer.config().error("joining flattened maps is not supported");
        }
        return join(name, new Concat(), inputs);
    }

    private Value reshape(KerasLayer layer, String name, Value in) {
        int[] target = layer.config().integers("target_shape");
        Shape shape = assembly.shape(in);
        int[] now =
                channelsFirst && shape.isMap()
                        ? new int[] {shape.channels(), shape.height(), shape.width()}
                        : shape.toArray();
        boolean gate = shape.isMap() && shape.height() * shape.width() == 1;
        if (target.length == 1 && gate) {
            return new Value(in.node(), true, null, in.padding());
        }
        if (target.length == 3 && gate && Arrays.equals(target, now)) {
            return new Value(in.node(), false, null, in.padding());
        }
        if (target.length == 1 && shape.isMap()) {
            return flatten(layer, name, in);
        }
        if (!Arrays.equals(target, now)) {
            throw layer.config()
                    .error(
                            "only shapes that change nothing, 1 x 1 maps and flattening are"
                                    + " supported, got "
                                    + Arrays.toString(target)
                                    + " of "
                                    + shape);
        }
        return in;
    }
}
