package dev.fovea.formats.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Small messages of ONNX, as bytes. Field numbers are those of onnx.proto3. */
final class ProtoWriter {
    private static final int LENGTH_DELIMITED = 2;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRING = 3;
    private static final int ATTRIBUTE_INTS = 7;

    /** A message's fields. */
    @FunctionalInterface
    interface Message {
        void write(CodedOutputStream out) throws IOException;
    }

    private ProtoWriter() {}

    static byte[] bytes(Message message) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        message.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    static byte[] node(
            String name,
            String operator,
            List<String> inputs,
            String output,
            List<byte[]> attributes)
            throws IOException {
        return bytes(out -> {
            for (String input : inputs) {
                out.writeString(1, input);
            }
            out.writeString(2, output);
            out.writeString(3, name);
            out.writeString(4, operator);
            for (byte[] attribute : attributes) {
                out.writeByteArray(5, attribute);
            }
        });
    }

    static byte[] real(String name, float value) throws IOException {
        return bytes(out -> {
            out.writeString(1, name);
            out.writeFloat(2, value);
            out.writeInt32(20, ATTRIBUTE_FLOAT);
        });
    }

    static byte[] whole(String name, long value) throws IOException {
        return bytes(out -> {
            out.writeString(1, name);
            out.writeInt64(3, value);
            out.writeInt32(20, ATTRIBUTE_INT);
        });
    }

    static byte[] text(String name, String value) throws IOException {
        return bytes(out -> {
            out.writeString(1, name);
            out.writeString(4, value);
            out.writeInt32(20, ATTRIBUTE_STRING);
        });
    }

    static byte[] wholes(String name, long... values) throws IOException {
        return bytes(out -> {
            out.writeString(1, name);
            for (long value : values) {
                out.writeInt64(8, value);
            }
            out.writeInt32(20, ATTRIBUTE_INTS);
        });
    }

    /** TensorProto up to the bytes of raw_data, which follow. */
    static byte[] tensorHead(String name, OnnxType type, int[] dims, int rawBytes)
            throws IOException {
        return bytes(out -> {
            for (int dim : dims) {
                out.writeInt64(1, dim);
            }
            out.writeInt32(2, type.code());
            out.writeString(8, name);
            out.writeTag(9, LENGTH_DELIMITED);
            out.writeUInt32NoTag(rawBytes);
        });
    }

    /** ValueInfoProto of floats whose first extent is the batch. */
    static byte[] value(String name, int... extents) throws IOException {
        byte[] shape =
                bytes(dims -> {
                    dims.writeByteArray(1, bytes(dim -> dim.writeString(2, "batch")));
                    for (int extent : extents) {
                        dims.writeByteArray(1, bytes(dim -> dim.writeInt64(1, extent)));
                    }
                });
        byte[] tensor =
                bytes(type -> {
                    type.writeInt32(1, OnnxType.FLOAT.code());
                    type.writeByteArray(2, shape);
                });
        byte[] type = bytes(out -> out.writeByteArray(1, tensor));
        return bytes(info -> {
            info.writeString(1, name);
            info.writeByteArray(2, type);
        });
    }

    static byte[] entry(String key, String value) throws IOException {
        return bytes(out -> {
            out.writeString(1, key);
            out.writeString(2, value);
        });
    }
}
