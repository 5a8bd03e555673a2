package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The same numbers for every sample, those of its parameter {@code value}; of its input it wants
 * nothing but the batch.
 *
 * @param extents of the numbers, each at least 1
 */
public record ConstantTensor(List<Integer> extents) implements InferenceLayer {
    public ConstantTensor {
        extents = Constructors.extents("ConstantTensor", extents);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        single(inputs);
        return Constructors.shape(extents);
    }

    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        return List.of(new Parameter("value", Constructors.shape(extents), Role.CONSTANT));
    }
}
