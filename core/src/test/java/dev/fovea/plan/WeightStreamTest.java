package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.WeightSource;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightStreamTest {
    /** Weights behind the interface alone, as a file has them; notes what was read. */
    private record Source(Weights weights, Set<String> read) implements WeightSource {
        static Source of(Network network) {
            return new Source(
                    Weights.initialise(network, Initialisation.HE, 3),
                    ConcurrentHashMap.newKeySet());
        }

        @Override
        public Map<String, Shape> shapes() {
            return weights.shapes();
        }

        @Override
        public void read(String name, int first, float[] target, int at, int count) {
            read.add(name);
            weights.read(name, first, target, at, count);
        }
    }

    private static Network network(String name) {
        return Zoo.network(name, Shape.of(32, 32, 3), 10);
    }

    private static float[] output(Plan plan) {
        Buffer x = plan.input();
        var random = new Random(5);
        for (int i = x.at(0); i < x.at(2); i++) {
            x.data()[i] = random.nextFloat();
        }
        plan.forward(2);
        Buffer y = plan.output();
        return Arrays.copyOfRange(y.data(), y.at(0), y.at(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-vgg", "small-cnn", "resnet20", "lenet5"})
    void streamedWeightsGiveTheSameBitsAndCanBeShared(String name) throws IOException {
        Network network = network(name);
        Source source = Source.of(network);
        for (Kernels kernels : new Kernels[] {KernelSets.best(2), KernelSets.scalar(2)}) {
            float[] expected = output(Plan.forInference(network, source.weights, kernels, 2));

            Plan streamed = Plan.forInference(network, source, kernels, 2);

            assertThat(output(streamed)).isEqualTo(expected);
            assertThat(output(streamed.fork())).isEqualTo(expected);
        }
        assertThat(source.read).isEqualTo(network.parameters().keySet());
    }

    @Test
    void theReportSaysWhichWeightsAreKeptBesideTheirPackedForm() {
        Network network = network("small-cnn");
        var vectors = Plan.report(network, KernelSets.best(1), PlanOptions.of(Mode.INFERENCE, 1));
        var training = Plan.report(network, KernelSets.best(1), PlanOptions.of(Mode.TRAINING, 1));

        assertThat(vectors.toText()).contains(", not kept (").contains("kept as they are, ");
        assertThat(training.toText()).doesNotContain("not kept");
    }

    @Test
    void whatIsPackedIsNotKept() throws IOException {
        Network network = network("resnet20");
        Source source = Source.of(network);
        Kernels kernels = KernelSets.best(2);
        var ops = new Blueprint(network, kernels, PlanOptions.of(Mode.INFERENCE, 1)).ops();
        var stream = new WeightStream(network, source, ops, kernels.workers());

        Weights kept = stream.run(new PackedWeights());

        // Batch norm is folded in, so every convolution's own weights only pass.
        assertThat(kept.tensors().values()).noneMatch(tensor -> tensor.shape().rank() == 4);
        assertThat(stream.keptBytes()).isEqualTo(4 * kept.size());
        assertThat(stream.bufferBytes()).isEqualTo(4L * 64 * 64 * 9);
    }

    @Test
    void aSourceThatEndsTooEarlyIsAnError() {
        Network network = network("small-cnn");
        Weights weights = Weights.initialise(network, Initialisation.HE, 3);
        var broken =
                new WeightSource() {
                    @Override
                    public Map<String, Shape> shapes() {
                        return weights.shapes();
                    }

                    @Override
                    public void read(String name, int first, float[] target, int at, int count)
                            throws IOException {
                        throw new IOException("the file ends in " + name);
                    }
                };

        assertThatThrownBy(() -> Plan.forInference(network, broken, KernelSets.scalar(2), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the file ends in");
    }

    @Test
    void anotherNetworksSourceIsRefused() {
        Source source = Source.of(network("small-vgg"));

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Plan.forInference(network("lenet5"), source, KernelSets.scalar(1), 1))
                .withMessageContaining("do not fit the network");
    }

    @Test
    void streamedWeightsCannotBeReadAgain() throws IOException {
        Network network = network("small-cnn");
        Plan plan = Plan.forInference(network, Source.of(network), KernelSets.scalar(1), 1);

        assertThatIllegalStateException()
                .isThrownBy(plan::refresh)
                .withMessageContaining("streamed and not kept");
    }
}
