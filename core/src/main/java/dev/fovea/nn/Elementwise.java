package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * A function of two numbers, over two tensors of as many axes; an extent of 1 stands for all.
 *
 * @param operation which
 */
public record Elementwise(Operation operation) implements InferenceLayer {
    /** Functions of a number x of the first input and a number y of the second. */
    public enum Operation {
        /** {@code x + y}. */
        ADD,
        /** {@code x - y}. */
        SUBTRACT,
        /** {@code x y}. */
        MULTIPLY,
        /** {@code x / y}. */
        DIVIDE,
        /** The larger, NaN where one is NaN. */
        MAX,
        /** The smaller, NaN where one is NaN. */
        MIN,
        /** {@code x^y}. */
        POWER,
        /** x where it is not negative, else {@code x y}. */
        PRELU
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        List<Shape> both = several(inputs, 2);
        Shape x = both.getFirst();
        Shape y = both.getLast();
        if (x.rank() != y.rank()) {
            throw misfit("needs inputs of as many axes", inputs);
        }
        long[] extents = new long[x.rank()];
        for (int axis = 0; axis < extents.length; axis++) {
            int left = x.extent(axis);
            int right = y.extent(axis);
            if (left != right && left != 1 && right != 1) {
                throw misfit("needs equal extents, or 1", inputs);
            }
            extents[axis] = Math.max(left, right);
        }
        return result(inputs, extents);
    }
}
