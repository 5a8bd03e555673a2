package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * {@code x} if {@code x > 0}, else {@code slope x} with a learned slope (He et al. 2015, arXiv
 * 1502.01852, section 2.1).
 *
 * @param perChannel one slope a channel, or one for all
 */
public record PRelu(boolean perChannel) implements Layer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Inputs.single(this, inputs);
    }

    /** {@code weight}, C or 1. */
    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        int channels = Inputs.single(this, inputs).channels();
        return List.of(new Parameter("weight", Shape.of(perChannel ? channels : 1), Role.SLOPE));
    }
}
