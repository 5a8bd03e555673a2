package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.SgdStep;
import dev.fovea.model.Safetensors;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against PyTorch: resources/dev/fovea/plan/make_golden.py made the golden values. */
class PlanGoldenTest {
    private static final int N = 4;

    static List<Kernels> kernels() {
        return List.of(
                KernelSets.scalar(1),
                KernelSets.scalar(2),
                KernelSets.vector(1),
                KernelSets.vector(2));
    }

    private static Network network() {
        Network network = Network.input(16, 16, 3);
        int[] filters = {8, 8, 16, 16};
        int index = 0;
        for (int i = 0; i < 4; i++) {
            network =
                    network.then(
                            node(
                                    "conv" + i,
                                    Conv2d.of(filters[i], 3)
                                            .withPadding(Padding.SAME)
                                            .withBias(false),
                                    network,
                                    "features." + index));
            network =
                    network.then(
                            node(
                                    "bn" + i,
                                    new BatchNorm(1e-5f, 0.1f),
                                    network,
                                    "features." + (index + 1)));
            network = network.then("relu" + i, new Relu());
            index += 3;
            if (i % 2 == 1) {
                network = network.then("pool" + i, MaxPool2d.of(2));
                index++;
            }
        }
        network = network.then("flatten", new Flatten());
        network = network.then(node("fc1", Dense.of(32), network, "classifier.0"));
        network = network.then("relu", new Relu());
        return network.then(node("fc2", Dense.of(10), network, "classifier.2"));
    }

    private static Node node(String name, dev.fovea.nn.Layer layer, Network after, String prefix) {
        String input = after.nodes().isEmpty() ? Network.INPUT : after.output();
        return new Node(name, layer, List.of(input), prefix);
    }

    private static Safetensors golden() throws IOException, URISyntaxException {
        var url =
                Objects.requireNonNull(
                        PlanGoldenTest.class.getResource("small_vgg_bn.safetensors"));
        return Safetensors.open(Path.of(url.toURI()));
    }

    private static Weights weights(Safetensors golden, String prefix, Network network)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : network.parameters().keySet()) {
            tensors.put(name, golden.read(prefix + name));
        }
        return Weights.of(tensors);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void forwardBackwardAndTwoStepsOfSgd(Kernels kernels) throws Exception {
        Network network = network();
        try (Safetensors golden = golden()) {
            Weights weights = weights(golden, "before.", network);
            Plan plan = Plan.forTraining(network, weights, kernels, N);
            toChannelsLast(golden.read("x"), plan.input());
            float[] labels = golden.read("labels").data();
            Map<String, float[]> velocity = new LinkedHashMap<>();
            plan.gradients().forEach((name, g) -> velocity.put(name, new float[g.data().length]));
            for (int step = 0; step < 2; step++) {
                plan.forward(N);
                double loss = lossAndGradient(plan, kernels, labels);
                plan.backward();
                if (step == 0) {
                    assertThat(loss)
                            .isCloseTo(
                                    golden.read("loss").data()[0],
                                    org.assertj.core.data.Offset.offset(1e-5));
                    assertClose("logits", output(plan), golden.read("logits").data());
                    for (var gradient : plan.gradients().entrySet()) {
                        assertClose(
                                gradient.getKey(),
                                gradient.getValue().data(),
                                golden.read("gradient." + gradient.getKey()).data());
                    }
                }
                plan.gradients()
                        .forEach((name, g) ->
                                kernels.sgd(
                                        new SgdStep(0.05f, 0.9f, false, 1e-3f, 0, 1),
                                        g.data().length,
                                        weights.get(name).data(),
                                        g.data(),
                                        Objects.requireNonNull(velocity.get(name))));
                plan.refresh();
            }
            for (var tensor : weights.tensors().entrySet()) {
                assertClose(
                        tensor.getKey(),
                        tensor.getValue().data(),
                        golden.read("after." + tensor.getKey()).data());
            }
        }
    }

    private static float[] output(Plan plan) {
        Buffer out = plan.output();
        float[] logits = new float[N * 10];
        System.arraycopy(out.data(), out.offset(), logits, 0, logits.length);
        return logits;
    }

    private static double lossAndGradient(Plan plan, Kernels kernels, float[] labels) {
        float[] targets = new float[N * 10];
        for (int i = 0; i < N; i++) {
            targets[i * 10 + (int) labels[i]] = 1;
        }
        float[] losses = new float[N];
        Buffer out = plan.output();
        Buffer gradient = plan.outputGradient();
        kernels.softmaxCrossEntropy(
                N,
                10,
                out.data(),
                out.offset(),
                targets,
                1f / N,
                losses,
                gradient.data(),
                gradient.offset());
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum / N;
    }

    private static void toChannelsLast(Tensor nchw, Buffer to) {
        int c = nchw.shape().extent(1);
        int pixels = nchw.shape().extent(2) * nchw.shape().extent(3);
        for (int n = 0; n < N; n++) {
            for (int k = 0; k < c; k++) {
                for (int p = 0; p < pixels; p++) {
                    to.data()[to.at(n) + p * c + k] = nchw.data()[(n * c + k) * pixels + p];
                }
            }
        }
    }

    private static void assertClose(String what, float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - (double) expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / norm)).as(what).isLessThan(1e-5);
    }
}
