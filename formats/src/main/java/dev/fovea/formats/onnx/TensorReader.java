package dev.fovea.formats.onnx;

import dev.fovea.model.FormatException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Reads the numbers of tensors through buffers of one MiB, one for each thread that reads, so that
 * a file of any size needs little memory beside its tensors.
 *
 * <p>The files must not change while they are read.
 */
final class TensorReader implements Closeable {
    private static final int BUFFER_BYTES = 1 << 20;

    private static final ValueLayout.OfFloat F32 =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64 =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort I16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Map<Path, FileChannel> channels = new HashMap<>();
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    /** The numbers as float32, each rounded to the nearest. */
    float[] floats(OnnxTensor tensor) throws IOException {
        float[] numbers = new float[tensor.size()];
        if (tensor.data() instanceof OnnxTensor.Raw raw) {
            OnnxType type = tensor.type();
            inPieces(
                    tensor,
                    raw,
                    type == OnnxType.FLOAT
                            ? (piece, from, count) ->
                                    MemorySegment.copy(piece, F32, 0, numbers, from, count)
                            : (piece, from, count) -> {
                                for (int i = 0; i < count; i++) {
                                    numbers[from + i] = (float) number(piece, type, i);
                                }
                            });
            return numbers;
        }
        double[] read = doubles(tensor);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) read[i];
        }
        return numbers;
    }

    /** The numbers as doubles; whole numbers beyond 2^53 are rounded. */
    double[] doubles(OnnxTensor tensor) throws IOException {
        return switch (tensor.data()) {
            case OnnxTensor.Raw raw -> {
                double[] numbers = new double[tensor.size()];
                inPieces(
                        tensor,
                        raw,
                        (piece, from, count) -> {
                            for (int i = 0; i < count; i++) {
                                numbers[from + i] = number(piece, tensor.type(), i);
                            }
                        });
                yield numbers;
            }
            case OnnxTensor.Whole whole -> {
                double[] numbers = new double[whole.numbers().length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = whole(whole.numbers()[i], tensor.type());
                }
                yield numbers;
            }
            case OnnxTensor.Real real -> real.numbers().clone();
        };
    }

    /**
     * True if a number is not a number, or infinite. Takes no memory that grows with the tensor.
     */
    boolean hasNonFinite(OnnxTensor tensor) throws IOException {
        if (!tensor.type().isFloatingPoint()) {
            return false;
        }
        if (tensor.data() instanceof OnnxTensor.Raw raw) {
            var found = new AtomicBoolean();
            inPieces(
                    tensor,
                    raw,
                    (piece, from, count) -> {
                        for (int i = 0; i < count && !found.get(); i++) {
                            if (!Double.isFinite(number(piece, tensor.type(), i))) {
                                found.set(true);
                            }
                        }
                    });
            return found.get();
        }
        for (double number : doubles(tensor)) {
            if (!Double.isFinite(number)) {
                return true;
            }
        }
        return false;
    }

    private static double whole(long number, OnnxType type) {
        return switch (type) {
            case FLOAT16 -> Float.float16ToFloat((short) number);
            case BFLOAT16 -> Float.intBitsToFloat((int) number << 16);
            case UINT64 -> unsigned(number);
            default -> number;
        };
    }

    private static double number(MemorySegment segment, OnnxType type, long i) {
        return switch (type) {
            case FLOAT -> segment.get(F32, 4 * i);
            case DOUBLE -> segment.get(F64, 8 * i);
            case FLOAT16 -> Float.float16ToFloat(segment.get(I16, 2 * i));
            case BFLOAT16 -> Float.intBitsToFloat(segment.get(I16, 2 * i) << 16);
            case INT8 -> segment.get(ValueLayout.JAVA_BYTE, i);
            case UINT8, BOOL -> segment.get(ValueLayout.JAVA_BYTE, i) & 0xff;
            case INT16 -> segment.get(I16, 2 * i);
            case UINT16 -> segment.get(I16, 2 * i) & 0xffff;
            case INT32 -> segment.get(I32, 4 * i);
            case UINT32 -> segment.get(I32, 4 * i) & 0xffff_ffffL;
            case INT64 -> segment.get(I64, 8 * i);
            case UINT64 -> unsigned(segment.get(I64, 8 * i));
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
    }

    private interface Piece {
        /** Takes {@code count} numbers, the first of which is number {@code from} of the tensor. */
        void take(MemorySegment numbers, int from, int count);
    }

    private void inPieces(OnnxTensor tensor, OnnxTensor.Raw raw, Piece piece) throws IOException {
        FileChannel channel = channel(raw);
        int bytes = tensor.type().bytes();
        int most = BUFFER_BYTES / bytes;
        int size = tensor.size();
        try {
            IntStream.range(0, Math.ceilDiv(size, most))
                    .parallel()
                    .forEach(i -> {
                        int from = i * most;
                        int count = Math.min(most, size - from);
                        ByteBuffer buffer = buffers.poll();
                        if (buffer == null) {
                            buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
                        }
                        buffer.clear().limit(count * bytes);
                        fill(buffer, raw, channel, raw.offset() + (long) from * bytes);
                        piece.take(MemorySegment.ofBuffer(buffer.flip()), from, count);
                        buffers.add(buffer);
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void fill(
            ByteBuffer buffer, OnnxTensor.Raw raw, FileChannel channel, long position) {
        try {
            long end = position + buffer.remaining();
            while (buffer.hasRemaining()) {
                long at = end - buffer.remaining();
                if (channel.read(buffer, at) < 0) {
                    throw new FormatException(
                            raw.file(), at, "a file as long as it was", "its end");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileChannel channel(OnnxTensor.Raw raw) throws IOException {
        FileChannel channel = channels.get(raw.file());
        if (channel == null) {
            channel = FileChannel.open(raw.file(), StandardOpenOption.READ);
            channels.put(raw.file(), channel);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
    }
}
