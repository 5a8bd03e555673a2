package dev.fovea.bench.ort;

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
import dev.fovea.nn.Parameter;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A network's nodes as NodeProto messages; each has its node's name as its output. */
final class OnnxNodes {
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final Network network;
    private final List<byte[]> nodes = new ArrayList<>();

    private OnnxNodes(Network network) {
        this.network = network;
    }

    static List<byte[]> of(Network network) throws IOException {
        var nodes = new OnnxNodes(network);
        for (Node node : network.nodes()) {
            nodes.add(node);
        }
        return nodes.nodes;
    }

    private void add(Node node) throws IOException {
        switch (node.layer()) {
            case Conv2d conv -> {
                ConvGeometry g = conv.geometry(network.inputShapes(node).getFirst());
                write(
                        node,
                        "Conv",
                        ints("kernel_shape", g.kernelHeight(), g.kernelWidth()),
                        ints("strides", g.strideHeight(), g.strideWidth()),
                        ints("pads", g.padTop(), g.padLeft(), g.padBottom(), g.padRight()),
                        integer("group", g.groups()));
            }
            case MaxPool2d pool -> {
                PoolGeometry g = pool.geometry(network.inputShapes(node).getFirst());
                write(
                        node,
                        "MaxPool",
                        ints("kernel_shape", g.kernelHeight(), g.kernelWidth()),
                        ints("strides", g.strideHeight(), g.strideWidth()),
                        ints("pads", g.padTop(), g.padLeft(), g.padBottom(), g.padRight()));
            }
            case BatchNorm norm ->
                    write(node, "BatchNormalization", number("epsilon", norm.epsilon()));
            case Relu _ -> write(node, "Relu");
            case Relu6 _ -> relu6(node);
            case Add _ -> write(node, "Add");
            case GlobalAvgPool _ -> write(node, "GlobalAveragePool");
            case Flatten _ -> write(node, "Flatten");
            case Dense _ -> write(node, "Gemm", integer("transB", 1));
            default ->
                    throw new UnsupportedOperationException(
                            "ort: no ONNX operator written for " + node.layer());
        }
    }

    /** {@code Clip} takes its bounds as tensors; constants here. */
    private void relu6(Node node) throws IOException {
        String low = node.name() + "/low";
        String high = node.name() + "/high";
        nodes.add(constant(low, 0));
        nodes.add(constant(high, 6));
        nodes.add(message("Clip", List.of(node.inputs().getFirst(), low, high), node.name()));
    }

    private static byte[] constant(String name, float value) throws IOException {
        byte[] tensor =
                OnnxFile.bytes(out -> {
                    out.writeInt32(2, 1);
                    out.writeTag(4, 2); // float_data, packed
                    out.writeUInt32NoTag(Float.BYTES);
                    out.writeFloatNoTag(value);
                });
        byte[] attribute =
                OnnxFile.bytes(out -> {
                    out.writeString(1, "value");
                    out.writeByteArray(5, tensor);
                    out.writeInt32(20, 4);
                });
        return message("Constant", List.of(), name, attribute);
    }

    private void write(Node node, String operator, byte[]... attributes) throws IOException {
        List<String> inputs = new ArrayList<>(node.inputs());
        for (Parameter parameter : network.parameters(node)) {
            inputs.add(node.parameterName(parameter));
        }
        nodes.add(message(operator, inputs, node.name(), attributes));
    }

    private static byte[] message(
            String operator, List<String> inputs, String output, byte[]... attributes)
            throws IOException {
        return OnnxFile.bytes(out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, output);
            out.writeString(4, operator);
            for (byte[] attribute : attributes) {
                out.writeByteArray(5, attribute);
            }
        });
    }

    private static byte[] number(String name, float value) throws IOException {
        return OnnxFile.bytes(out -> {
            out.writeString(1, name);
            out.writeFloat(2, value);
            out.writeInt32(20, ATTRIBUTE_FLOAT);
        });
    }

    private static byte[] integer(String name, long value) throws IOException {
        return OnnxFile.bytes(out -> {
            out.writeString(1, name);
            out.writeInt64(3, value);
            out.writeInt32(20, ATTRIBUTE_INT);
        });
    }

    private static byte[] ints(String name, long... values) throws IOException {
        return OnnxFile.bytes(out -> {
            out.writeString(1, name);
            for (long value : values) {
                out.writeInt64(8, value);
            }
            out.writeInt32(20, ATTRIBUTE_INTS);
        });
    }
}
