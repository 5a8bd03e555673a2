package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Normalises each channel of a map by its own mean and biased variance, then scales and shifts it
 * (Ulyanov et al. 2016, arXiv 1607.08022).
 *
 * @param epsilon added to the variance, positive
 */
public record InstanceNorm(float epsilon) implements InferenceLayer {
    public InstanceNorm {
        Constructors.finite("InstanceNorm", "epsilon", epsilon);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        if (!input.isMap()) {
            throw misfit("needs a map H x W x C", inputs);
        }
        return input;
    }

    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        Shape channels = Shape.of(outputShape(inputs).channels());
        return List.of(
                new Parameter("weight", channels, Role.SCALE),
                new Parameter("bias", channels, Role.SHIFT));
    }
}
