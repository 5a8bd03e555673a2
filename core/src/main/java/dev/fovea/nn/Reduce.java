package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * One number of all along some axes, which keep the extent 1.
 *
 * @param kind which number
 * @param axes each named once; one only for an index
 */
public record Reduce(Kind kind, List<Integer> axes) implements InferenceLayer {
    /** What becomes of many numbers. */
    public enum Kind {
        /** Their sum over their count. */
        MEAN,
        /** Their sum. */
        SUM,
        /** The largest, NaN where one is NaN. */
        MAX,
        /** The smallest, NaN where one is NaN. */
        MIN,
        /** The index of the largest, the first of several. */
        ARG_MAX,
        /** The index of the largest, the last of several. */
        LAST_ARG_MAX
    }

    public Reduce {
        axes = List.copyOf(axes);
        boolean index = kind == Kind.ARG_MAX || kind == Kind.LAST_ARG_MAX;
        if (axes.stream().distinct().count() != axes.size()
                || axes.stream().anyMatch(axis -> axis < 0)
                || (index && axes.size() != 1)) {
            throw new IllegalArgumentException(
                    "Reduce: needs axes from 0, each once, and one for an index, got " + axes);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        int[] extents = input.toArray();
        for (int axis : axes) {
            if (axis >= extents.length) {
                throw misfit("needs an axis " + axis, inputs);
            }
            extents[axis] = 1;
        }
        return Shape.of(extents);
    }
}
