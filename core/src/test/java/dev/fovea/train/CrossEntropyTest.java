package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.kernel.Kernels;
import dev.fovea.plan.KernelSets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against PyTorch: resources/dev/fovea/train/make_golden.py printed the numbers. */
class CrossEntropyTest {
    private static final float[] LOGITS = {1, -2, 0.5f, 0.2f, 0.1f, -0.3f, 3, 0, -1};
    private static final int[] LABELS = {0, 2, 1};
    private final Kernels kernels = KernelSets.scalar(1);

    private void check(CrossEntropy loss, double expected, double... gradient) {
        float[] targets = new float[9];
        float divisor = loss.targets(3, 3, LABELS, new int[0], 1, targets);
        float[] losses = new float[3];
        float[] dLogits = new float[9];
        kernels.softmaxCrossEntropy(3, 3, LOGITS, 0, targets, 1 / divisor, losses, dLogits, 0);
        assertThat((losses[0] + losses[1] + losses[2]) / divisor)
                .isCloseTo((float) expected, within(1e-6f));
        for (int i = 0; i < 9; i++) {
            assertThat((double) dLogits[i]).isCloseTo(gradient[i], within(1e-6));
        }
    }

    @Test
    void plain() {
        check(
                CrossEntropy.PLAIN,
                1.66376936,
                -0.13208370,
                0.01001963,
                0.12206408,
                0.13272980,
                0.12009887,
                -0.25282866,
                0.31207985,
                -0.31779581,
                0.00571594);
    }

    @Test
    void labelSmoothing() {
        check(
                CrossEntropy.PLAIN.withLabelSmoothing(0.1f),
                1.67043602,
                -0.10986146,
                -0.00109148,
                0.11095296,
                0.12161867,
                0.10898775,
                -0.23060641,
                0.30096871,
                -0.29557356,
                -0.00539517);
    }

    @Test
    void classWeights() {
        check(
                CrossEntropy.PLAIN.withClassWeights(List.of(1f, 2f, 0.5f)),
                2.09907961,
                -0.11321460,
                0.00858825,
                0.10462635,
                0.05688420,
                0.05147095,
                -0.10835514,
                0.53499407,
                -0.54479283,
                0.00979876);
    }

    @Test
    void bothTogether() {
        check(
                new CrossEntropy(0.2f, List.of(1f, 2f, 0.5f)),
                2.05868435,
                -0.06936936,
                -0.02922071,
                0.09859009,
                0.05300570,
                0.02710129,
                -0.08010698,
                0.47136360,
                -0.47082195,
                -0.00054162);
    }

    @Test
    void mixupIsTheMixtureOfBothTargets() {
        float[] targets = new float[9];
        CrossEntropy.PLAIN.targets(3, 3, LABELS, new int[] {1, 1, 1}, 0.75f, targets);
        assertThat(targets).containsExactly(0.75f, 0.25f, 0, 0, 0.25f, 0.75f, 0, 1, 0);
    }

    @Test
    void smoothingBeyondOneIsRefused() {
        assertThatThrownBy(() -> CrossEntropy.PLAIN.withLabelSmoothing(1.5f))
                .hasMessage("CrossEntropy: label smoothing must lie in 0.0 .. 1.0, got 1.5");
    }
}
