package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Network;
import dev.fovea.plan.BackwardRule;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What speaks for a class, against PyTorch. */
@ParameterizedClass
@MethodSource("kernels")
class WhyGoldenTest {
    @Parameter private Kernels kernels;

    static List<Kernels> kernels() {
        return List.of(KernelSets.scalar(2), KernelSets.vector(2));
    }

    static List<Golden> networks() {
        return Golden.all();
    }

    private Saliency saliency(Golden golden, BackwardRule rule) {
        return Saliency.of(golden.model(), kernels, rule, 3);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void anUntouchedRuleGivesThePlainGradient(Golden golden) {
        Tensor gradient =
                saliency(golden, BackwardRule.ORDINARY).gradient(golden.x(), Golden.CLASS);
        golden.agrees("gradient", gradient);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void guidedBackpropagation(Golden golden) {
        Tensor guided = saliency(golden, BackwardRule.GUIDED).gradient(golden.x(), Golden.CLASS);
        golden.agrees("guided", guided);
        assertThat(Golden.distance(guided, golden.get("gradient"))).isGreaterThan(0.1);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theMeanGradientOverNoisyPictures(Golden golden) {
        List<Tensor> noisy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            noisy.add(golden.get("noisy." + i));
        }
        Tensor mean =
                saliency(golden, BackwardRule.ORDINARY)
                        .mean(
                                golden.x().shape(),
                                noisy.size(),
                                Golden.CLASS,
                                (i, to, at) ->
                                        System.arraycopy(
                                                noisy.get(i).data(),
                                                0,
                                                to,
                                                at,
                                                noisy.get(i).data().length));
        golden.agrees("smooth", mean);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void smoothGradIsTheMeanOverItsOwnNoise(Golden golden) {
        Saliency saliency = saliency(golden, BackwardRule.ORDINARY);
        Tensor x = golden.x();
        Tensor without = saliency.smooth(x, Golden.CLASS, 4, 0, 1);
        assertThat(Golden.distance(without, golden.get("gradient"))).isLessThan(1e-5);
        Tensor smooth = saliency.smooth(x, Golden.CLASS, 4, 0.1, 1);
        assertThat(saliency.smooth(x, Golden.CLASS, 4, 0.1, 1)).isEqualTo(smooth);
        assertThat(saliency.smooth(x, Golden.CLASS, 4, 0.1, 2)).isNotEqualTo(smooth);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void integratedGradients(Golden golden) {
        Tensor x = golden.x();
        Saliency saliency = saliency(golden, BackwardRule.ORDINARY);
        Tensor nothing = Tensor.zeros(x.shape());
        golden.agrees(
                "integrated", saliency.integrated(x, nothing, Golden.CLASS, 12).attributions());

        IntegratedGradients fine = saliency.integrated(x, nothing, Golden.CLASS, 400);
        assertThat(fine.logit()).isCloseTo(golden.get("logits").data()[2], within(1e-4f));
        double difference = fine.logit() - fine.baselineLogit();
        assertThat(fine.gap()).isCloseTo(0, within(0.02 * Math.abs(difference)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradCam(Golden golden) {
        GradCam cam = GradCam.of(golden.model(), kernels, golden.late());
        assertThat(Nodes.lastMap(golden.model().network()).name()).isEqualTo(golden.late());
        GradCam.Cam found = cam.of(golden.x(), Golden.CLASS);
        golden.agrees("cam.weights", found.weights());
        golden.agrees("cam", found.map());
        // Whatever ran before leaves no trace.
        cam.of(Tensor.zeros(golden.x().shape()), 0);
        assertThat(cam.of(golden.x(), Golden.CLASS)).isEqualTo(found);
    }

    @Test
    void gradCamOfANodeThatOthersGoAround() {
        Golden golden = Golden.all().getLast();
        Network network = golden.model().network();
        assertThat(network.after("relu2")).isEmpty();
        GradCam.Cam cam = GradCam.of(golden.model(), kernels, "relu2").of(golden.x(), Golden.CLASS);
        // Both reach the sum; through the branch of relu2 alone goes what conv3 makes of it.
        Tensor branch = GradCam.of(golden.model(), kernels, "conv3").of(golden.x(), 2).weights();
        Tensor sum = GradCam.of(golden.model(), kernels, "sum").of(golden.x(), 2).weights();
        assertThat(branch.data()).isEqualTo(sum.data());
        assertThat(cam.weights().shape()).isEqualTo(Shape.of(6));
        assertThat(cam.weights().data()).isNotEqualTo(sum.data());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void occlusion(Golden golden) {
        List<Integer> progress = new ArrayList<>();
        Occlusion.Result found =
                Occlusion.of(golden.model(), kernels, golden.late(), 8)
                        .of(
                                golden.x(),
                                Golden.CLASS,
                                new OcclusionGrid(5, 3),
                                (done, _) -> progress.add(done));
        golden.agrees("occlusion", found.probability());
        golden.agrees("occlusion.feature", found.feature());
        assertThat((float) found.channel()).isEqualTo(golden.get("occlusion.channel").data()[0]);
        assertThat(progress).last().isEqualTo(found.best().shape().size());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whatTheNeuronsAddIsTheLogit(Golden golden) {
        LastDense dense = LastDense.of(golden.model(), kernels);
        float[] logits = golden.get("logits").data();
        for (int c = 0; c < logits.length; c++) {
            assertThat(dense.of(golden.x(), c).logit()).isCloseTo(logits[c], within(1e-4));
        }
        Contribution one = dense.of(golden.x(), 1);
        Contribution other = dense.of(noise(golden.x()), 1);
        assertThat(other.weights()).isEqualTo(one.weights());
        assertThat(other.activations()).isNotEqualTo(one.activations());
    }

    private static Tensor noise(Tensor like) {
        Tensor noise = Tensor.zeros(like.shape());
        Random random = new Random(3);
        for (int i = 0; i < noise.data().length; i++) {
            noise.data()[i] = (float) random.nextGaussian();
        }
        return noise;
    }
}
