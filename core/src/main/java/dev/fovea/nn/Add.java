package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/** The sum of two or more maps or vectors of equal shape. */
public record Add() implements Layer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        Inputs.checked(this, inputs);
        if (inputs.size() < 2) {
            throw new ShapeException(
                    "Add", "takes two or more inputs, got " + inputs.size(), inputs);
        }
        if (inputs.stream().distinct().count() > 1) {
            throw new ShapeException(
                    "Add", "needs equal shapes, got " + Inputs.listed(inputs), inputs);
        }
        return inputs.getFirst();
    }
}
