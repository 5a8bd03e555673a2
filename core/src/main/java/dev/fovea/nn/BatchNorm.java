package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias} per channel of a map or a
 * vector (Ioffe and Szegedy 2015, arXiv 1502.03167). Training takes mean and variance from the
 * batch, inference the running ones.
 *
 * @param epsilon keeps the root away from zero; positive
 * @param momentum PyTorch's: {@code running = (1 - momentum) running + momentum batch}, in [0, 1].
 *     Keras' and ONNX's momentum is 1 minus this
 */
public record BatchNorm(float epsilon, float momentum) implements Layer {
    public BatchNorm {
        if (!(epsilon > 0) || !Float.isFinite(epsilon)) {
            throw new IllegalArgumentException(
                    "BatchNorm: epsilon must be positive and finite, got " + epsilon);
        }
        Constructors.between("BatchNorm", "momentum", 0, 1, momentum);
    }

    /** PyTorch's defaults: epsilon 1e-5, momentum 0.1. */
    public static BatchNorm of() {
        return new BatchNorm(1e-5f, 0.1f);
    }

    public BatchNorm withEpsilon(float epsilon) {
        return new BatchNorm(epsilon, momentum);
    }

    public BatchNorm withMomentum(float momentum) {
        return new BatchNorm(epsilon, momentum);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Inputs.single(this, inputs);
    }

    /** {@code weight}, {@code bias}, {@code running_mean}, {@code running_var}, C each. */
    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        Shape channels = Shape.of(Inputs.single(this, inputs).channels());
        return List.of(
                new Parameter("weight", channels, Role.SCALE),
                new Parameter("bias", channels, Role.SHIFT),
                new Parameter("running_mean", channels, Role.RUNNING_MEAN),
                new Parameter("running_var", channels, Role.RUNNING_VARIANCE));
    }
}
