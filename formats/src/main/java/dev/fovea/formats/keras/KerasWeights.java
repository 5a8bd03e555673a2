package dev.fovea.formats.keras;

import dev.fovea.formats.ReadOptions;
import dev.fovea.model.FormatException;
import dev.fovea.model.Model;
import dev.fovea.nn.ActivationLayer;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.ParameterMismatch;
import dev.fovea.nn.Softmax;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Weights alone, for a network that the caller names. Layers are matched by name where all names
 * agree, else in order: of the file, or of each class where the file counts classes.
 */
final class KerasWeights {
    private final Variables variables;
    private final Network network;
    private final Assembly assembly;
    private final Map<String, Shape> found = new LinkedHashMap<>();

    private KerasWeights(Variables variables, Network network) {
        this.variables = variables;
        this.network = network;
        this.assembly = new Assembly(network);
    }

    /**
     * Reads them.
     *
     * @throws FormatException if they are others than the network needs, side by side
     */
    static Model read(Variables variables, Network network, String format, ReadOptions options)
            throws IOException {
        return Guard.reading(
                variables.file(),
                "the weights of the network " + network.name(),
                () -> new KerasWeights(variables, network).model(format, options));
    }

    private Model model(String format, ReadOptions options) throws IOException {
        Map<String, List<StoredTensor>> stored = Separable.apart(variables.layers());
        Map<String, @Nullable RowOrder> orders = orders();
        Map<String, String> partners = partners(stored);
        for (Node node : network.nodes()) {
            String partner = partners.get(node.name());
            if (partner != null) {
                RowOrder order =
                        node.inputs().size() == 1 ? orders.get(node.inputs().getFirst()) : null;
                take(node, stored.getOrDefault(partner, List.of()), order);
                stored.remove(partner);
            }
        }
        stored.values()
                .forEach(rest -> rest.forEach(tensor -> found.put(tensor.name(), tensor.shape())));
        ParameterMismatch mismatch = ParameterMismatch.between(network, found);
        if (!mismatch.isEmpty()) {
            throw new FormatException(
                    variables.file(),
                    -1,
                    "the parameters of the network " + network.name(),
                    mismatch.toString());
        }
        var provenance = new LinkedHashMap<String, Object>();
        provenance.put("format", format + ", weights alone");
        return new Model(
                network,
                assembly.weights(network, variables),
                KerasPreprocessing.of(network, network.name(), options, provenance),
                options.labelsOf(network, List.of()),
                provenance);
    }

    /** Which stored layer a node's parameters come from, as far as there are enough of them. */
    private Map<String, String> partners(Map<String, List<StoredTensor>> stored) {
        List<Node> nodes =
                network.nodes().stream()
                        .filter(node -> !network.parameters(node).isEmpty())
                        .toList();
        var partners = new HashMap<String, String>();
        for (Node node : nodes) {
            for (String layer : stored.keySet()) {
                if (layer.substring(layer.lastIndexOf('/') + 1).equals(node.name())) {
                    partners.put(node.name(), layer);
                }
            }
        }
        if (partners.size() == nodes.size()) {
            return partners;
        }
        partners.clear();
        var waiting = new ArrayList<>(stored.keySet());
        for (Node node : nodes) {
            String separable = Separable.kind(network, node);
            boolean isPart =
                    !separable.isEmpty()
                            && waiting.stream()
                                    .anyMatch(layer -> Separable.kind(layer).equals(separable));
            String kind = isPart ? separable : kind(node);
            for (String layer : waiting) {
                if (!variables.counted() || kind.equals(Separable.kind(layer))) {
                    partners.put(node.name(), layer);
                    waiting.remove(layer);
                    break;
                }
            }
        }
        return partners;
    }

    /** What Keras calls such layers in its counts. */
    private String kind(Node node) {
        return switch (node.layer()) {
            case Conv2d conv when isDepthwise(node, conv) -> "depthwise_conv2d";
            case Conv2d _ -> "conv2d";
            case Dense _ -> "dense";
            case BatchNorm _ -> "batch_normalization";
            case PRelu _ -> "p_re_lu";
            default -> "";
        };
    }

    private boolean isDepthwise(Node node, Conv2d conv) {
        return conv.groups() > 1
                && conv.groups() == network.inputShapes(node).getFirst().channels();
    }

    /** How each node's vector lies, beside Keras'. */
    private Map<String, @Nullable RowOrder> orders() {
        var orders = new HashMap<String, @Nullable RowOrder>();
        for (Node node : network.nodes()) {
            Shape in = network.inputShapes(node).getFirst();
            RowOrder before = orders.get(node.inputs().getFirst());
            switch (node.layer()) {
                case Flatten _ when in.isMap() && in.height() * in.width() > 1 ->
                        orders.put(
                                node.name(), new RowOrder(in.height() * in.width(), in.channels()));
                case Flatten _, BatchNorm _, Dropout _, ActivationLayer _, PRelu _, Softmax _ ->
                        orders.put(node.name(), before);
                case LogSoftmax _ -> orders.put(node.name(), before);
                case Dense _ -> orders.put(node.name(), null);
                default -> {
                    if (node.inputs().stream().anyMatch(input -> orders.get(input) != null)) {
                        throw new IllegalArgumentException(
                                node.name() + ": joins vectors that were flattened from maps");
                    }
                }
            }
        }
        return orders;
    }

    private void take(Node node, List<StoredTensor> tensors, @Nullable RowOrder order) {
        List<String> names = names(node, tensors);
        for (int i = 0; i < tensors.size(); i++) {
            StoredTensor tensor = tensors.get(i);
            if (i >= names.size()) {
                found.put(tensor.name(), tensor.shape());
                continue;
            }
            String parameter = node.prefix() + "." + names.get(i);
            Shape shape = tensor.shape();
            int size = shape.size();
            if (names.get(i).equals("weight") && shape.rank() == 4) {
                boolean depthwise = node.layer() instanceof Conv2d conv && isDepthwise(node, conv);
                int pixels = shape.extent(0) * shape.extent(1);
                int columns = depthwise ? size / pixels : shape.extent(3);
                int inner = depthwise ? 1 : shape.extent(2);
                found.put(parameter, Shape.of(columns, inner, shape.extent(0), shape.extent(1)));
                assembly.assign(
                        parameter,
                        tensor,
                        pixels * inner,
                        columns,
                        depthwise || pixels == 1 ? null : new RowOrder(pixels, inner));
            } else if (names.get(i).equals("weight") && shape.rank() == 2) {
                found.put(parameter, Shape.of(shape.extent(1), shape.extent(0)));
                assembly.assign(parameter, tensor, shape.extent(0), shape.extent(1), order);
            } else {
                // A slope for each channel has the shape 1 x 1 x C.
                found.put(parameter, node.layer() instanceof PRelu ? Shape.of(size) : shape);
                assembly.assign(parameter, tensor, node.layer() instanceof Dense ? null : order);
            }
        }
    }

    /** PyTorch's names of a layer's variables, in the file's order. */
    private List<String> names(Node node, List<StoredTensor> tensors) {
        if (!(node.layer() instanceof BatchNorm)) {
            return List.of("weight", "bias");
        }
        var names = new ArrayList<String>();
        for (StoredTensor tensor : tensors) {
            switch (tensor.variable()) {
                case "gamma" -> names.add("weight");
                case "beta" -> names.add("bias");
                case "moving_mean" -> names.add("running_mean");
                case "moving_variance" -> names.add("running_var");
                default -> {}
            }
        }
        if (names.size() != tensors.size()) {
            // Numbered, or named by an old version: all four, or without scale and centre.
            return tensors.size() == 2
                    ? without(node, List.of("running_mean", "running_var"))
                    : List.of("weight", "bias", "running_mean", "running_var");
        }
        return without(node, names);
    }

    /** What batch norm does not learn is one and zero. */
    private List<String> without(Node node, List<String> names) {
        Shape channels = Shape.of(network.shape(node.name()).channels());
        for (String name : List.of("weight", "bias")) {
            if (!names.contains(name)) {
                found.put(node.prefix() + "." + name, channels);
                assembly.assign(node.prefix() + "." + name, name.equals("weight") ? 1 : 0);
            }
        }
        return names;
    }
}
