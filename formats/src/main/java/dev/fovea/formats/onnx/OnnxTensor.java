package dev.fovea.formats.onnx;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A tensor of a file: what it is and where its numbers lie, which are not read yet.
 *
 * @param offset where it is described
 * @param dims extents, outermost first; not negative, their product fits a Java array
 */
@SuppressWarnings("ArrayRecordComponent") // dims are small and never shared for writing
record OnnxTensor(String name, OnnxType type, int[] dims, Data data, long offset) {
    /** Where numbers lie. */
    sealed interface Data {}

    /** Little-endian, one behind the other, in this file or another. */
    record Raw(Path file, long offset, long length) implements Data {}

    /** Read already: whole numbers, or the bits of halves. */
    record Whole(long[] numbers) implements Data {}

    /** Read already: floats that were not packed. */
    record Real(double[] numbers) implements Data {}

    int size() {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    /** {@code 64x3x3x3}, {@code scalar}. */
    static String text(int[] dims) {
        return dims.length == 0
                ? "scalar"
                : Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }
}
