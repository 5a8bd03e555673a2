package dev.fovea.train;

import java.util.Arrays;
import java.util.List;

/**
 * Cross-entropy between the softmax of the logits and the classes, averaged over the batch as
 * PyTorch does it: with class weights w and smoothing e, {@code loss_i = -(1 - e) w[y_i] log p[y_i]
 * - e / C sum_c w[c] log p[c]}, and the mean divides by {@code sum_i w[y_i]}.
 *
 * @param labelSmoothing 0 .. 1 (Szegedy et al. 2016, arXiv 1512.00567, section 7)
 * @param classWeights one number a class, or empty for all 1
 */
public record CrossEntropy(float labelSmoothing, List<Float> classWeights) {
    public static final CrossEntropy PLAIN = new CrossEntropy(0, List.of());

    public CrossEntropy {
        Checks.range("CrossEntropy", "label smoothing", labelSmoothing, 0, 1);
        classWeights = List.copyOf(classWeights);
        classWeights.forEach(w -> Checks.notNegative("CrossEntropy", "a class weight", w));
    }

    public CrossEntropy withLabelSmoothing(float smoothing) {
        return new CrossEntropy(smoothing, classWeights);
    }

    public CrossEntropy withClassWeights(List<Float> weights) {
        return new CrossEntropy(labelSmoothing, weights);
    }

    float weight(int label) {
        return classWeights.isEmpty() ? 1 : classWeights.get(label);
    }

    /**
     * Writes the targets of one batch and returns what the losses are divided by.
     *
     * @param labels classes of the n samples
     * @param partners classes of what was mixed into each (mixup); not read with lambda 1
     * @param lambda the part of the sample itself, 0 .. 1
     * @param targets [n, classes], overwritten
     */
    float targets(int n, int classes, int[] labels, int[] partners, float lambda, float[] targets) {
        Arrays.fill(targets, 0, n * classes, 0);
        double divisor = 0;
        for (int i = 0; i < n; i++) {
            add(targets, i * classes, classes, labels[i], lambda);
            divisor += lambda * weight(labels[i]);
            if (lambda < 1) {
                add(targets, i * classes, classes, partners[i], 1 - lambda);
                divisor += (1 - lambda) * weight(partners[i]);
            }
        }
        return (float) divisor;
    }

    private void add(float[] targets, int row, int classes, int label, float part) {
        targets[row + label] += part * (1 - labelSmoothing) * weight(label);
        if (labelSmoothing > 0) {
            for (int c = 0; c < classes; c++) {
                targets[row + c] += part * labelSmoothing / classes * weight(c);
            }
        }
    }
}
