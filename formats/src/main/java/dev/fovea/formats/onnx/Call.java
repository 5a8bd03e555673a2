package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.formats.onnx.Operand.Grouped;
import dev.fovea.model.FormatException;
import dev.fovea.nn.ConstantTensor;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Parameter;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node while it is imported: its inputs, its attributes, and how its layers are added. */
final class Call {
    final GraphImport graph;
    final OnnxNode node;
    final Attributes attributes;
    private String name = "";
    private boolean isRow;

    Call(GraphImport graph, OnnxNode node) throws IOException {
        this.graph = graph;
        this.node = node;
        var tensors = new HashMap<String, NdArray>();
        if (!node.operator().equals("Constant")) {
            for (var entry : node.attributes().entrySet()) {
                if (entry.getValue() instanceof OnnxAttribute.Numbers(OnnxTensor tensor)) {
                    tensors.put(entry.getKey(), new Constant(tensor, graph.reader).array());
                }
            }
        }
        attributes = new Attributes(node.attributes(), tensors);
        if (node.outputs().isEmpty()) {
            throw new FormatException(
                    graph.model.file(), node.offset(), "an output of " + node.text(), "none");
        }
    }

    long opset() {
        return graph.model.opset();
    }

    int inputs() {
        return node.inputs().size();
    }

    boolean has(int i) {
        return i < inputs() && !node.inputs().get(i).isEmpty();
    }

    Operand operand(int i) throws FormatException {
        if (!has(i)) {
            throw new FormatException(
                    graph.model.file(),
                    node.offset(),
                    "input " + i + " of " + node.text(),
                    inputs() + " inputs");
        }
        return graph.value(node.inputs().get(i));
    }

    /** An input that is no constant, however it lies. */
    Activation raw(int i) throws FormatException {
        return switch (operand(i)) {
            case Activation activation -> activation;
            case Grouped grouped -> Layouts.apart(this, grouped);
            case Constant _ -> throw unsupported("a constant as input " + i);
        };
    }

    /** An input as layers want it: a map or a vector, the batch first. */
    Activation activation(int i) throws FormatException {
        return Layouts.usual(this, raw(i));
    }

    /** An input as a map; one of three axes becomes a map of one row, and so does the output. */
    Activation map(int i) throws FormatException {
        Activation given = raw(i);
        if (given.axes().size() == 3) {
            var axes = new ArrayList<>(given.axes());
            axes.add(2, Activation.ONE);
            given = given.withAxes(axes);
            isRow = true;
        }
        Activation found = Layouts.usual(this, given);
        if (!found.isMap()) {
            throw unsupported("an input of " + found.dims().length + " axes instead of 4");
        }
        return found;
    }

    Constant constant(int i) throws FormatException {
        if (operand(i) instanceof Constant constant) {
            return constant;
        }
        throw unsupported("an input " + i + " that is worked out as the network runs");
    }

    /** The constant inputs as numbers; null for those left out and for activations. */
    List<@Nullable NdArray> arrays() throws IOException {
        var all = new ArrayList<@Nullable NdArray>();
        for (int i = 0; i < inputs(); i++) {
            all.add(has(i) && operand(i) instanceof Constant c ? c.array() : null);
        }
        return all;
    }

    /** Whole numbers from an attribute, or from an input where newer operator sets have them. */
    long[] wholes(String attribute, int input) throws IOException {
        if (has(input)) {
            return Arrays.stream(constant(input).array().data()).mapToLong(x -> (long) x).toArray();
        }
        return attributes.wholes(attribute);
    }

    /** A parameter of a layer: its name there, what it was called in the file, and its numbers. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Numbers(String name, String source, float[] data) {}

    /** Adds the layer this operator stands for. */
    Activation layer(Layer layer, List<Activation> inputs, Numbers... parameters) {
        return add("", layer, inputs, parameters);
    }

    Activation layer(Layer layer, Activation input, Numbers... parameters) {
        return add("", layer, List.of(input), parameters);
    }

    /** Adds a further layer, behind or before the one the operator stands for. */
    Activation helper(String suffix, Layer layer, List<Activation> inputs, Numbers... parameters) {
        return add(suffix, layer, inputs, parameters);
    }

    Activation helper(String suffix, Layer layer, Activation input, Numbers... parameters) {
        return add(suffix, layer, List.of(input), parameters);
    }

    /** A layer whose output is seen with these axes; empty suffix: the one the operator is. */
    Activation node(
            String suffix,
            Layer layer,
            List<Activation> inputs,
            List<Integer> axes,
            Numbers... parameters) {
        return add(suffix, layer, inputs, parameters).withAxes(axes);
    }

    /** A layer that works on each number by itself: however these lie, they stay so. */
    Activation pointwise(String suffix, Layer layer, Activation x) {
        if (x.shape().isMap() || x.shape().isVector() || layer instanceof InferenceLayer) {
            return node(suffix, layer, List.of(x), x.axes());
        }
        Activation flat = Layouts.reshaped(this, x, List.of(x.shape().size()), List.of(0));
        Activation y = node(suffix, layer, List.of(flat), flat.axes());
        List<Integer> extents = Arrays.stream(x.shape().toArray()).boxed().toList();
        return Layouts.reshaped(this, y, extents, x.axes());
    }

    /** Numbers of the file as the output of a node, row-major, without a batch. */
    Activation constant(String source, int[] extents, float[] numbers) {
        int[] stored = extents.length == 0 ? new int[] {1} : extents;
        return node(
                "constant",
                new ConstantTensor(Arrays.stream(stored).boxed().toList()),
                List.of(new Activation(Network.INPUT, graph.network().input(), graph.batch())),
                IntStream.range(0, extents.length).boxed().toList(),
                new Numbers("value", source, numbers));
    }

    /** From now on the node takes this one's name: it ends a pattern that began here. */
    void nameAfter(OnnxNode last) {
        name = graph.names.of(last);
    }

    private Activation add(
            String suffix, Layer layer, List<Activation> inputs, Numbers... parameters) {
        String own = suffix.isEmpty() ? ownName(parameters) : graph.names.of(baseName(), suffix);
        String prefix =
                parameters.length == 0
                        ? own
                        : graph.names.prefix(own, parameters[0].source(), parameters[0].name());
        var added = new Node(own, layer, inputs.stream().map(Activation::node).toList(), prefix);
        List<Shape> shapes = inputs.stream().map(Activation::shape).toList();
        var tensors = new LinkedHashMap<String, Tensor>();
        for (Parameter parameter : layer.parameters(shapes)) {
            for (Numbers numbers : parameters) {
                if (numbers.name().equals(parameter.name())) {
                    tensors.put(
                            added.parameterName(parameter),
                            new Tensor(parameter.shape(), numbers.data()));
                }
            }
        }
        graph.add(added, tensors);
        return new Activation(own, graph.network().shape(own), graph.batch());
    }

    private String ownName(Numbers... parameters) {
        if (!name.isEmpty()) {
            String taken = name;
            name = "";
            return taken;
        }
        return parameters.length == 0
                ? graph.names.of(node)
                : graph.names.of(node, parameters[0].source(), parameters[0].name());
    }

    private String baseName() {
        return NodeNames.plain(node);
    }

    /** Says what the first output is. */
    void output(Operand result) throws FormatException {
        graph.set(node.outputs().getFirst(), isRow ? row(result) : result);
        for (String other : node.outputs().subList(1, node.outputs().size())) {
            if (!other.isEmpty() && !graph.readers(other).isEmpty()) {
                throw unsupported("its output '" + other + "'");
            }
        }
    }

    private static Operand row(Operand result) {
        if (result instanceof Activation map && map.axes().size() == 4) {
            var axes = new ArrayList<>(map.axes());
            axes.remove(/* index */ 2);
            return map.withAxes(axes);
        }
        return result;
    }

    FormatException unsupported(String what) {
        return new FormatException(
                graph.model.file(),
                node.offset(),
                "what Fovea supports at "
                        + node.text()
                        + ", opset "
                        + opset()
                        + " (operators: "
                        + String.join(", ", Operators.allNames())
                        + ")",
                what);
    }
}
