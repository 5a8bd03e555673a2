package dev.fovea.formats.keras;

import java.nio.ByteBuffer;

/** How numbers are stored, by the names NumPy gives them. */
enum NumberType {
    FLOAT64(8),
    FLOAT32(4),
    FLOAT16(2),
    BFLOAT16(2),
    INT64(8),
    INT32(4),
    INT16(2),
    INT8(1),
    UINT16(2),
    UINT8(1);

    private final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Converts {@code count} numbers of {@code source}, in its byte order, to float32. */
    void toFloats(ByteBuffer source, float[] target, int at, int count) {
        if (this == FLOAT32) {
            source.asFloatBuffer().get(target, at, count);
            return;
        }
        for (int i = at; i < at + count; i++) {
            target[i] =
                    switch (this) {
                        case FLOAT64 -> (float) source.getDouble();
                        case FLOAT32 -> source.getFloat();
                        case FLOAT16 -> Float.float16ToFloat(source.getShort());
                        case BFLOAT16 -> Float.intBitsToFloat(source.getShort() << 16);
                        case INT64 -> source.getLong();
                        case INT32 -> source.getInt();
                        case INT16 -> source.getShort();
                        case INT8 -> source.get();
                        case UINT16 -> source.getChar();
                        case UINT8 -> source.get() & 0xff;
                    };
        }
    }
}
