package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Sigmoid;
import dev.fovea.nn.Silu;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
    private final Kernels kernels = KernelSets.scalar(2);

    /**
     * Branches that meet in a sum, a product and a concatenation; a value read three times; SiLU
     * keeps its input.
     */
    private static Network dag() {
        return Network.input(12, 10, 3)
                .then("conv1", Conv2d.of(8, 3).withPadding(Padding.SAME).withBias(false))
                .then("bn1", new BatchNorm(1e-5f, 0.1f))
                .then("relu1", new Relu())
                .then("conv2", Conv2d.of(8, 3).withPadding(Padding.SAME))
                .then("bn2", new BatchNorm(1e-5f, 0.1f))
                .then("add", new Add(), List.of("bn2", "relu1"))
                .then("relu2", new Relu())
                .then("squeeze", new GlobalAvgPool(), List.of("relu2"))
                .then("excite", Conv2d.of(8, 1))
                .then("gate", new Sigmoid())
                .then("scaled", new Multiply(), List.of("relu2", "gate"))
                .then("conv3", Conv2d.of(5, 3).withStride(2).withPadding(Padding.of(1)))
                .then("silu", new Silu())
                .then("pool", AvgPool2d.of(2), List.of("relu1"))
                .then("concat", new Concat(), List.of("silu", "pool"))
                .then("conv4", Conv2d.of(6, 3))
                .then("relu4", new Relu())
                .then("pool4", MaxPool2d.of(2))
                .then("drop", new Dropout(0.3f))
                .then("flatten", new Flatten())
                .then("fc1", Dense.of(7))
                .then("relu5", new Relu())
                .then("fc2", Dense.of(4));
    }

    private static Weights weights(Network network) {
        Weights weights = Weights.initialise(network, Initialisation.HE, 5);
        var random = new Random(11);
        weights.tensors()
                .forEach((name, tensor) -> {
                    if (tensor.shape().rank() == 1) {
                        for (int i = 0; i < tensor.data().length; i++) {
                            tensor.data()[i] =
                                    name.endsWith("running_var") || name.startsWith("bn")
                                            ? 0.5f + random.nextFloat()
                                            : 0.2f * (float) random.nextGaussian();
                        }
                    }
                });
        return weights;
    }

    private static void fill(Buffer buffer, int n, long seed) {
        var random = new Random(seed);
        for (int i = 0; i < n * buffer.shape().size(); i++) {
            buffer.data()[buffer.offset() + i] = (float) random.nextGaussian();
        }
    }

    private static float[] read(Buffer buffer, int n) {
        float[] out = new float[n * buffer.shape().size()];
        System.arraycopy(buffer.data(), buffer.offset(), out, 0, out.length);
        return out;
    }

    private static Set<String> allNodes(Network network) {
        return network.nodes().stream().map(Node::name).collect(Collectors.toSet());
    }

    private static double distance(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double difference = 0;
        double norm = 1e-30;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - (double) b[i]) * (a[i] - (double) b[i]);
            norm += b[i] * (double) b[i];
        }
        return Math.sqrt(difference / norm);
    }

    @Test
    void fusionAndSharedMemoryDoNotChangeTheOutput() {
        Network network = dag();
        Weights weights = weights(network);
        Plan fused = Plan.forInference(network, weights, kernels, 3);
        Plan apart =
                Plan.of(
                        network,
                        weights,
                        kernels,
                        PlanOptions.of(Mode.GRADIENTS, 3).withKeep(allNodes(network)));
        for (Plan plan : List.of(fused, apart)) {
            fill(plan.input(), 3, 1);
            plan.forward(3);
        }
        assertThat(distance(read(fused.output(), 3), read(apart.output(), 3))).isLessThan(1e-6);
        assertThat(fused.report().steps().size()).isLessThan(apart.report().steps().size());
        assertThat(fused.report().memory().values()).isLessThan(apart.report().memory().values());
    }

    @Test
    void aSmallerBatchGivesTheSameNumbers() {
        Network network = dag();
        Plan plan = Plan.forInference(network, weights(network), kernels, 4);
        fill(plan.input(), 4, 1);
        plan.forward(4);
        float[] four = read(plan.output(), 2);
        plan.forward(2);
        assertThat(read(plan.output(), 2)).isEqualTo(four);
    }

    @Test
    void gradientsAgreeWithDifferences() {
        Network network = dag();
        for (Mode mode : List.of(Mode.GRADIENTS, Mode.TRAINING)) {
            Weights weights = weights(network);
            Plan plan =
                    Plan.of(
                            network,
                            weights,
                            kernels,
                            PlanOptions.of(mode, 2).withKeepGradients(Set.of(Network.INPUT)));
            fill(plan.input(), 2, 3);
            float[] direction = new float[2 * 4];
            var random = new Random(9);
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) random.nextGaussian();
            }
            run(plan, direction);
            plan.backward();
            checkByDifferences(
                    plan,
                    plan.input().data(),
                    plan.input().offset(),
                    2 * network.input().size(),
                    read(plan.gradient(Network.INPUT), 2),
                    direction,
                    mode + " input");
            for (var gradient : plan.gradients().entrySet()) {
                Tensor weight = weights.get(gradient.getKey());
                checkByDifferences(
                        plan,
                        weight.data(),
                        0,
                        weight.data().length,
                        gradient.getValue().data().clone(),
                        direction,
                        mode + " " + gradient.getKey());
            }
        }
    }

    private static double run(Plan plan, float[] direction) {
        plan.refresh();
        plan.forward(2, 77);
        double sum = 0;
        Buffer out = plan.output();
        for (int i = 0; i < direction.length; i++) {
            sum += out.data()[out.offset() + i] * (double) direction[i];
            plan.outputGradient().data()[plan.outputGradient().offset() + i] = direction[i];
        }
        return sum;
    }

    /**
     * Along a few random directions; a kink inside the step is rare and shows in one of them only.
     */
    private static void checkByDifferences(
            Plan plan,
            float[] x,
            int offset,
            int length,
            float[] gradient,
            float[] direction,
            String what) {
        var random = new Random(4);
        int good = 0;
        for (int trial = 0; trial < 5; trial++) {
            float[] saved = x.clone();
            float[] step = new float[length];
            double expected = 0;
            double norm = 0;
            for (int i = 0; i < length; i++) {
                step[i] = (float) random.nextGaussian();
                norm += step[i] * step[i];
            }
            double h = 2e-3 / Math.sqrt(norm);
            for (int i = 0; i < length; i++) {
                expected += gradient[i] * step[i] * h * 2;
                x[offset + i] = (float) (saved[offset + i] + h * step[i]);
            }
            double up = run(plan, direction);
            for (int i = 0; i < length; i++) {
                x[offset + i] = (float) (saved[offset + i] - h * step[i]);
            }
            double down = run(plan, direction);
            System.arraycopy(saved, 0, x, 0, saved.length);
            if (Math.abs(up - down - expected) < 0.02 * Math.abs(expected) + 3e-5) {
                good++;
            }
        }
        assertThat(good).as(what).isGreaterThanOrEqualTo(4);
    }

    @Test
    void keepingEverythingDoesNotChangeTheGradients() {
        Network network = dag();
        var inputOnly = Set.of(Network.INPUT);
        Set<String> every = new HashSet<>(allNodes(network));
        every.add(Network.INPUT);
        Weights weights = weights(network);
        Plan few =
                Plan.of(
                        network,
                        weights,
                        kernels,
                        PlanOptions.of(Mode.GRADIENTS, 2).withKeepGradients(inputOnly));
        Plan all =
                Plan.of(
                        network,
                        weights,
                        kernels,
                        PlanOptions.of(Mode.GRADIENTS, 2).withKeepGradients(every));
        float[] direction = {1, -2, 3, 0.5f, -1, 1, 0, 2};
        for (Plan plan : List.of(few, all)) {
            fill(plan.input(), 2, 21);
            run(plan, direction);
            plan.backward();
        }
        assertThat(
                        distance(
                                read(all.gradient(Network.INPUT), 2),
                                read(few.gradient(Network.INPUT), 2)))
                .isLessThan(1e-6);
        assertThat(all.gradient("conv3").shape()).isEqualTo(network.shape("conv3"));
    }

    @Test
    void forksShareWhatIsPackedAndNothingElse() {
        Network network = dag();
        Plan plan = Plan.forInference(network, weights(network), kernels, 2);
        Plan fork = plan.fork();
        fill(plan.input(), 2, 1);
        fill(fork.input(), 2, 2);
        plan.forward(2);
        float[] before = read(plan.output(), 2);
        fork.forward(2);
        assertThat(read(plan.output(), 2)).isEqualTo(before);
        assertThat(read(fork.output(), 2)).isNotEqualTo(before);
    }

    @Test
    void frozenParametersGetNoGradient() {
        Network network = dag();
        PlanOptions options =
                PlanOptions.of(Mode.TRAINING, 2)
                        .withFrozen(Set.of("conv1.weight", "bn1.weight", "bn1.bias"));
        Plan plan = Plan.of(network, weights(network), kernels, options);
        assertThat(plan.gradients())
                .doesNotContainKeys("conv1.weight", "bn1.weight")
                .containsKey("conv2.weight");
    }

    @Test
    void aBatchTooLargeForTheHeapNamesTheLargestThatFits() {
        Network network = dag();
        Weights weights = weights(network);
        assertThatThrownBy(() -> Plan.forInference(network, weights, kernels, 2_000_000))
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessageMatching(
                        "A batch of 2000000 needs .* of heap, .* are free\\. The largest batch that fits is \\d+; .*");
    }

    @Test
    void askingForWhatIsNotKeptSaysWhatIs() {
        Network network = dag();
        Plan plan =
                Plan.of(
                        network,
                        weights(network),
                        kernels,
                        PlanOptions.of(Mode.INFERENCE, 1).withKeep(Set.of("conv3")));
        assertThatThrownBy(() -> plan.output("conv1"))
                .hasMessage("Plan: the output of conv1 is not kept; kept are [conv3]");
    }
}
