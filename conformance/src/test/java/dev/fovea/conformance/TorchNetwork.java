package dev.fovea.conformance;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Add;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A network of Fovea as calls of libtorch in double precision, with autograd behind them. */
final class TorchNetwork {
    private static final long[] ONE = {1, 1};

    private final Network network;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    /** Copies the weights. */
    TorchNetwork(Network network, Weights weights) {
        this.network = network;
        network.parameters()
                .forEach((name, parameter) -> {
                    long[] shape = longs(parameter.shape().toArray());
                    Tensor tensor = doubles(weights.get(name).data(), shape);
                    tensor.set_requires_grad(parameter.role().trainable());
                    parameters.put(name, tensor);
                });
    }

    /** A parameter as it is now: running statistics change in training. */
    double[] parameter(String name) {
        return array(parameters.get(name));
    }

    /** The gradient by a parameter, summed over all backward passes. */
    double[] gradient(String name) {
        return array(parameters.get(name).grad());
    }

    /** {@code [N, H, W, C] -> [N, classes]}, with the running statistics. */
    Tensor inference(float[] x, int n) {
        return forward(x, n, (node, inputs) -> call(node, inputs, false));
    }

    /**
     * {@code [N, H, W, C] -> [N, classes]}, with the batch's statistics; dropout must have the rate
     * 0. What was decided elsewhere is decided the same way here.
     */
    Tensor training(float[] x, int n, Decisions decisions) {
        return forward(
                x,
                n,
                (node, inputs) ->
                        decisions
                                .follow(node, inputs[0])
                                .orElseGet(() -> call(node, inputs, true)));
    }

    @FunctionalInterface
    private interface Call {
        Tensor of(Node node, Tensor[] inputs);
    }

    private Tensor forward(float[] x, int n, Call call) {
        Map<String, Tensor> outputs = new HashMap<>();
        Tensor last = map(x, n, network.input());
        outputs.put(Network.INPUT, last);
        for (Node node : network.nodes()) {
            Tensor[] inputs = node.inputs().stream().map(outputs::get).toArray(Tensor[]::new);
            last = call.of(node, inputs);
            outputs.put(node.name(), last);
        }
        return last;
    }

    /** The mean cross-entropy of logits whose i-th row belongs to the class i. */
    static Tensor crossEntropy(Tensor logits) {
        long[] labels = IntStream.range(0, (int) logits.size(0)).asLongStream().toArray();
        Tensor classes =
                torch.from_blob(
                                new LongPointer(labels),
                                new long[] {labels.length},
                                torch.dtype(ScalarType.Long))
                        .clone();
        return torch.cross_entropy_loss(logits, classes);
    }

    private Tensor call(Node node, Tensor[] in, boolean training) {
        return switch (node.layer()) {
            case Conv2d conv -> convolution(node, conv, in[0]);
            case BatchNorm norm ->
                    torch.batch_norm(
                            in[0],
                            optional(node, "weight"),
                            optional(node, "bias"),
                            optional(node, "running_mean"),
                            optional(node, "running_var"),
                            training,
                            norm.momentum(),
                            norm.epsilon(),
                            false);
            case Relu _ -> torch.relu(in[0]);
            case Relu6 _ -> torch.hardtanh(in[0], new Scalar(0.0), new Scalar(6.0));
            case MaxPool2d pool -> {
                PoolGeometry g = pool.geometry(network.inputShapes(node).getFirst());
                yield torch.max_pool2d(
                        in[0],
                        new long[] {g.kernelHeight(), g.kernelWidth()},
                        new long[] {g.strideHeight(), g.strideWidth()},
                        new long[] {g.padTop(), g.padLeft()},
                        new long[] {g.dilationHeight(), g.dilationWidth()},
                        pool.ceilMode());
            }
            case GlobalAvgPool _ -> torch.adaptive_avg_pool2d(in[0], ONE);
            case AdaptiveAvgPool2d pool ->
                    torch.adaptive_avg_pool2d(in[0], pool.output().height(), pool.output().width());
            case Add _ -> torch.add(in[0], in[1]);
            case Concat _ -> torch.cat(new TensorVector(in), 1);
            case Flatten _ -> torch.flatten(in[0], 1, -1);
            case Dropout dropout when dropout.rate() == 0 -> in[0];
            case Dense dense ->
                    torch.linear(
                            in[0],
                            parameters.get(node.prefix() + ".weight"),
                            dense.bias() ? optional(node, "bias") : new TensorOptional());
            default ->
                    throw new UnsupportedOperationException("no call written for " + node.layer());
        };
    }

    private Tensor convolution(Node node, Conv2d conv, Tensor x) {
        ConvGeometry g = conv.geometry(network.inputShapes(node).getFirst());
        if (g.padTop() != g.padBottom() || g.padLeft() != g.padRight()) {
            throw new UnsupportedOperationException("no call written for uneven padding: " + conv);
        }
        return torch.conv2d(
                x,
                parameters.get(node.prefix() + ".weight"),
                conv.bias() ? optional(node, "bias") : new TensorOptional(),
                new long[] {g.strideHeight(), g.strideWidth()},
                new long[] {g.padTop(), g.padLeft()},
                new long[] {g.dilationHeight(), g.dilationWidth()},
                g.groups());
    }

    private TensorOptional optional(Node node, String parameter) {
        return new TensorOptional(parameters.get(node.prefix() + "." + parameter));
    }

    private static long[] longs(int[] values) {
        return IntStream.of(values).asLongStream().toArray();
    }

    /** {@code [N, H, W, C]}, or {@code [N, units]}, as libtorch lays it out. */
    static Tensor map(float[] values, int n, Shape shape) {
        return shape.isVector()
                ? doubles(values, n, shape.size())
                : doubles(values, n, shape.height(), shape.width(), shape.channels())
                        .permute(0, 3, 1, 2)
                        .contiguous();
    }

    private static Tensor doubles(float[] values, long... shape) {
        return torch.from_blob(new FloatPointer(values), shape).toType(ScalarType.Double);
    }

    /** All numbers in row-major order. */
    static double[] array(Tensor tensor) {
        Tensor plain = tensor.contiguous();
        double[] values = new double[Math.toIntExact(plain.numel())];
        new DoublePointer(plain.data_ptr_double()).get(values);
        return values;
    }
}
