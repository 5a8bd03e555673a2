package dev.fovea.bench.libtorch;

import dev.fovea.bench.task.MappedWeights;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.Add;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A network of Fovea as calls of libtorch. Batch norm behind a convolution is folded into its
 * weights, as anybody who serves a model does.
 */
final class TorchNetwork {
    private static final long[] ONE = {1, 1};

    /** Computes a node's output from its inputs' and stores it. */
    @FunctionalInterface
    private interface Call {
        Tensor of(List<Tensor> inputs);
    }

    private record Step(Node node, Call call) {}

    private final Network network;
    private final MappedWeights weights;
    private final Tensors layout;
    private final List<Step> steps = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();

    /**
     * Loads and places the weights.
     *
     * @param weights by PyTorch's names
     */
    TorchNetwork(Network network, MappedWeights weights, Tensors layout) {
        this.network = network;
        this.weights = weights;
        this.layout = layout;
        for (Node node : network.nodes()) {
            steps.add(new Step(node, call(node)));
        }
    }

    /** Weights and biases, in the order of the network. */
    List<Tensor> parameters() {
        return parameters;
    }

    Tensor forward(Tensor x) {
        Map<String, Tensor> outputs = new HashMap<>();
        outputs.put(Network.INPUT, x);
        Tensor last = x;
        for (Step step : steps) {
            List<Tensor> inputs = new ArrayList<>();
            for (String input : step.node().inputs()) {
                inputs.add(Objects.requireNonNull(outputs.get(input)));
            }
            last = step.call().of(inputs);
            outputs.put(step.node().name(), last);
        }
        return last;
    }

    private Call call(Node node) {
        return switch (node.layer()) {
            case Conv2d conv -> convolution(node, conv);
            case BatchNorm _ -> inputs -> inputs.getFirst();
            case Relu _ -> inputs -> torch.relu_(inputs.getFirst());
            case Relu6 _ -> {
                var low = new Scalar(0f);
                var high = new Scalar(6f);
                yield inputs -> torch.hardtanh_(inputs.getFirst(), low, high);
            }
            case MaxPool2d pool -> pool(node, pool);
            case GlobalAvgPool _ ->
                    inputs ->
                            layout == Tensors.PACKED
                                    ? torch.mkldnn_adaptive_avg_pool2d(inputs.getFirst(), ONE)
                                    : torch.adaptive_avg_pool2d(inputs.getFirst(), ONE);
            case Add _ -> inputs -> torch.add(inputs.get(0), inputs.get(1));
            case Flatten _ -> {
                long size = network.shape(node.name()).size();
                yield inputs -> inputs.getFirst().reshape(inputs.getFirst().size(0), size);
            }
            case Dense dense -> dense(node, dense);
            default ->
                    throw new UnsupportedOperationException(
                            "libtorch: no call written for " + node.layer());
        };
    }

    private Call convolution(Node node, Conv2d conv) {
        ConvGeometry g = conv.geometry(network.inputShapes(node).getFirst());
        long[] stride = {g.strideHeight(), g.strideWidth()};
        long[] padding = {g.padTop(), g.padLeft()};
        long[] dilation = {g.dilationHeight(), g.dilationWidth()};
        long groups = g.groups();
        long[] shape = {
            g.outChannels(), g.inChannels() / g.groups(), g.kernelHeight(), g.kernelWidth()
        };
        FloatBuffer given = weights.get(node.prefix() + ".weight");
        Tensor weight;
        Tensor bias;
        List<Node> readers = network.consumers(node.name());
        if (readers.size() == 1 && readers.getFirst().layer() instanceof BatchNorm norm) {
            float[] folded = SharedWeights.array(given);
            float[] shift = fold(norm, readers.getFirst().prefix(), folded, g.outChannels());
            weight = Tensors.of(folded, shape);
            bias = Tensors.of(shift, g.outChannels());
        } else {
            weight = Tensors.of(given, shape);
            bias =
                    conv.bias()
                            ? Tensors.of(weights.get(node.prefix() + ".bias"), g.outChannels())
                            : torch.zeros(new long[] {g.outChannels()});
        }
        Tensor placed = layout.placeConvolution(weight, padding, stride, dilation, groups);
        parameters.add(placed);
        parameters.add(bias);
        var optional = new TensorOptional(bias);
        return inputs ->
                torch.conv2d(
                        inputs.getFirst(), placed, optional, stride, padding, dilation, groups);
    }

    /** Scales the weights in place and returns the bias. */
    private float[] fold(BatchNorm norm, String prefix, float[] weight, int filters) {
        FloatBuffer gamma = weights.get(prefix + ".weight");
        FloatBuffer beta = weights.get(prefix + ".bias");
        FloatBuffer mean = weights.get(prefix + ".running_mean");
        FloatBuffer variance = weights.get(prefix + ".running_var");
        float[] shift = new float[filters];
        int size = weight.length / filters;
        for (int k = 0; k < filters; k++) {
            double scale = gamma.get(k) / Math.sqrt(variance.get(k) + norm.epsilon());
            shift[k] = (float) (beta.get(k) - mean.get(k) * scale);
            for (int i = k * size; i < (k + 1) * size; i++) {
                weight[i] = (float) (weight[i] * scale);
            }
        }
        return shift;
    }

    private Call pool(Node node, MaxPool2d pool) {
        PoolGeometry g = pool.geometry(network.inputShapes(node).getFirst());
        long[] kernel = {g.kernelHeight(), g.kernelWidth()};
        long[] stride = {g.strideHeight(), g.strideWidth()};
        long[] padding = {g.padTop(), g.padLeft()};
        return inputs ->
                torch.max_pool2d(inputs.getFirst(), kernel, stride, padding, ONE, pool.ceilMode());
    }

    private Call dense(Node node, Dense dense) {
        Shape in = network.inputShapes(node).getFirst();
        Tensor weight =
                layout.place(
                        Tensors.of(
                                weights.get(node.prefix() + ".weight"), dense.units(), in.size()));
        Tensor bias = layout.place(Tensors.of(weights.get(node.prefix() + ".bias"), dense.units()));
        parameters.add(weight);
        parameters.add(bias);
        var optional = new TensorOptional(bias);
        return inputs ->
                layout == Tensors.PACKED
                        ? torch.mkldnn_linear(inputs.getFirst(), weight, optional)
                        : torch.linear(inputs.getFirst(), weight, optional);
    }
}
