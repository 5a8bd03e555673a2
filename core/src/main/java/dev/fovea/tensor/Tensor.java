package dev.fovea.tensor;

import java.util.Arrays;

/**
 * Float32 numbers with a shape, row-major (the innermost extent is contiguous).
 *
 * <p>The array is shared, not copied: who holds the tensor may write to it. Weights are tensors,
 * and training changes them in place.
 *
 * @param shape the extents, outermost first
 * @param data {@code shape.size()} numbers
 */
@SuppressWarnings("ArrayRecordComponent") // the array is the point; equals compares its numbers
public record Tensor(Shape shape, float[] data) {
    public Tensor {
        if (data.length != shape.size()) {
            throw new IllegalArgumentException(
                    "Tensor: " + shape + " needs " + shape.size() + " numbers, got " + data.length);
        }
    }

    public static Tensor zeros(Shape shape) {
        return new Tensor(shape, new float[shape.size()]);
    }

    public static Tensor of(Shape shape, float... data) {
        return new Tensor(shape, data);
    }

    public Tensor copy() {
        return new Tensor(shape, data.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && shape.equals(that.shape)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Tensor[" + shape + "]";
    }
}
