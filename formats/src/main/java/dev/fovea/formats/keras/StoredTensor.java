package dev.fovea.formats.keras;

import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor in a file: row-major numbers that are read when asked for.
 *
 * @param name its path in the file, parts divided by {@code /}
 * @param shape as Keras has it: {@code H x W x I x O}, {@code in x out}
 * @param bytes where the numbers lie, from {@code offset} on
 * @param scale what stored numbers are multiplied by before {@code shift} is added; 1 and 0 unless
 *     they are quantised
 */
record StoredTensor(
        String name,
        Shape shape,
        NumberType type,
        ByteOrder order,
        Bytes bytes,
        long offset,
        float scale,
        float shift) {
    private static final int BUFFER_BYTES = 1 << 20;

    /** The bytes its numbers take. */
    long length() {
        return (long) shape.size() * type.bytes();
    }

    /** The last part of the name without TensorFlow's {@code :0}: {@code kernel}. */
    String variable() {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        return colon < 0 ? last : last.substring(0, colon);
    }

    /**
     * For {@link #read(long, float[], int, int, ByteBuffer)}, as large as {@code count} numbers can
     * use.
     */
    ByteBuffer buffer(long count) {
        return ByteBuffer.allocateDirect(Math.clamp(count * type.bytes(), 8, BUFFER_BYTES))
                .order(order);
    }

    /** Reads {@code count} numbers, in the file's order, from number {@code first} on. */
    void read(long first, float[] target, int at, int count, ByteBuffer buffer) throws IOException {
        int most = buffer.capacity() / type.bytes();
        for (int done = 0; done < count; ) {
            int part = Math.min(most, count - done);
            buffer.clear().limit(part * type.bytes());
            bytes.read(offset + (first + done) * type.bytes(), buffer);
            type.toFloats(buffer.flip(), target, at + done, part);
            done += part;
        }
        if (scale != 1 || shift != 0) {
            for (int i = at; i < at + count; i++) {
                target[i] = target[i] * scale + shift;
            }
        }
    }

    /** Some of the numbers, in the file's order. */
    void read(int first, float[] target, int count) throws IOException {
        read((long) first, target, 0, count, buffer(count));
    }
}
