package dev.fovea.kernel;

/**
 * The numbers of one step of Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1) or AdamW
 * (Loshchilov and Hutter 2019, arXiv 1711.05101), as PyTorch computes them: {@code g =
 * gradientScale g}, {@code w -= learningRate decay w}, {@code g += l2 w}, {@code m += (1 - beta1)
 * (g - m)}, {@code v = beta2 v + (1 - beta2) g^2}, {@code w -= learningRate / correction1 * m /
 * (sqrt(v) / sqrt(correction2) + epsilon)}.
 *
 * @param beta1 a double, as are the corrections: 1 - 0.999 in float would be off by 2e-5
 * @param correction1 {@code 1 - beta1^t} at step t, counted from 1
 * @param correction2 {@code 1 - beta2^t}
 * @param l2 weight decay that joins the gradient (Adam)
 * @param decay decoupled weight decay (AdamW)
 * @param gradientScale what gradients are multiplied by first (clipping); 1 leaves them
 */
public record AdamStep(
        float learningRate,
        double beta1,
        double beta2,
        float epsilon,
        double correction1,
        double correction2,
        float l2,
        float decay,
        float gradientScale) {}
