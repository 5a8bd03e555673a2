package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * In training each number becomes 0 with probability {@code rate} and the others are divided by
 * {@code 1 - rate}; in inference nothing happens (Srivastava et al. 2014).
 *
 * @param rate in [0, 1)
 */
public record Dropout(float rate) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("Dropout: rate must lie in [0, 1), got " + rate);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Inputs.single(this, inputs);
    }
}
