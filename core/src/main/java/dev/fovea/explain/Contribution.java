package dev.fovea.explain;

import dev.fovea.tensor.Tensor;

/**
 * What each neuron before the last dense layer adds to one class: {@code logit = bias + sum_j
 * weight_j activation_j}.
 *
 * @param output the class
 * @param weights {@code [F]}: the same for every picture
 * @param activations {@code [F]}: the neurons that this picture lights
 * @param bias of the class; 0 where the layer has none
 */
public record Contribution(int output, Tensor weights, Tensor activations, float bias) {
    /** {@code [F]}: weight times activation. */
    public Tensor products() {
        Tensor products = Tensor.zeros(weights.shape());
        for (int i = 0; i < products.data().length; i++) {
            products.data()[i] = weights.data()[i] * activations.data()[i];
        }
        return products;
    }

    /** The class' logit. */
    public double logit() {
        double sum = bias;
        for (int i = 0; i < weights.data().length; i++) {
            sum += (double) weights.data()[i] * activations.data()[i];
        }
        return sum;
    }
}
