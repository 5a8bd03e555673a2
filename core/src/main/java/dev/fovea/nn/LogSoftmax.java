package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/** {@code x_c - log of the sum of e^x_j}, over the channels j of a vector or of each pixel. */
public record LogSoftmax() implements Layer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Inputs.single(this, inputs);
    }
}
