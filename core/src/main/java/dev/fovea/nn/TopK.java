package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The largest or smallest numbers along an axis, in order, the lower index first where two are
 * equal.
 *
 * @param k how many, at least 1
 * @param axis 0 .. rank - 1
 * @param largest whether the largest, else the smallest
 * @param indices whether their indices instead of themselves
 */
public record TopK(int k, int axis, boolean largest, boolean indices) implements InferenceLayer {
    public TopK {
        Constructors.positive("TopK", "k", k);
        if (axis < 0) {
            throw new IllegalArgumentException("TopK: needs an axis from 0, got " + axis);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        if (axis >= input.rank() || input.extent(axis) < k) {
            throw misfit("needs " + k + " elements along axis " + axis, inputs);
        }
        int[] extents = input.toArray();
        extents[axis] = k;
        return Shape.of(extents);
    }
}
