package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.model.FormatException;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Reshape;
import dev.fovea.nn.ShapeException;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From a graph to a network: constants are folded, shapes worked out, and operators become layers.
 *
 * <p>The first axis of the input is the batch and stays so. Where the file leaves its extent free,
 * shape arithmetic is done with a number that stands for it.
 */
final class GraphImport {
    /** Stands for a free batch: a prime that no layer's extents are likely to multiply to. */
    private static final int ANY_BATCH = 61;

    private static final int MOST_BATCH = 1 << 16;

    final OnnxModel model;
    final TensorReader reader;
    final NodeNames names = new NodeNames();
    private final Map<String, Operand> values = new HashMap<>();
    private final Map<String, List<OnnxNode>> consumers = new HashMap<>();
    private final Set<OnnxNode> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final OnnxValue input;
    private final String output;
    private final int batch;
    private Network network;

    /** The network and its numbers. */
    record Imported(Network network, Weights weights) {}

    /**
     * @param whole whether the whole input is one sample, rather than its first axis the batch
     */
    private GraphImport(OnnxModel model, TensorReader reader, Optional<Shape> size, boolean whole)
            throws FormatException {
        this.model = model;
        this.reader = reader;
        input = input();
        if (model.outputs().isEmpty()) {
            throw new FormatException(model.file(), -1, "a graph with an output", "none");
        }
        output = model.outputs().getFirst().name();
        batch = whole ? 1 : fixedBatch();
        Shape shape = whole ? Shape.of(wholeSize()) : inputShape(size);
        network = Network.input(shape).withName(networkName());
    }

    /**
     * Imports a graph.
     *
     * @param size the shape of one sample, for graphs that leave height and width free
     * @throws FormatException if it is damaged or does what Fovea does not support
     */
    static Imported run(OnnxModel model, TensorReader reader, Optional<Shape> size)
            throws IOException {
        return new GraphImport(model, reader, size, false).run();
    }

    /**
     * Every output of a graph, row-major but for the batch.
     *
     * @param whole whether the whole input is one sample, seen as a vector; then nothing is a batch
     */
    static Outputs outputs(OnnxModel model, TensorReader reader, boolean whole) throws IOException {
        var graph = new GraphImport(model, reader, Optional.empty(), whole);
        graph.everything(whole);
        Map<String, Operand> outputs = graph.outputs();
        return new Outputs(outputs, graph.network, graph.weights(graph.network));
    }

    /** Every output of a graph, constant or not, and the network they are nodes of. */
    record Outputs(Map<String, Operand> values, Network network, Weights weights) {}

    private Map<String, Operand> outputs() throws IOException {
        var outputs = new LinkedHashMap<String, Operand>();
        for (OnnxValue each : model.outputs()) {
            Operand found = values.get(each.name());
            if (found == null) {
                throw new FormatException(
                        model.file(), each.offset(), "an output '" + each.name() + "'", "none");
            }
            outputs.put(
                    each.name(),
                    found instanceof Activation x
                            ? Layouts.rowMajor(new Call(this, maker(each.name())), x)
                            : found);
        }
        return outputs;
    }

    private OnnxNode maker(String value) {
        return model.nodes().stream()
                .filter(node -> node.outputs().contains(value))
                .findFirst()
                .orElse(model.nodes().getLast());
    }

    private int wholeSize() throws FormatException {
        try {
            return input.dims().stream().map(GraphImport::extent).reduce(1, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw inputError("extents whose product fits a Java array");
        }
    }

    private Activation inputOperand(boolean whole) {
        var given = new Activation(Network.INPUT, network.input(), batch);
        if (!whole) {
            return isChannelsLast()
                    ? given.withAxes(List.of(Activation.lead(batch), 0, 1, 2))
                    : given;
        }
        List<Integer> extents = input.dims().stream().map(GraphImport::extent).toList();
        List<Integer> axes = IntStream.range(0, extents.size()).boxed().toList();
        if (extents.size() < 2) {
            return given.withAxes(axes);
        }
        network = network.then(names.of("input", "whole"), new Reshape(extents));
        return new Activation(network.output(), network.outputShape(), batch, axes);
    }

    /** TensorFlow's order: what the graph reads is transposed, and the channels come last. */
    private boolean isChannelsLast() {
        List<Long> dims = input.dims();
        return dims.size() == 4
                && (dims.get(3) == 1 || dims.get(3) == 3)
                && dims.get(1) != 1
                && dims.get(1) != 3
                && model.nodes().stream()
                        .anyMatch(node ->
                                node.operator().equals("Transpose")
                                        && node.attributes().get("perm")
                                                instanceof OnnxAttribute.Wholes(List<Long> perm)
                                        && perm.equals(List.of(0L, 3L, 1L, 2L)));
    }

    private Imported run() throws IOException {
        everything(false);
        if (!(values.get(output) instanceof Activation made) || made.node().equals(Network.INPUT)) {
            throw new FormatException(
                    model.file(),
                    model.outputs().getFirst().offset(),
                    "an output '" + output + "' worked out from the input",
                    values.containsKey(output) ? "one that does not change" : "none");
        }
        Activation result = ended(made);
        Network ended = network.upTo(result.node());
        return new Imported(ended, weights(ended));
    }

    private Weights weights(Network part) {
        var used = new LinkedHashMap<String, Tensor>();
        for (String name : part.parameters().keySet()) {
            used.put(name, Objects.requireNonNull(weights.get(name)));
        }
        return Weights.of(used);
    }

    /** The output as layers have it, and row-major where it is neither map nor vector. */
    private Activation ended(Activation made) throws IOException {
        int axes = made.axes().size();
        int batchAxis = made.axes().indexOf(Activation.BATCH);
        boolean usual =
                (axes == 4 || axes == 2)
                        && (batchAxis == 0 || (batchAxis < 0 && made.dims()[0] == 1));
        var call = new Call(this, maker(output));
        return usual ? Layouts.usual(call, made) : Layouts.rowMajor(call, made);
    }

    private void everything(boolean whole) throws IOException {
        model.initializers()
                .forEach((name, tensor) -> values.put(name, new Constant(tensor, reader)));
        values.put(input.name(), inputOperand(whole));
        Set<OnnxNode> needed = needed(whole);
        for (OnnxNode node : model.nodes()) {
            if (needed.contains(node)) {
                node.inputs()
                        .forEach(name ->
                                consumers
                                        .computeIfAbsent(name, any -> new ArrayList<>())
                                        .add(node));
            }
        }
        for (OnnxNode node : model.nodes()) {
            if (needed.contains(node) && !done.contains(node)) {
                run(node);
            }
        }
    }

    private OnnxValue input() throws FormatException {
        List<OnnxValue> free =
                model.inputs().stream()
                        .filter(value -> !model.initializers().containsKey(value.name()))
                        .toList();
        if (free.size() != 1) {
            throw new FormatException(
                    model.file(),
                    free.isEmpty() ? -1 : free.get(1).offset(),
                    "one input beside the initializers",
                    free.isEmpty() ? "none" : free.stream().map(OnnxValue::name).toList() + "");
        }
        return free.getFirst();
    }

    private String networkName() {
        String name = model.graph().replaceAll("[\\s\\p{Cntrl}]+", "_");
        return name.isEmpty() ? "onnx" : name;
    }

    private int fixedBatch() throws FormatException {
        if (!input.known() || (input.dims().size() != 2 && input.dims().size() != 4)) {
            throw inputError("[N, C, H, W] or [N, F]");
        }
        long first = input.dims().getFirst();
        if (first > MOST_BATCH) {
            throw inputError("a batch of at most " + MOST_BATCH);
        }
        return first < 1 ? ANY_BATCH : (int) first;
    }

    private Shape inputShape(Optional<Shape> size) throws FormatException {
        List<Long> dims = input.dims();
        try {
            if (dims.size() == 2) {
                return Shape.of(extent(dims.get(1)));
            }
            boolean channelsLast = isChannelsLast();
            int height = extent(dims.get(channelsLast ? 1 : 2));
            int width = extent(dims.get(channelsLast ? 2 : 3));
            if ((height < 1 || width < 1) && size.isPresent() && size.get().isMap()) {
                height = height < 1 ? size.get().height() : height;
                width = width < 1 ? size.get().width() : width;
            }
            int channels = extent(dims.get(channelsLast ? 3 : 1));
            if (height < 1 || width < 1 || channels < 1) {
                throw inputError(
                        "extents that are fixed, or a preprocessing that says height and width");
            }
            return Shape.of(height, width, channels);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw inputError("extents whose product fits a Java array");
        }
    }

    private static int extent(long dim) {
        return Math.toIntExact(Math.max(0, dim));
    }

    private FormatException inputError(String expected) {
        return new FormatException(
                model.file(),
                input.offset(),
                "for the input '" + input.name() + "' " + expected,
                input.known() ? input.dims() + " (-1 is free)" : "no shape");
    }

    /** The nodes the output depends on. */
    private Set<OnnxNode> needed(boolean all) {
        Set<OnnxNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        var wanted = new HashSet<String>(Set.of(output));
        if (all) {
            model.outputs().forEach(value -> wanted.add(value.name()));
        }
        for (OnnxNode node : model.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(wanted::contains)) {
                needed.add(node);
                wanted.addAll(node.inputs());
            }
        }
        return needed;
    }

    private void run(OnnxNode node) throws IOException {
        for (String name : node.inputs()) {
            if (!name.isEmpty() && !values.containsKey(name)) {
                throw new FormatException(
                        model.file(),
                        node.offset(),
                        "the input '" + name + "' of " + node.text() + " before it",
                        "no node above that makes it");
            }
        }
        requireEnds(node);
        try {
            var call = new Call(this, node);
            if (!fold(call)) {
                Operators.run(call);
            }
        } catch (ShapeException
                | IllegalArgumentException
                | IllegalStateException
                | ArithmeticException
                | IndexOutOfBoundsException
                | NoSuchElementException
                | NegativeArraySizeException e) {
            throw new FormatException(
                    model.file(),
                    node.offset(),
                    "a " + node.operator() + " that works, " + node.text(),
                    String.valueOf(e.getMessage()));
        }
    }

    /** Every node makes something, and every one but a constant reads something. */
    private void requireEnds(OnnxNode node) throws FormatException {
        boolean reads = !node.inputs().isEmpty() || node.operator().equals("Constant");
        if (!reads || node.outputs().isEmpty()) {
            throw new FormatException(
                    model.file(),
                    node.offset(),
                    (reads ? "an output of " : "an input of ") + node.text(),
                    "none");
        }
    }

    private boolean fold(Call call) throws IOException {
        OnnxNode node = call.node;
        if (!node.domain().isEmpty()) {
            return false;
        }
        if (node.operator().equals("Constant")) {
            set(node.outputs().getFirst(), Constants.of(call));
            return true;
        }
        if (node.operator().equals("Shape") || node.operator().equals("Size")) {
            set(node.outputs().getFirst(), constant(node, shape(call)));
            return true;
        }
        var inputs = new ArrayList<@Nullable NdArray>();
        for (String name : node.inputs()) {
            if (name.isEmpty()) {
                inputs.add(null);
            } else if (values.get(name) instanceof Constant constant) {
                inputs.add(constant.size() <= NdArray.MOST_NUMBERS ? constant.array() : null);
            } else {
                return false;
            }
        }
        if (inputs.isEmpty() || node.operator().equals("Split")) {
            return false;
        }
        if (node.operator().equals("Identity")
                && values.get(node.inputs().getFirst()) instanceof Constant same) {
            set(node.outputs().getFirst(), same);
            return true;
        }
        List<NdArray> outputs = Folding.fold(node, call.attributes, inputs);
        if (outputs == null) {
            return false;
        }
        set(node.outputs().getFirst(), constant(node, outputs.getFirst()));
        return true;
    }

    private Constant constant(OnnxNode node, NdArray array) {
        return new Constant(node.outputs().getFirst(), array, reader);
    }

    private static NdArray shape(Call call) throws IOException {
        int[] dims = call.operand(0).dims();
        if (call.node.operator().equals("Size")) {
            long size = 1;
            for (int dim : dims) {
                size *= dim;
            }
            return new NdArray(new int[0], new double[] {size}, true);
        }
        int rank = dims.length;
        long start = call.attributes.whole("start", 0);
        long end = call.attributes.whole("end", rank);
        int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
        int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
        double[] out = new double[to - from];
        for (int i = 0; i < out.length; i++) {
            out[i] = dims[from + i];
        }
        return NdArray.vector(out);
    }

    Operand value(String name) {
        Operand found = values.get(name);
        if (found == null) {
            throw new IllegalStateException("no value '" + name + "'");
        }
        return found;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    void set(String name, Operand operand) throws FormatException {
        if (values.putIfAbsent(name, operand) != null) {
            throw new FormatException(
                    model.file(), -1, "values made once", "'" + name + "' made twice");
        }
    }

    /** The only node that reads a value, if it is not the output; else null. */
    @Nullable OnnxNode onlyReader(String value) {
        List<OnnxNode> readers = consumers.getOrDefault(value, List.of());
        return readers.size() == 1 && !value.equals(output) ? readers.getFirst() : null;
    }

    List<OnnxNode> readers(String value) {
        return value.equals(output) ? List.of() : consumers.getOrDefault(value, List.of());
    }

    /** The node has become part of another. */
    void skip(OnnxNode node) {
        done.add(node);
    }

    Network network() {
        return network;
    }

    int batch() {
        return batch;
    }

    void add(Node node, Map<String, Tensor> parameters) {
        network = network.then(node);
        weights.putAll(parameters);
    }
}
