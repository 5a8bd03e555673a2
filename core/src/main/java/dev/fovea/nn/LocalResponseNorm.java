package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Across channels: {@code y_c = x_c / (k + alpha / size * sum of x_j^2)^beta} over {@code size}
 * channels j around c (Krizhevsky et al. 2012, section 3.3, with the alpha / size of PyTorch, ONNX
 * and Caffe).
 *
 * @param size channels in the sum, at least 1
 * @param alpha weight of the sum, finite
 * @param beta exponent, finite
 * @param k what the sum is added to, finite
 */
public record LocalResponseNorm(int size, float alpha, float beta, float k) implements Layer {
    public LocalResponseNorm {
        Constructors.positive("LocalResponseNorm", "size", size);
        Constructors.finite("LocalResponseNorm", "alpha", alpha);
        Constructors.finite("LocalResponseNorm", "beta", beta);
        Constructors.finite("LocalResponseNorm", "k", k);
    }

    /** PyTorch's defaults: alpha 1e-4, beta 0.75, k 1. */
    public static LocalResponseNorm of(int size) {
        return new LocalResponseNorm(size, 1e-4f, 0.75f, 1);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Inputs.map(this, inputs);
    }
}
