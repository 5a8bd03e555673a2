package dev.fovea.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The number formats of tensors in files, all little-endian, by the names safetensors gives them.
 */
public enum Dtype {
    F64(8),
    F32(4),
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of an F32. */
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    /** One byte, 0 or 1. */
    BOOL(1);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** The bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** True for F64, F32, F16 and BF16. */
    public boolean isFloatingPoint() {
        return switch (this) {
            case F64, F32, F16, BF16 -> true;
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> false;
        };
    }

    /** The names of all formats, in the order above. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    /**
     * Converts {@code count} numbers at the position of {@code source}, which moves behind them, to
     * float32.
     *
     * <p>F32, F16, BF16, I16, I8, U16, U8 and BOOL are exact; F64, I64, I32, U64 and U32 are
     * rounded to the nearest float (an F64 beyond the range becomes infinite).
     *
     * @param source little-endian
     */
    public void toFloats(ByteBuffer source, float[] target, int at, int count) {
        assert source.order() == ByteOrder.LITTLE_ENDIAN;
        if (this == F32) {
            FloatBuffer floats = source.asFloatBuffer();
            floats.get(target, at, count);
            source.position(source.position() + 4 * count);
            return;
        }
        for (int i = at; i < at + count; i++) {
            target[i] =
                    switch (this) {
                        case F64 -> (float) source.getDouble();
                        case F32 -> source.getFloat();
                        case F16 -> Float.float16ToFloat(source.getShort());
                        case BF16 -> Float.intBitsToFloat(source.getShort() << 16);
                        case I64 -> source.getLong();
                        case I32 -> source.getInt();
                        case I16 -> source.getShort();
                        case I8 -> source.get();
                        case U64 -> unsigned(source.getLong());
                        case U32 -> source.getInt() & 0xffff_ffffL;
                        case U16 -> source.getChar();
                        case U8, BOOL -> source.get() & 0xff;
                    };
        }
    }

    private static float unsigned(long bits) {
        // Halved with the lost bit kept, so that the rounding to nearest stays right.
        return bits >= 0 ? bits : (float) ((bits >>> 1) | (bits & 1)) * 2;
    }
}
