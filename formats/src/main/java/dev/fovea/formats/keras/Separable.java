package dev.fovea.formats.keras;

import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keras' separable convolution is one layer with the variables of two of ours: a depthwise
 * convolution without bias, and one of single pixels behind it.
 */
final class Separable {
    /** What the first of the two is called, behind Keras' name of both. */
    private static final String DEPTHWISE = "_depthwise";

    private static final String CLASS = "separable_conv2d";

    private Separable() {}

    /** Stored layers, the separable ones as two, in their order. */
    static Map<String, List<StoredTensor>> apart(Map<String, List<StoredTensor>> layers) {
        var all = new LinkedHashMap<String, List<StoredTensor>>();
        layers.forEach((path, tensors) -> {
            if (isSeparable(path, tensors)) {
                all.put(path + DEPTHWISE, tensors.subList(0, 1));
                all.put(path, tensors.subList(1, tensors.size()));
            } else {
                all.put(path, tensors);
            }
        });
        return all;
    }

    private static boolean isSeparable(String path, List<StoredTensor> tensors) {
        return tensors.size() > 1
                && (Variables.kind(path).equals(CLASS)
                        || (tensors.getFirst().variable().equals("depthwise_kernel")
                                && tensors.get(1).variable().equals("pointwise_kernel")));
    }

    /** The class of a counted layer, or of the part of it. */
    static String kind(String path) {
        return path.endsWith(DEPTHWISE)
                ? Variables.kind(path.substring(0, path.length() - DEPTHWISE.length())) + DEPTHWISE
                : Variables.kind(path);
    }

    /** The class a node would be counted in if it is a part of such a layer; else empty. */
    static String kind(Network network, Node node) {
        if (isDepthwise(network, node)
                && network.consumers(node.name()).size() == 1
                && isPointwise(network.consumers(node.name()).getFirst())) {
            return CLASS + DEPTHWISE;
        }
        String input = node.inputs().getFirst();
        boolean behind =
                isPointwise(node)
                        && !input.equals(Network.INPUT)
                        && !kind(network, network.node(input)).isEmpty();
        return behind ? CLASS : "";
    }

    private static boolean isDepthwise(Network network, Node node) {
        return node.layer() instanceof Conv2d conv
                && !conv.bias()
                && conv.groups() > 1
                && conv.groups() == network.inputShapes(node).getFirst().channels();
    }

    private static boolean isPointwise(Node node) {
        return node.layer() instanceof Conv2d conv
                && conv.kernel().equals(Size.ONE)
                && conv.stride().equals(Size.ONE)
                && conv.groups() == 1;
    }
}
