package dev.fovea.formats.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.fovea.json.Json;
import dev.fovea.model.AtomicFile;
import dev.fovea.model.Model;
import dev.fovea.nn.Network;
import dev.fovea.nn.NetworkJson;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes models as ONNX files: operator set {@value #OPSET}, input {@code [batch, C, H, W]},
 * parameters under PyTorch's names inside the file.
 *
 * <p>Preprocessing, labels, provenance and the network as Fovea has it stand in the file's
 * metadata, so that {@link OnnxFormat} reads back the same model.
 */
public final class OnnxExport {
    /** The operator set that is written. */
    public static final int OPSET = 17;

    private static final int IR_VERSION = 8;
    private static final int LENGTH_DELIMITED = 2;
    private static final int BUFFER = 1 << 20;

    /** Protobuf has no larger messages. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    private OnnxExport() {}

    /**
     * Writes a model as a whole or not at all.
     *
     * @throws IllegalArgumentException if a layer has no counterpart in ONNX, or the file would be
     *     larger than protobuf allows, 2 GiB
     * @throws IOException if the file cannot be written
     */
    public static void write(Model model, Path file) throws IOException {
        Network network = model.network();
        var nodes = new ExportNodes(network, model.weights());
        byte[] structure = structure(network, nodes);
        Map<String, byte[]> heads = new LinkedHashMap<>();
        long size = structure.length;
        for (Map.Entry<String, ExportNodes.Initializer> each : nodes.initializers().entrySet()) {
            ExportNodes.Initializer initializer = each.getValue();
            byte[] head =
                    ProtoWriter.tensorHead(
                            each.getKey(),
                            initializer.type(),
                            initializer.dims(),
                            initializer.bytes());
            heads.put(each.getKey(), head);
            size += fieldBytes(head.length + (long) initializer.bytes());
        }
        if (size > MOST_BYTES - BUFFER) {
            throw new IllegalArgumentException(
                    "OnnxExport: an ONNX file holds less than 2 GiB, got " + size + " bytes");
        }
        long graphBytes = size;
        AtomicFile.write(
                file, channel -> write(channel, model, nodes, structure, heads, graphBytes));
    }

    private static long fieldBytes(long length) {
        return CodedOutputStream.computeTagSize(5)
                + CodedOutputStream.computeUInt64SizeNoTag(length)
                + length;
    }

    private static byte[] structure(Network network, ExportNodes nodes) throws IOException {
        return ProtoWriter.bytes(graph -> {
            for (byte[] node : nodes.nodes()) {
                graph.writeByteArray(1, node);
            }
            graph.writeString(2, network.name());
            graph.writeByteArray(11, ProtoWriter.value(Network.INPUT, dims(network.input())));
            graph.writeByteArray(
                    12, ProtoWriter.value(network.output(), dims(network.outputShape())));
        });
    }

    private static int[] dims(Shape shape) {
        return shape.isMap()
                ? new int[] {shape.channels(), shape.height(), shape.width()}
                : shape.toArray();
    }

    private static void write(
            FileChannel channel,
            Model model,
            ExportNodes nodes,
            byte[] structure,
            Map<String, byte[]> heads,
            long graphBytes)
            throws IOException {
        var out = CodedOutputStream.newInstance(Channels.newOutputStream(channel), BUFFER);
        out.writeInt64(1, IR_VERSION);
        out.writeString(2, "Fovea");
        out.writeByteArray(
                8,
                ProtoWriter.bytes(set -> {
                    set.writeString(1, "");
                    set.writeInt64(2, OPSET);
                }));
        for (Map.Entry<String, String> entry : metadata(model).entrySet()) {
            out.writeByteArray(14, ProtoWriter.entry(entry.getKey(), entry.getValue()));
        }
        out.writeTag(7, LENGTH_DELIMITED);
        out.writeUInt64NoTag(graphBytes);
        out.writeRawBytes(structure);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        for (Map.Entry<String, byte[]> head : heads.entrySet()) {
            ExportNodes.Initializer initializer =
                    Objects.requireNonNull(nodes.initializers().get(head.getKey()));
            out.writeTag(5, LENGTH_DELIMITED);
            out.writeUInt64NoTag(head.getValue().length + (long) initializer.bytes());
            out.writeRawBytes(head.getValue());
            out.flush();
            numbers(channel, initializer, buffer);
        }
        out.flush();
    }

    private static void numbers(
            FileChannel channel, ExportNodes.Initializer initializer, ByteBuffer buffer)
            throws IOException {
        switch (initializer) {
            case ExportNodes.Whole whole -> {
                for (long number : whole.numbers()) {
                    write(channel, buffer.clear().putLong(number).flip());
                }
            }
            case ExportNodes.Parameter parameter -> {
                Tensor tensor = parameter.tensor();
                int length = tensor.data().length;
                for (int done = 0; done < length; ) {
                    int part = Math.min(length - done, BUFFER / Float.BYTES);
                    buffer.clear().asFloatBuffer().put(tensor.data(), done, part);
                    write(channel, buffer.limit(part * Float.BYTES));
                    done += part;
                }
            }
        }
    }

    private static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static Map<String, String> metadata(Model model) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put(OnnxMetadata.NETWORK, Json.write(NetworkJson.toMap(model.network())));
        metadata.put(OnnxMetadata.PREPROCESSING, Json.write(model.preprocessing().toMap()));
        metadata.put(OnnxMetadata.LABELS, Json.write(model.labels()));
        metadata.put(OnnxMetadata.PROVENANCE, Json.write(model.provenance()));
        return metadata;
    }
}
