package dev.fovea.plan;

import dev.fovea.tensor.Shape;

/** Where the gradient by one parameter goes. */
final class ParameterGradient {
    final String parameter;
    final Shape shape;
    float[] data = {};

    ParameterGradient(String parameter, Shape shape) {
        this.parameter = parameter;
        this.shape = shape;
    }

    void allocate() {
        data = new float[shape.size()];
    }
}
