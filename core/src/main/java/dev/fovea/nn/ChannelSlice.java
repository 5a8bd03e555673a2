package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Some channels that lie side by side, {@code H x W x C -> H x W x channels}, or some features of a
 * vector: the counterpart of {@link Concat}.
 *
 * @param first the first channel, counted from 0
 * @param channels how many, at least 1
 */
public record ChannelSlice(int first, int channels) implements Layer {
    public ChannelSlice {
        Constructors.positive("ChannelSlice", "channels", channels);
        if (first < 0) {
            throw new IllegalArgumentException(
                    "ChannelSlice: first must not be negative, got " + first);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = Inputs.single(this, inputs);
        if ((long) first + channels > input.channels()) {
            throw new ShapeException(
                    "ChannelSlice",
                    "needs the channels %d to %d, got %d ({0})"
                            .formatted(first, (long) first + channels - 1, input.channels()),
                    inputs);
        }
        return input.isMap()
                ? Shape.of(input.height(), input.width(), channels)
                : Shape.of(channels);
    }
}
