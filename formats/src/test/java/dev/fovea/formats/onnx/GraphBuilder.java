package dev.fovea.formats.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** ONNX files for tests: the input is {@code x}, the output {@code y}. */
final class GraphBuilder {
    private final long opset;
    private final int[] input;
    private final List<byte[]> nodes = new ArrayList<>();
    private final List<byte[]> tensors = new ArrayList<>();

    /**
     * @param input extents behind the batch, which is free
     */
    GraphBuilder(long opset, int... input) {
        this.opset = opset;
        this.input = input;
    }

    GraphBuilder node(String operator, String inputs, String outputs, byte[]... attributes)
            throws IOException {
        nodes.add(
                ProtoWriter.bytes(out -> {
                    for (String name : inputs.split(",", -1)) {
                        out.writeString(1, name);
                    }
                    for (String name : outputs.split(",", -1)) {
                        out.writeString(2, name);
                    }
                    out.writeString(3, operator + "_" + nodes.size());
                    out.writeString(4, operator);
                    for (byte[] attribute : attributes) {
                        out.writeByteArray(5, attribute);
                    }
                }));
        return this;
    }

    GraphBuilder wholes(String name, long... values) throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, OnnxType.INT64, new int[] {values.length}, raw.array());
    }

    /** Numbers that are neither all alike nor large. */
    GraphBuilder floats(String name, int... dims) throws IOException {
        float[] values = new float[NdArray.size(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.7 + 0.5 * Math.sin(1 + i * 1.7));
        }
        return floats(name, dims, values);
    }

    GraphBuilder floats(String name, int[] dims, float... values) throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, OnnxType.FLOAT, dims, raw.array());
    }

    private GraphBuilder tensor(String name, OnnxType type, int[] dims, byte[] raw)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(ProtoWriter.tensorHead(name, type, dims, raw.length));
        bytes.write(raw);
        tensors.add(bytes.toByteArray());
        return this;
    }

    static byte[] reals(String name, float... values) throws IOException {
        return ProtoWriter.bytes(out -> {
            out.writeString(1, name);
            for (float value : values) {
                out.writeFloat(7, value);
            }
            out.writeInt32(20, 6);
        });
    }

    byte[] bytes() throws IOException {
        byte[] floats = ProtoWriter.bytes(type -> type.writeInt32(1, OnnxType.FLOAT.code()));
        byte[] type = ProtoWriter.bytes(out -> out.writeByteArray(1, floats));
        byte[] output =
                ProtoWriter.bytes(info -> {
                    info.writeString(1, "y");
                    info.writeByteArray(2, type);
                });
        byte[] graph =
                ProtoWriter.bytes(out -> {
                    for (byte[] node : nodes) {
                        out.writeByteArray(1, node);
                    }
                    out.writeString(2, "graph");
                    for (byte[] tensor : tensors) {
                        out.writeByteArray(5, tensor);
                    }
                    out.writeByteArray(11, ProtoWriter.value("x", input));
                    out.writeByteArray(12, output);
                });
        return ProtoWriter.bytes(out -> {
            out.writeInt64(1, 4);
            out.writeByteArray(8, ProtoWriter.bytes(set -> set.writeInt64(2, opset)));
            out.writeByteArray(7, graph);
        });
    }
}
