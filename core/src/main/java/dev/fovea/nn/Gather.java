package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Chosen indices along one axis, in any order and as often as they are named.
 *
 * @param axis 0 .. rank - 1
 * @param indices from 0, at least one
 */
public record Gather(int axis, List<Integer> indices) implements InferenceLayer {
    public Gather {
        indices = List.copyOf(indices);
        if (axis < 0 || indices.isEmpty() || indices.stream().anyMatch(i -> i < 0)) {
            throw new IllegalArgumentException(
                    "Gather: needs an axis and indices from 0, got " + axis + " and " + indices);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        int highest = indices.stream().mapToInt(i -> i).max().orElse(0);
        if (axis >= input.rank() || highest >= input.extent(axis)) {
            throw misfit("needs an index " + highest + " along axis " + axis, inputs);
        }
        long[] extents = Constructors.longs(input);
        extents[axis] = indices.size();
        return result(inputs, extents);
    }
}
