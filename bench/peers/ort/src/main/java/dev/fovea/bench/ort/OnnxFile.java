package dev.fovea.bench.ort;

import com.google.protobuf.CodedOutputStream;
import dev.fovea.bench.task.MappedWeights;
import dev.fovea.nn.Network;
import dev.fovea.nn.Parameter;
import dev.fovea.tensor.Shape;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a network as an ONNX file (operator set 13), weights inside as initializers. Field numbers
 * are those of onnx.proto3.
 */
final class OnnxFile {
    static final String INPUT = "input";

    private static final int BUFFER = 1 << 20;
    private static final int FLOAT = 1;
    private static final int LENGTH_DELIMITED = 2;

    /** A message's fields. */
    @FunctionalInterface
    interface Message {
        void write(CodedOutputStream out) throws IOException;
    }

    private OnnxFile() {}

    /** Writes the file as a whole or not at all. */
    static void write(Path file, Network network, MappedWeights weights) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (var stream = new BufferedOutputStream(Files.newOutputStream(part), BUFFER)) {
            var out = CodedOutputStream.newInstance(stream, BUFFER);
            out.writeInt64(1, 8); // ModelProto.ir_version
            out.writeByteArray(
                    8, // opset_import
                    bytes(set -> {
                        set.writeString(1, "");
                        set.writeInt64(2, 13);
                    }));
            graph(out, network, weights);
            out.flush();
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void graph(CodedOutputStream out, Network network, MappedWeights weights)
            throws IOException {
        byte[] structure =
                bytes(graph -> {
                    for (byte[] node : OnnxNodes.of(network)) {
                        graph.writeByteArray(1, node);
                    }
                    graph.writeString(2, network.name());
                    Shape in = network.input();
                    int[] extents = {in.channels(), in.height(), in.width()};
                    graph.writeByteArray(11, value(INPUT, extents));
                    graph.writeByteArray(
                            12, value(network.output(), network.outputShape().toArray()));
                });
        Map<String, byte[]> heads = new LinkedHashMap<>();
        long size = structure.length;
        for (Map.Entry<String, Parameter> parameter : network.parameters().entrySet()) {
            byte[] head = tensorHead(parameter.getKey(), parameter.getValue().shape());
            heads.put(parameter.getKey(), head);
            int length = head.length + bytesOf(weights, parameter.getKey());
            size +=
                    CodedOutputStream.computeTagSize(5)
                            + CodedOutputStream.computeUInt32SizeNoTag(length)
                            + length;
        }
        out.writeTag(7, LENGTH_DELIMITED); // ModelProto.graph
        out.writeUInt32NoTag(Math.toIntExact(size));
        out.writeRawBytes(structure);
        for (Map.Entry<String, byte[]> head : heads.entrySet()) {
            int length = bytesOf(weights, head.getKey());
            out.writeTag(5, LENGTH_DELIMITED); // GraphProto.initializer
            out.writeUInt32NoTag(head.getValue().length + length);
            out.writeRawBytes(head.getValue());
            ByteBuffer raw = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            raw.asFloatBuffer().put(weights.get(head.getKey()));
            out.writeRawBytes(raw.array());
        }
    }

    private static int bytesOf(MappedWeights weights, String name) {
        return weights.get(name).remaining() * Float.BYTES;
    }

    /** TensorProto up to the bytes of raw_data. */
    private static byte[] tensorHead(String name, Shape shape) throws IOException {
        return bytes(tensor -> {
            for (int extent : shape.toArray()) {
                tensor.writeInt64(1, extent);
            }
            tensor.writeInt32(2, FLOAT);
            tensor.writeString(8, name);
            tensor.writeTag(9, LENGTH_DELIMITED);
            tensor.writeUInt32NoTag(shape.size() * Float.BYTES);
        });
    }

    /** ValueInfoProto of floats whose first dimension is free. */
    private static byte[] value(String name, int... extents) throws IOException {
        byte[] shape =
                bytes(dims -> {
                    dims.writeByteArray(1, bytes(dim -> dim.writeString(2, "N")));
                    for (int extent : extents) {
                        dims.writeByteArray(1, bytes(dim -> dim.writeInt64(1, extent)));
                    }
                });
        byte[] tensor =
                bytes(type -> {
                    type.writeInt32(1, FLOAT);
                    type.writeByteArray(2, shape);
                });
        byte[] type = bytes(out -> out.writeByteArray(1, tensor));
        return bytes(info -> {
            info.writeString(1, name);
            info.writeByteArray(2, type);
        });
    }

    static byte[] bytes(Message message) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        message.write(out);
        out.flush();
        return bytes.toByteArray();
    }
}
