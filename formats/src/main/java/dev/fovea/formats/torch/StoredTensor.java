package dev.fovea.formats.torch;

import dev.fovea.model.Dtype;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor as it lies in a file: number {@code [i, j, ...]} is {@code i * strides[0] + j *
 * strides[1] + ...} numbers behind {@code offset}.
 *
 * @param offset of its first number, in bytes from the start of the file
 * @param strides one an axis, in numbers, not negative; 0 repeats
 */
record StoredTensor(Dtype dtype, Shape shape, long offset, List<Long> strides) {
    StoredTensor {
        strides = List.copyOf(strides);
    }

    /** A tensor whose numbers follow one another in row-major order. */
    static StoredTensor contiguous(Dtype dtype, Shape shape, long offset) {
        return new StoredTensor(dtype, shape, offset, contiguousStrides(shape));
    }

    static List<Long> contiguousStrides(Shape shape) {
        var strides = new ArrayList<Long>();
        long stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides.addFirst(stride);
            stride *= shape.extent(axis);
        }
        return strides;
    }

    /** True if its numbers follow one another; the stride of an axis of one step has no meaning. */
    boolean isContiguous() {
        List<Long> wanted = contiguousStrides(shape);
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.extent(axis) > 1 && !strides.get(axis).equals(wanted.get(axis))) {
                return shape.size() == 0;
            }
        }
        return true;
    }

    /** The same numbers in row-major order under another shape of the same size. */
    StoredTensor withShape(Shape other) {
        if (!isContiguous() || other.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "a tensor of " + shape + " cannot be seen as " + other);
        }
        return contiguous(dtype, other, offset);
    }
}
