package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Repeats what has extent 1.
 *
 * @param extents of the output: along each axis the input's extent, or any where that is 1
 */
public record Expand(List<Integer> extents) implements InferenceLayer {
    public Expand {
        extents = Constructors.extents("Expand", extents);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        boolean fits = input.rank() == extents.size();
        for (int axis = 0; fits && axis < extents.size(); axis++) {
            fits = input.extent(axis) == 1 || input.extent(axis) == extents.get(axis);
        }
        if (!fits) {
            throw misfit("needs extents of 1 or those of " + extents, inputs);
        }
        return Constructors.shape(extents);
    }
}
