package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The product of two inputs of equal shape, or of a map {@code H x W x C} and a gate {@code 1 x 1 x
 * C} that scales its channels (squeeze-and-excitation, Hu et al. 2018, arXiv 1709.01507).
 */
public record Multiply() implements Layer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        Inputs.checked(this, inputs);
        if (inputs.size() != 2) {
            throw new ShapeException("Multiply", "takes two inputs, got " + inputs.size(), inputs);
        }
        Shape first = inputs.getFirst();
        Shape second = inputs.getLast();
        boolean gates =
                first.isMap() && Inputs.isGate(second) && first.channels() == second.channels();
        if (!gates && !first.equals(second)) {
            throw new ShapeException(
                    "Multiply",
                    "needs equal shapes or a map H x W x C and a gate 1 x 1 x C, got {0} and {1}",
                    inputs);
        }
        return first;
    }
}
