package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Adds elements at both ends of each axis, or cuts them off where the number is negative.
 *
 * @param mode what is added
 * @param before how many at the beginning of each axis
 * @param after how many at its end
 * @param value what {@link Mode#CONSTANT} adds
 */
public record Pad(Mode mode, List<Integer> before, List<Integer> after, float value)
        implements InferenceLayer {
    /** What stands beyond the edge. */
    public enum Mode {
        /** The same number everywhere. */
        CONSTANT,
        /** The element at the edge. */
        EDGE,
        /** The map mirrored at the element at the edge, which is not repeated. */
        REFLECT,
        /** The map again from its other end. */
        WRAP
    }

    public Pad {
        before = List.copyOf(before);
        after = List.copyOf(after);
        if (before.size() != after.size()) {
            throw new IllegalArgumentException(
                    "Pad: needs two numbers for each axis, got " + before + " and " + after);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        if (input.rank() != before.size()) {
            throw misfit("needs " + before.size() + " axes", inputs);
        }
        long[] extents = Constructors.longs(input);
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] += (long) before.get(axis) + after.get(axis);
        }
        return result(inputs, extents);
    }
}
