package dev.fovea.plan;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.ActivationLayer;
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
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.LocalResponseNorm;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Parameter;
import dev.fovea.nn.Reshape;
import dev.fovea.nn.Softmax;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a network to operations in the order they run: takes along what can share a pass over
 * memory, and leaves out what does nothing in this mode.
 */
final class Compiler {
    /** Some kernels are chosen only where there are enough channels. */
    private static final List<Integer> SAMPLE_CHANNELS = List.of(32, 128);

    private final Network network;
    private final Kernels kernels;
    private final PlanOptions options;
    private final Set<String> needed = new HashSet<>();
    private final Map<String, List<Node>> readers = new HashMap<>();
    private final Set<String> fused = new HashSet<>();
    private final Map<String, Value> values = new HashMap<>();
    private final List<Op> ops = new ArrayList<>();
    private int dropouts;

    private Compiler(Network network, Kernels kernels, PlanOptions options) {
        this.network = network;
        this.kernels = kernels;
        this.options = options;
    }

    /**
     * The operations and their values.
     *
     * @param values output of every node that was not fused away, and of the input, by name
     */
    record Compiled(List<Op> ops, Map<String, Value> values) {}

    static Compiled compile(Network network, Kernels kernels, PlanOptions options) {
        return new Compiler(network, kernels, options).compile();
    }

    private Compiled compile() {
        findNeeded();
        values.put(Network.INPUT, new Value(Network.INPUT, network.input()));
        for (Node node : network.nodes()) {
            if (needed.contains(node.name()) && !fused.contains(node.name())) {
                compile(node);
            }
        }
        return new Compiled(ops, values);
    }

    private void findNeeded() {
        needed.add(network.output());
        needed.addAll(options.keep());
        for (Node node : network.nodes().reversed()) {
            if (needed.contains(node.name())) {
                needed.addAll(node.inputs());
                for (String input : node.inputs()) {
                    readers.computeIfAbsent(input, any -> new ArrayList<>()).add(node);
                }
            }
        }
    }

    private void compile(Node node) {
        Value x = value(node.inputs().getFirst());
        switch (node.layer()) {
            case Conv2d conv -> compileConv(node, conv, x);
            case Dense dense -> compileDense(node, dense, x);
            case BatchNorm norm -> compileBatchNorm(node, norm, x);
            case Add ignored -> {
                var chain = new Chain(node).takeActivation();
                Value y = output(chain.end);
                ops.add(new AddOp(chain.end.name(), inputs(node), y, tail(chain, y)));
            }
            case ActivationLayer layer -> {
                Value y = output(node);
                ops.add(
                        new ActivationOp(
                                node.name(),
                                x,
                                y,
                                new ActivationTail(layer.activation(), y, options.rule())));
            }
            case MaxPool2d pool -> pool(node, x, PoolOp.Kind.MAX, pool.geometry(x.shape));
            case AvgPool2d pool -> pool(node, x, PoolOp.Kind.AVERAGE, pool.geometry(x.shape));
            case GlobalAvgPool ignored -> pool(node, x, PoolOp.Kind.AVERAGE, global(x.shape));
            case GlobalMaxPool ignored -> pool(node, x, PoolOp.Kind.MAX, global(x.shape));
            case AdaptiveAvgPool2d ignored -> compileAdaptive(node, x);
            case Flatten ignored -> compileFlatten(node, x);
            case Dropout dropout -> {
                if (options.mode() == Mode.TRAINING && dropout.rate() > 0) {
                    ops.add(
                            new DropoutOp(
                                    node.name(), x, output(node), dropout.rate(), dropouts++));
                } else {
                    values.put(node.name(), x);
                }
            }
            case LocalResponseNorm layer ->
                    ops.add(new LocalResponseNormOp(node.name(), x, output(node), layer));
            case PRelu layer -> {
                String slope = node.prefix() + ".weight";
                Shape shape = layer.parameters(List.of(x.shape)).getFirst().shape();
                ops.add(new PReluOp(node.name(), x, output(node), slope, shape, isTrained(slope)));
            }
            case Softmax ignored -> ops.add(new SoftmaxOp(node.name(), x, output(node), false));
            case LogSoftmax ignored -> ops.add(new SoftmaxOp(node.name(), x, output(node), true));
            case Multiply ignored ->
                    ops.add(new MultiplyOp(node.name(), inputs(node), output(node)));
            case Concat ignored -> ops.add(new ConcatOp(node.name(), inputs(node), output(node)));
            case ChannelSlice slice ->
                    ops.add(new ChannelSliceOp(node.name(), x, output(node), slice.first()));
            case ChannelShuffle shuffle ->
                    ops.add(new ShuffleOp(node.name(), x, output(node), shuffle.groups()));
            case InferenceLayer layer -> compileInference(node, layer, x);
        }
    }

    private void compileInference(Node node, InferenceLayer layer, Value x) {
        String type = layer.getClass().getSimpleName();
        List<Parameter> parameters = network.parameters(node);
        if (parameters.stream()
                .anyMatch(p -> p.role().trainable() && isTrained(node.parameterName(p)))) {
            throw new IllegalArgumentException(InferenceOp.noGradient(node.name(), type));
        }
        if (layer instanceof Reshape) {
            ops.add(new ReshapeOp(node.name(), x, output(node)));
            return;
        }
        ops.add(
                new InferenceOp(
                        node.name(),
                        inputs(node),
                        output(node),
                        type,
                        InferenceFunctions.of(
                                layer, network.inputShapes(node), network.shape(node.name())),
                        parameters.stream().map(node::parameterName).toList()));
    }

    private void compileConv(Node node, Conv2d conv, Value x) {
        ConvGeometry geometry = conv.geometry(x.shape);
        var chain = new Chain(node).takeBatchNorm().takeResidual().takeActivation();
        boolean weightsChange = options.mode() == Mode.TRAINING;
        linear(
                node,
                chain,
                conv.filters(),
                conv.bias(),
                new LinearOp.Prepared() {
                    @Override
                    public LinearForward forward() {
                        return kernels.convForward(
                                geometry, options.batch(), epilogue(chain), weightsChange);
                    }

                    @Override
                    public Optional<LinearSample> sample(Kernels others) {
                        String wanted = forward().algorithm();
                        return SAMPLE_CHANNELS.stream()
                                .map(most ->
                                        LinearSample.of(others, geometry, epilogue(chain), most))
                                .filter(small -> small.kernel().algorithm().equals(wanted))
                                .findFirst();
                    }

                    @Override
                    public LinearBackwardData backwardData(boolean masked) {
                        return kernels.convBackwardData(geometry, options.batch(), masked);
                    }

                    @Override
                    public LinearBackwardWeights backwardWeights() {
                        return kernels.convBackwardWeights(geometry, options.batch());
                    }
                });
    }

    private void compileDense(Node node, Dense dense, Value x) {
        int in = x.size();
        var chain = new Chain(node).takeBatchNorm().takeResidual().takeActivation();
        linear(
                node,
                chain,
                dense.units(),
                dense.bias(),
                new LinearOp.Prepared() {
                    @Override
                    public LinearForward forward() {
                        return kernels.denseForward(
                                in, dense.units(), options.batch(), epilogue(chain));
                    }

                    @Override
                    public Optional<LinearSample> sample(Kernels others) {
                        return Optional.of(
                                LinearSample.of(others, in, dense.units(), epilogue(chain)));
                    }

                    @Override
                    public LinearBackwardData backwardData(boolean masked) {
                        return kernels.denseBackwardData(
                                in, dense.units(), options.batch(), masked);
                    }

                    @Override
                    public LinearBackwardWeights backwardWeights() {
                        return kernels.denseBackwardWeights(in, dense.units(), options.batch());
                    }
                });
    }

    private void linear(
            Node node, Chain chain, int outputs, boolean hasBias, LinearOp.Prepared prepared) {
        Value x = value(node.inputs().getFirst());
        String weight = node.prefix() + ".weight";
        String bias = hasBias ? node.prefix() + ".bias" : "";
        Shape shape = node.layer().parameters(List.of(x.shape)).getFirst().shape();
        var source =
                new LinearWeights.Source(
                        weight, shape, bias, outputs, chain.norm, chain.normPrefix);
        Value y = output(chain.end);
        List<Value> inputs =
                chain.residual.isEmpty() ? List.of(x) : List.of(x, value(chain.residual));
        ops.add(
                new LinearOp(
                        chain.end.name(),
                        inputs,
                        y,
                        source,
                        prepared,
                        tail(chain, y),
                        isTrained(weight),
                        hasBias && isTrained(bias)));
    }

    private void compileBatchNorm(Node node, BatchNorm norm, Value x) {
        var chain = new Chain(node).takeActivation();
        boolean trained = isTrained(node.prefix() + ".weight");
        Value y = output(chain.end);
        ops.add(
                new BatchNormOp(
                        chain.end.name(),
                        x,
                        y,
                        norm,
                        node.prefix(),
                        trained,
                        trained,
                        tail(chain, y)));
    }

    private void compileAdaptive(Node node, Value x) {
        Shape in = x.shape;
        Shape out = network.shape(node.name());
        if (in.equals(out)) {
            values.put(node.name(), x);
            return;
        }
        boolean even = in.height() % out.height() == 0 && in.width() % out.width() == 0;
        int kernelHeight = Math.ceilDiv(in.height(), out.height());
        int kernelWidth = Math.ceilDiv(in.width(), out.width());
        var geometry =
                new PoolGeometry(
                        in.height(),
                        in.width(),
                        in.channels(),
                        kernelHeight,
                        kernelWidth,
                        kernelHeight,
                        kernelWidth,
                        0,
                        0,
                        0,
                        0,
                        1,
                        1,
                        out.height(),
                        out.width(),
                        false);
        pool(node, x, even ? PoolOp.Kind.AVERAGE : PoolOp.Kind.ADAPTIVE_AVERAGE, geometry);
    }

    private void compileFlatten(Node node, Value x) {
        if (x.shape.isVector()) {
            values.put(node.name(), x);
        } else if (x.shape.height() * x.shape.width() == 1 || x.shape.channels() == 1) {
            ops.add(new ReshapeOp(node.name(), x, output(node)));
        } else {
            ops.add(new FlattenOp(node.name(), x, output(node)));
        }
    }

    private void pool(Node node, Value x, PoolOp.Kind kind, PoolGeometry geometry) {
        ops.add(
                new PoolOp(
                        node.name(),
                        x,
                        output(node),
                        kind,
                        geometry,
                        options.batch(),
                        options.mode().hasBackward()));
    }

    private static PoolGeometry global(Shape in) {
        return PoolGeometry.global(in.height(), in.width(), in.channels());
    }

    private ActivationTail tail(Chain chain, Value y) {
        return new ActivationTail(chain.activation, y, options.rule());
    }

    private static Epilogue epilogue(Chain chain) {
        return new Epilogue(!chain.residual.isEmpty(), chain.activation);
    }

    private boolean isTrained(String parameter) {
        return options.mode() == Mode.TRAINING && !options.frozen().contains(parameter);
    }

    private Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no value " + name);
        }
        return value;
    }

    private Value output(Node node) {
        var value = new Value(node.name(), network.shape(node.name()));
        values.put(node.name(), value);
        return value;
    }

    private List<Value> inputs(Node node) {
        return node.inputs().stream().map(this::value).toList();
    }

    /** A node and those behind it that run in the same pass over memory. */
    private final class Chain {
        private Node end;
        private @Nullable BatchNorm norm;
        private String normPrefix = "";
        private String residual = "";
        private Activation activation = Activation.NONE;

        Chain(Node start) {
            end = start;
        }

        /**
         * The only reader of the end, if nobody else may want to see the end's own output; else
         * null.
         */
        private @Nullable Node next() {
            List<Node> all = readers.getOrDefault(end.name(), List.of());
            boolean visible =
                    all.size() != 1
                            || end.name().equals(network.output())
                            || options.keep().contains(end.name())
                            || options.keepGradients().contains(end.name());
            return visible ? null : all.getFirst();
        }

        private void take(Node node) {
            fused.add(node.name());
            end = node;
        }

        Chain takeBatchNorm() {
            Node next = next();
            if (options.mode() == Mode.INFERENCE
                    && next != null
                    && next.layer() instanceof BatchNorm batchNorm) {
                norm = batchNorm;
                normPrefix = next.prefix();
                take(next);
            }
            return this;
        }

        /** An addition of a value that is there already joins the pass that computes the other. */
        Chain takeResidual() {
            Node next = next();
            if (options.mode() == Mode.INFERENCE
                    && next != null
                    && next.layer() instanceof Add
                    && next.inputs().size() == 2) {
                boolean first = next.inputs().getFirst().equals(end.name());
                String other = first ? next.inputs().getLast() : next.inputs().getFirst();
                if (values.containsKey(other)) {
                    residual = other;
                    take(next);
                }
            }
            return this;
        }

        Chain takeActivation() {
            Node next = next();
            if (next != null && next.layer() instanceof ActivationLayer layer) {
                boolean output = layer.activation().kind().needs() != Activation.Needs.INPUT;
                if (output || options.mode() == Mode.INFERENCE) {
                    activation = layer.activation();
                    take(next);
                }
            }
            return this;
        }
    }
}
