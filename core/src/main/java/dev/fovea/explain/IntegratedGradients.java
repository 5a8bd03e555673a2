package dev.fovea.explain;

import dev.fovea.tensor.Tensor;

/**
 * What {@link Saliency#integrated} gives.
 *
 * @param attributions {@code [H, W, C]}: what each number of the input adds to the logit
 * @param logit of the class for the picture
 * @param baselineLogit of the class for the baseline
 */
public record IntegratedGradients(Tensor attributions, float logit, float baselineLogit) {
    /**
     * How far the attributions are from adding up to the difference of the logits, as they would
     * with infinitely many steps (completeness, proposition 1 of the paper).
     */
    public double gap() {
        double sum = 0;
        for (float value : attributions.data()) {
            sum += value;
        }
        return sum - ((double) logit - baselineLogit);
    }
}
