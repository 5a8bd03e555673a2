package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The same numbers in the same order under other extents.
 *
 * @param extents each at least 1; their product must be the input's size
 */
public record Reshape(List<Integer> extents) implements InferenceLayer {
    public Reshape {
        extents = Constructors.extents("Reshape", extents);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape shape = Constructors.shape(extents);
        if (single(inputs).size() != shape.size()) {
            throw misfit("needs " + shape.size() + " numbers for " + shape, inputs);
        }
        return shape;
    }
}
