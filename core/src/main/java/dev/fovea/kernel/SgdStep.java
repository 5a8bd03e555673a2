package dev.fovea.kernel;

/**
 * The numbers of one step of SGD as PyTorch defines it: {@code g = gradientScale g}, then {@code g
 * += l2 w}, {@code v = momentum v + g} ({@code v = g} on the first step), {@code d = v}, or {@code
 * g + momentum v} with Nesterov, {@code w -= learningRate decay w + learningRate d}. Without
 * momentum the velocity is neither read nor written.
 *
 * @param gradientScale what gradients are multiplied by first (clipping); 1 leaves them
 * @param l2 weight decay that joins the gradient
 * @param decay decoupled weight decay
 */
public record SgdStep(
        float learningRate,
        float momentum,
        boolean nesterov,
        float l2,
        float decay,
        float gradientScale) {}
