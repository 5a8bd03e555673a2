package dev.fovea.nn;

import dev.fovea.kernel.Activation;
import dev.fovea.tensor.Shape;
import java.util.List;

/** {@code y = f(x)}, element by element on a map or a vector. */
public sealed interface ActivationLayer extends Layer
        permits Relu, LeakyRelu, Elu, Relu6, Sigmoid, Tanh, HardSigmoid, HardSwish, Silu, Gelu {
    /** The function, as kernels know it. */
    Activation activation();

    @Override
    default Shape outputShape(List<Shape> inputs) {
        return Inputs.single(this, inputs);
    }
}
