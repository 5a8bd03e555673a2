package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/** Maps of equal height and width joined along the channels, or vectors joined end to end. */
public record Concat() implements Layer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        Inputs.checked(this, inputs);
        if (inputs.isEmpty()) {
            throw new ShapeException("Concat", "takes one or more inputs, got 0", inputs);
        }
        Shape first = inputs.getFirst();
        long channels = 0;
        for (Shape input : inputs) {
            if (input.rank() != first.rank()
                    || input.height() != first.height()
                    || input.width() != first.width()) {
                throw new ShapeException(
                        "Concat",
                        "needs maps of equal height and width, or vectors, got "
                                + Inputs.listed(inputs),
                        inputs);
            }
            channels += input.channels();
        }
        return first.isMap()
                ? Inputs.shape(
                        this, "an output of", inputs, first.height(), first.width(), channels)
                : Inputs.shape(this, "an output of", inputs, channels);
    }
}
