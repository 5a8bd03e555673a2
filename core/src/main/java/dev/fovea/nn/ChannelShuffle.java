package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Interleaves groups of channels: with C channels, output channel {@code c groups + g} is input
 * channel {@code g C / groups + c} (Zhang et al. 2018, arXiv 1707.01083, section 3.1).
 *
 * @param groups at least 1; must divide the channels
 */
public record ChannelShuffle(int groups) implements Layer {
    public ChannelShuffle {
        Constructors.positive("ChannelShuffle", "groups", groups);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = Inputs.map(this, inputs);
        if (input.channels() % groups != 0) {
            throw new ShapeException(
                    "ChannelShuffle",
                    "groups %d must divide the channels, got %d ({0})"
                            .formatted(groups, input.channels()),
                    inputs);
        }
        return input;
    }
}
