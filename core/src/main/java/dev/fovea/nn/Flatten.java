package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * {@code H x W x C -> F}, all numbers of a map in the order channel, row, column, as PyTorch and
 * ONNX have them; a vector stays as it is.
 */
public record Flatten() implements Layer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Shape.of(Inputs.single(this, inputs).size());
    }
}
