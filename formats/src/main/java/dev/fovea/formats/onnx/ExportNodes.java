package dev.fovea.formats.onnx;

import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.ChannelShuffle;
import dev.fovea.nn.ChannelSlice;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Elu;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Gelu;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.HardSigmoid;
import dev.fovea.nn.HardSwish;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.LeakyRelu;
import dev.fovea.nn.LocalResponseNorm;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.nn.Sigmoid;
import dev.fovea.nn.Silu;
import dev.fovea.nn.Size;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.Tanh;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's nodes as NodeProto messages. Each has its node's name, and its output too; what a
 * layer is taken apart into stands before it under longer names.
 */
final class ExportNodes {
    private final Network network;
    private final Weights weights;
    private final List<byte[]> nodes = new ArrayList<>();
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();

    /** Numbers that stand in the file. */
    sealed interface Initializer {
        OnnxType type();

        int[] dims();

        int bytes();
    }

    /** A parameter of the network. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Parameter(int[] dims, Tensor tensor) implements Initializer {
        @Override
        public OnnxType type() {
            return OnnxType.FLOAT;
        }

        @Override
        public int bytes() {
            return Math.multiplyExact(tensor.data().length, Float.BYTES);
        }
    }

    /** Extents and axes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(long[] numbers) implements Initializer {
        @Override
        public OnnxType type() {
            return OnnxType.INT64;
        }

        @Override
        public int[] dims() {
            return new int[] {numbers.length};
        }

        @Override
        public int bytes() {
            return numbers.length * Long.BYTES;
        }
    }

    ExportNodes(Network network, Weights weights) throws IOException {
        this.network = network;
        this.weights = weights;
        for (Node node : network.nodes()) {
            add(node);
        }
    }

    List<byte[]> nodes() {
        return nodes;
    }

    Map<String, Initializer> initializers() {
        return initializers;
    }

    private void add(Node node) throws IOException {
        String x = node.inputs().getFirst();
        Shape in = network.shape(x);
        switch (node.layer()) {
            case Conv2d conv -> {
                List<byte[]> attributes =
                        window(conv.kernel(), conv.stride(), conv.padding(), conv.dilation(), in);
                attributes.add(ProtoWriter.whole("group", conv.groups()));
                write(node, "Conv", attributes);
            }
            case MaxPool2d pool -> {
                List<byte[]> attributes =
                        window(pool.kernel(), pool.stride(), pool.padding(), pool.dilation(), in);
                attributes.add(ProtoWriter.whole("ceil_mode", pool.ceilMode() ? 1 : 0));
                write(node, "MaxPool", attributes);
            }
            case AvgPool2d pool -> {
                List<byte[]> attributes =
                        window(pool.kernel(), pool.stride(), pool.padding(), Size.ONE, in);
                // The attribute is older than AveragePool's dilations.
                attributes.remove(attributes.size() - 1);
                attributes.add(ProtoWriter.whole("ceil_mode", pool.ceilMode() ? 1 : 0));
                attributes.add(ProtoWriter.whole("count_include_pad", pool.countPadding() ? 1 : 0));
                write(node, "AveragePool", attributes);
            }
            case AdaptiveAvgPool2d pool -> adaptive(node, pool, in);
            case GlobalAvgPool _ -> write(node, "GlobalAveragePool");
            case GlobalMaxPool _ -> write(node, "GlobalMaxPool");
            case Dense _ -> write(node, "Gemm", List.of(ProtoWriter.whole("transB", 1)));
            case Flatten _ -> write(node, "Flatten", List.of(ProtoWriter.whole("axis", 1)));
            case BatchNorm norm ->
                    write(
                            node,
                            "BatchNormalization",
                            List.of(
                                    ProtoWriter.real("epsilon", norm.epsilon()),
                                    ProtoWriter.real(
                                            "momentum",
                                            LinearOperators.complement(norm.momentum()))));
            case LocalResponseNorm norm ->
                    write(
                            node,
                            "LRN",
                            List.of(
                                    ProtoWriter.whole("size", norm.size()),
                                    ProtoWriter.real("alpha", norm.alpha()),
                                    ProtoWriter.real("beta", norm.beta()),
                                    ProtoWriter.real("bias", norm.k())));
            case Dropout dropout -> {
                String rate = scalar(node.name() + "/ratio", dropout.rate());
                write(node, "Dropout", List.of(x, rate), List.of());
            }
            case Relu _ -> write(node, "Relu");
            case Sigmoid _ -> write(node, "Sigmoid");
            case Tanh _ -> write(node, "Tanh");
            case HardSwish _ -> write(node, "HardSwish");
            case LeakyRelu relu ->
                    write(node, "LeakyRelu", List.of(ProtoWriter.real("alpha", relu.slope())));
            case Elu elu -> write(node, "Elu", List.of(ProtoWriter.real("alpha", elu.alpha())));
            case HardSigmoid f ->
                    write(
                            node,
                            "HardSigmoid",
                            List.of(
                                    ProtoWriter.real("alpha", f.slope()),
                                    ProtoWriter.real("beta", f.offset())));
            case Relu6 _ -> {
                String low = scalar(node.name() + "/low", 0);
                String high = scalar(node.name() + "/high", 6);
                write(node, "Clip", List.of(x, low, high), List.of());
            }
            case Silu _ -> {
                String gate = helper(node, "sigmoid", "Sigmoid", List.of(x));
                write(node, "Mul", List.of(x, gate), List.of());
            }
            case Gelu gelu -> gelu(node, gelu, x);
            case PRelu _ -> prelu(node, x, in);
            case Softmax _ -> write(node, "Softmax", List.of(ProtoWriter.whole("axis", 1)));
            case LogSoftmax _ -> write(node, "LogSoftmax", List.of(ProtoWriter.whole("axis", 1)));
            case Add _ -> write(node, node.inputs().size() == 2 ? "Add" : "Sum");
            case Multiply _ -> write(node, "Mul");
            case Concat _ -> write(node, "Concat", List.of(ProtoWriter.whole("axis", 1)));
            case ChannelSlice slice -> {
                String prefix = node.name();
                String first = wholes(prefix + "/first", slice.first());
                String end = wholes(prefix + "/end", (long) slice.first() + slice.channels());
                String axis = wholes(prefix + "/axis", 1);
                write(node, "Slice", List.of(x, first, end, axis), List.of());
            }
            case InferenceLayer layer ->
                    throw new IllegalArgumentException(
                            "OnnxExport: the layer "
                                    + layer.getClass().getSimpleName()
                                    + " of "
                                    + node.name()
                                    + " is for inference only and is not written to ONNX");
            case ChannelShuffle shuffle -> shuffle(node, shuffle.groups(), x, in);
        }
    }

    private static List<byte[]> window(
            Size kernel, Size stride, Padding padding, Size dilation, Shape in) throws IOException {
        var attributes = new ArrayList<byte[]>();
        attributes.add(ProtoWriter.wholes("kernel_shape", kernel.height(), kernel.width()));
        attributes.add(ProtoWriter.wholes("strides", stride.height(), stride.width()));
        if (padding instanceof Padding.Same && dilation.equals(Size.ONE)) {
            attributes.add(ProtoWriter.text("auto_pad", "SAME_UPPER"));
        } else {
            Padding.Explicit sides =
                    padding.resolve(new Size(in.height(), in.width()), kernel, stride, dilation);
            attributes.add(
                    ProtoWriter.wholes(
                            "pads", sides.top(), sides.left(), sides.bottom(), sides.right()));
        }
        attributes.add(ProtoWriter.wholes("dilations", dilation.height(), dilation.width()));
        return attributes;
    }

    private void adaptive(Node node, AdaptiveAvgPool2d pool, Shape in) throws IOException {
        Size out = pool.output();
        if (in.height() % out.height() == 0 && in.width() % out.width() == 0) {
            int height = in.height() / out.height();
            int width = in.width() / out.width();
            write(
                    node,
                    "AveragePool",
                    List.of(
                            ProtoWriter.wholes("kernel_shape", height, width),
                            ProtoWriter.wholes("strides", height, width)));
            return;
        }
        // Windows of unlike size are products with two matrices of averages.
        String rows = node.name() + "/rows";
        String columns = node.name() + "/columns";
        float[] byRow = averages(in.height(), out.height());
        float[] byColumn = averages(in.width(), out.width());
        float[] transposed = new float[byColumn.length];
        for (int o = 0; o < out.width(); o++) {
            for (int i = 0; i < in.width(); i++) {
                transposed[i * out.width() + o] = byColumn[o * in.width() + i];
            }
        }
        constant(rows, new int[] {out.height(), in.height()}, byRow);
        constant(columns, new int[] {in.width(), out.width()}, transposed);
        String part = helper(node, "averaged", "MatMul", List.of(rows, node.inputs().getFirst()));
        write(node, "MatMul", List.of(part, columns), List.of());
    }

    /** Row o holds the weights of the window of output o. */
    private static float[] averages(int in, int out) {
        float[] matrix = new float[out * in];
        for (int o = 0; o < out; o++) {
            int first = Math.toIntExact((long) o * in / out);
            int end = Math.toIntExact(Math.ceilDiv((long) (o + 1) * in, out));
            for (int i = first; i < end; i++) {
                matrix[o * in + i] = 1f / (end - first);
            }
        }
        return matrix;
    }

    /** The operator Gelu is younger than this operator set. */
    private void gelu(Node node, Gelu gelu, String x) throws IOException {
        if (gelu.tanh()) {
            String cube = helper(node, "square", "Mul", List.of(x, x));
            cube = helper(node, "cube", "Mul", List.of(cube, x));
            String scaled =
                    helper(
                            node,
                            "scaled",
                            "Mul",
                            List.of(cube, scalar(node.name() + "/third", 0.044715f)));
            String sum = helper(node, "sum", "Add", List.of(x, scaled));
            float root = (float) Math.sqrt(2 / Math.PI);
            String inner =
                    helper(node, "inner", "Mul", List.of(sum, scalar(node.name() + "/root", root)));
            times(node, x, helper(node, "tanh", "Tanh", List.of(inner)));
        } else {
            float root = (float) Math.sqrt(2);
            String inner =
                    helper(node, "inner", "Div", List.of(x, scalar(node.name() + "/root", root)));
            times(node, x, helper(node, "erf", "Erf", List.of(inner)));
        }
    }

    /** {@code x (1 + f) / 2}. */
    private void times(Node node, String x, String f) throws IOException {
        String plus = helper(node, "plus", "Add", List.of(f, scalar(node.name() + "/one", 1)));
        String product = helper(node, "product", "Mul", List.of(x, plus));
        write(node, "Mul", List.of(product, scalar(node.name() + "/half", 0.5f)), List.of());
    }

    private void prelu(Node node, String x, Shape in) throws IOException {
        String name = node.parameterName(network.parameters(node).getFirst());
        Tensor slope = weights.get(name);
        int count = slope.data().length;
        // Broadcast against [N, C, H, W].
        int[] dims = in.isMap() && count > 1 ? new int[] {count, 1, 1} : new int[] {count};
        initializers.put(name, new Parameter(dims, slope));
        write(node, "PRelu", List.of(x, name), List.of());
    }

    private void shuffle(Node node, int groups, String x, Shape in) throws IOException {
        int each = in.channels() / groups;
        String apart =
                helper(
                        node,
                        "groups",
                        "Reshape",
                        List.of(
                                x,
                                wholes(
                                        node.name() + "/apart",
                                        0,
                                        groups,
                                        each,
                                        in.height(),
                                        in.width())));
        String turned =
                helper(
                        node,
                        "turned",
                        "Transpose",
                        List.of(apart),
                        ProtoWriter.wholes("perm", 0, 2, 1, 3, 4));
        String back = wholes(node.name() + "/joined", 0, in.channels(), in.height(), in.width());
        write(node, "Reshape", List.of(turned, back), List.of());
    }

    private String helper(
            Node node, String part, String operator, List<String> inputs, byte[]... attributes)
            throws IOException {
        String name = node.name() + "/" + part;
        nodes.add(ProtoWriter.node(name, operator, inputs, name, List.of(attributes)));
        return name;
    }

    private String scalar(String name, float value) {
        return constant(name, new int[0], value);
    }

    private String constant(String name, int[] dims, float... values) {
        initializers.put(name, new Parameter(dims, Tensor.of(Shape.of(dims), values)));
        return name;
    }

    private String wholes(String name, long... values) {
        initializers.put(name, new Whole(values));
        return name;
    }

    private void write(Node node, String operator) throws IOException {
        write(node, operator, List.of());
    }

    /** With all the node reads and all its parameters as inputs. */
    private void write(Node node, String operator, List<byte[]> attributes) throws IOException {
        var inputs = new ArrayList<>(node.inputs());
        for (dev.fovea.nn.Parameter parameter : network.parameters(node)) {
            String name = node.parameterName(parameter);
            inputs.add(name);
            initializers.put(name, new Parameter(parameter.shape().toArray(), weights.get(name)));
        }
        write(node, operator, inputs, attributes);
    }

    private void write(Node node, String operator, List<String> inputs, List<byte[]> attributes)
            throws IOException {
        nodes.add(ProtoWriter.node(node.name(), operator, inputs, node.name(), attributes));
    }
}
