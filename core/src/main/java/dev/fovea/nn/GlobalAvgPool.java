package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/** The average of each channel over the whole map, {@code H x W x C -> 1 x 1 x C}. */
public record GlobalAvgPool() implements Layer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Shape.of(1, 1, Inputs.map(this, inputs).channels());
    }
}
