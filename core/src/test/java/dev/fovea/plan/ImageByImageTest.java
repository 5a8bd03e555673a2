package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.Workers;
import dev.fovea.kernel.scalar.ScalarKernels;
import dev.fovea.kernel.vector.VectorKernels;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageByImageTest {
    private static final int BATCH = 7;

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2, 32, 3", // depthwise, residuals that cross the end of the part
        "squeezenet1_1, 48, 3", // concatenations
        "resnet20, 16, 3",
        "small-vgg, 16, 3",
    })
    void everyImageGetsTheBitsItGetsAlone(String name, int side, int channels) {
        // Without the classifier: a dense layer sums a small batch in another order than a large
        // one.
        Network network = features(Zoo.network(name, Shape.of(side, side, channels), 10));
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        int size = network.input().size();
        float[] images = new float[BATCH * size];
        var random = new Random(5);
        for (int i = 0; i < images.length; i++) {
            images[i] = random.nextFloat() - 0.5f;
        }
        for (int threads = 1; threads <= 3; threads++) {
            Kernels kernels = VectorKernels.of(Workers.of(threads));
            Plan together = Plan.forInference(network, weights, kernels, BATCH);
            assertThat(together.report().imageByImage()).isPositive();
            Plan alone = together.fork();
            for (int n = 1; n <= BATCH; n++) {
                System.arraycopy(
                        images, 0, together.input().data(), together.input().offset(), n * size);
                together.forward(n);
                for (int i = 0; i < n; i++) {
                    System.arraycopy(
                            images, i * size, alone.input().data(), alone.input().offset(), size);
                    alone.forward(1);
                    assertThat(sample(together.output(), i))
                            .as("%s, %d threads, image %d of %d", name, threads, i, n)
                            .isEqualTo(sample(alone.output(), 0));
                }
            }
        }
    }

    private static Network features(Network network) {
        return network.upTo(
                network.shapes().entrySet().stream()
                        .filter(node -> node.getValue().isMap())
                        .reduce((_, last) -> last)
                        .orElseThrow()
                        .getKey());
    }

    private static float[] sample(Buffer buffer, int i) {
        return Arrays.copyOfRange(
                buffer.data(), buffer.at(i), buffer.at(i) + buffer.shape().size());
    }

    @Test
    void keptOutputsAreThoseOfEveryImage() {
        Network network = Zoo.network("mobilenet_v2", Shape.of(32, 32, 3), 10);
        Weights weights = Weights.initialise(network, Initialisation.HE, 1);
        Kernels kernels = VectorKernels.of(Workers.of(2));
        String node = "block2_expand_relu";
        PlanOptions options = PlanOptions.of(Mode.INFERENCE, 5).withKeep(Set.of(node));
        Plan plan = Plan.of(network, weights, kernels, options);
        Plan one = Plan.of(network, weights, kernels, options.withBatch(1));
        int size = network.input().size();
        float[] x = plan.input().data();
        for (int i = 0; i < 5 * size; i++) {
            x[plan.input().offset() + i] = (float) Math.sin(i);
        }
        plan.forward(5);
        for (int i = 0; i < 5; i++) {
            System.arraycopy(x, plan.input().at(i), one.input().data(), one.input().offset(), size);
            one.forward(1);
            assertThat(sample(plan.output(node), i)).isEqualTo(sample(one.output(node), 0));
        }
    }

    @Test
    void itTakesLessMemoryAndIsSaid() {
        Network network = Zoo.network("mobilenet_v2", Shape.of(224, 224, 3), 10);
        Kernels kernels = ScalarKernels.of(Workers.of(2));
        PlanReport report = Plan.report(network, kernels, PlanOptions.of(Mode.INFERENCE, 16));
        assertThat(report.toText()).contains("run image by image, one on each thread");
        long each = 4L * 112 * 112 * 96; // the largest map
        assertThat(report.memory().values()).isLessThan(16 * each);
    }

    @Test
    void trainingSeesTheWholeBatch() {
        Network network = Zoo.network("small-vgg", Shape.of(16, 16, 3), 10);
        Kernels kernels = ScalarKernels.of(Workers.of(2));
        assertThat(Plan.report(network, kernels, PlanOptions.of(Mode.TRAINING, 8)).imageByImage())
                .isZero();
        assertThat(Plan.report(network, kernels, PlanOptions.of(Mode.INFERENCE, 1)).imageByImage())
                .isZero();
    }
}
