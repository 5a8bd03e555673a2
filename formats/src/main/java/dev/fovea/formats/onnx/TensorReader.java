package dev.fovea.formats.onnx;

import dev.fovea.model.FormatException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads the numbers of tensors: straight from the mapped file into their array, by several threads.
 *
 * <p>The files must not change while they are read.
 */
final class TensorReader implements Closeable {
    /** How many numbers a thread reads at a time. */
    private static final int PIECE = 1 << 20;

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

    private final Arena arena = Arena.ofShared();
    private final Map<Path, MemorySegment> mapped = new HashMap<>();

    /** The numbers as float32, each rounded to the nearest. */
    float[] floats(OnnxTensor tensor) throws IOException {
        float[] numbers = new float[tensor.size()];
        if (tensor.data() instanceof OnnxTensor.Raw raw) {
            MemorySegment segment = segment(raw);
            if (tensor.type() == OnnxType.FLOAT) {
                inPieces(
                        numbers.length,
                        (from, count) ->
                                MemorySegment.copy(segment, F32, 4L * from, numbers, from, count));
            } else {
                OnnxType type = tensor.type();
                inPieces(
                        numbers.length,
                        (from, count) -> {
                            for (int i = from; i < from + count; i++) {
                                numbers[i] = (float) number(segment, type, i);
                            }
                        });
            }
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
                MemorySegment segment = segment(raw);
                double[] numbers = new double[tensor.size()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = number(segment, tensor.type(), i);
                }
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
            MemorySegment segment = segment(raw);
            return IntStream.range(0, tensor.size())
                    .parallel()
                    .anyMatch(i -> !Double.isFinite(number(segment, tensor.type(), i)));
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
        void read(int from, int count);
    }

    private static void inPieces(int count, Piece piece) {
        IntStream.range(0, Math.ceilDiv(count, PIECE))
                .parallel()
                .forEach(i -> piece.read(i * PIECE, Math.min(PIECE, count - i * PIECE)));
    }

    private MemorySegment segment(OnnxTensor.Raw raw) throws IOException {
        MemorySegment whole = mapped.get(raw.file());
        if (whole == null) {
            try (FileChannel channel = FileChannel.open(raw.file(), StandardOpenOption.READ)) {
                whole = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            }
            mapped.put(raw.file(), whole);
        }
        if (raw.offset() + raw.length() > whole.byteSize()) {
            throw new FormatException(
                    raw.file(), whole.byteSize(), "a file as long as it was", "its end");
        }
        return whole.asSlice(raw.offset(), raw.length());
    }

    @Override
    public void close() {
        arena.close();
    }
}
