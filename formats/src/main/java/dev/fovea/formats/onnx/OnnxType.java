package dev.fovea.formats.onnx;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The number formats of ONNX tensors that Fovea reads, with their codes in TensorProto.DataType.
 */
enum OnnxType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    BFLOAT16(16, 2);

    private final int code;
    private final int bytes;

    OnnxType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The type with this code; null if Fovea does not read it. */
    static @Nullable OnnxType of(long code) {
        for (OnnxType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    int code() {
        return code;
    }

    /** The bytes of one number in raw data. */
    int bytes() {
        return bytes;
    }

    boolean isFloatingPoint() {
        return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
    }
}
