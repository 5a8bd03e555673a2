package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The same numbers with their axes in another order.
 *
 * @param axes for each axis of the output the axis of the input it is: every number from 0 once
 */
public record Permute(List<Integer> axes) implements InferenceLayer {
    public Permute {
        axes = List.copyOf(axes);
        for (int axis = 0; axis < axes.size(); axis++) {
            if (!axes.contains(axis)) {
                throw new IllegalArgumentException(
                        "Permute: axes must name every axis from 0 once, got " + axes);
            }
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        if (input.rank() != axes.size()) {
            throw misfit("needs " + axes.size() + " axes", inputs);
        }
        return Shape.of(axes.stream().mapToInt(input::extent).toArray());
    }
}
