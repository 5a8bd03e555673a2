package dev.fovea.kernel;

/**
 * The numbers of one step of RMSprop (Tieleman and Hinton 2012, lecture 6.5) as PyTorch computes
 * it: {@code g = gradientScale g + l2 w}, {@code v = alpha v + (1 - alpha) g^2}, {@code d = g /
 * (sqrt(v) + epsilon)}; with momentum {@code velocity = momentum velocity + d}, {@code w -=
 * learningRate velocity}; without, {@code w -= learningRate d}.
 *
 * @param alpha a double: 1 - 0.99 in float would be off by 1e-6
 */
public record RmspropStep(
        float learningRate,
        double alpha,
        float epsilon,
        float momentum,
        float l2,
        float gradientScale) {}
