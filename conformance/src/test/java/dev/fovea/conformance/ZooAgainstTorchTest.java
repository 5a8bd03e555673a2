package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Parameter;
import dev.fovea.nn.Role;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network of the zoo, forward and backward, against libtorch in double precision.
 *
 * <p>The networks are whole, but see small pictures and have narrow hidden layers and few classes.
 * libtorch has no rounding errors to speak of here, so what is measured is Fovea's.
 */
class ZooAgainstTorchTest {
    private static final int CLASSES = 10;
    private static final int BATCH = 3;
    private static final int HIDDEN = 64;

    private static final double OUTPUTS = 1e-5;

    /** Dividing by the deviation of a batch of few values enlarges errors, layer by layer. */
    private static final double OUTPUTS_BY_BATCH_STATISTICS = 1e-4;

    private static final double GRADIENTS = 1e-4;

    @BeforeAll
    static void libtorchIsThere() {
        assumeThat(Loader.getPlatform())
                .as("the platform whose libtorch was fetched")
                .isEqualTo("linux-x86_64");
        // It complains on every convolution where the processor is not one of its own.
        torch.globalContext().setUserEnabledNNPACK(false);
        torch.set_num_threads(Runtime.getRuntime().availableProcessors());
    }

    static List<String> networks() {
        return Zoo.names();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void agrees(String name) {
        try (var _ = new PointerScope()) {
            var comparison = new Comparison(network(name));
            comparison.inference();
            comparison.training();
            assertThat(comparison.differences).as(name).isEmpty();
        }
    }

    /** Dropout draws other numbers than libtorch's, so there is none. */
    private static Network network(String name) {
        Network network = onPictures(name, 32);
        if (network.nodes().stream().anyMatch(node -> node.layer() instanceof BatchNorm)) {
            // On the last, smallest maps there must be values enough to take a deviation of.
            network = onPictures(name, 64);
        }
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Dropout) {
                network = network.withLayer(node.name(), new Dropout(0));
            } else if (node.layer() instanceof Dense dense && dense.units() > HIDDEN) {
                network = network.withLayer(node.name(), dense.withUnits(HIDDEN));
            }
        }
        return network;
    }

    private static Network onPictures(String name, int side) {
        Shape own = Zoo.entry(name).input();
        Shape input = own.height() > side ? Shape.of(side, side, own.channels()) : own;
        return Zoo.network(name, input, CLASSES);
    }

    /** One network with one set of weights and pictures. */
    private static final class Comparison {
        private final Kernels kernels = KernelSets.best();
        private final Network network;
        private final Weights weights;
        private final TorchNetwork torchNetwork;
        private final float[] x;
        private final List<String> differences = new ArrayList<>();

        Comparison(Network network) {
            this.network = network;
            var random = new SplittableRandom(1);
            weights = Weights.initialise(network, Initialisation.HE, 1);
            network.parameters().forEach((name, parameter) -> vary(name, parameter, random));
            torchNetwork = new TorchNetwork(network, weights);
            x = new float[BATCH * network.input().size()];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextDouble(-1, 1);
            }
        }

        /** What begins as zeros and ones would hide mistakes. */
        private void vary(String name, Parameter parameter, SplittableRandom random) {
            Role role = parameter.role();
            if (role == Role.WEIGHT) {
                return;
            }
            boolean aroundOne = role == Role.SCALE || role == Role.RUNNING_VARIANCE;
            float[] data = weights.get(name).data();
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) (random.nextDouble(-0.2, 0.2) + (aroundOne ? 1 : 0));
            }
        }

        /** Batch norm folded into the convolutions. */
        void inference() {
            Plan plan = Plan.forInference(network, weights, kernels, BATCH);
            run(plan);
            try (var _ = new NoGradGuard()) {
                Tensor logits = torchNetwork.inference(x, BATCH);
                compare("logits", OUTPUTS, TorchNetwork.array(logits), plan.output());
            }
        }

        /** Batch statistics, softmax and cross-entropy, all gradients. */
        void training() {
            PlanOptions options =
                    PlanOptions.of(Mode.TRAINING, BATCH).withKeep(Decisions.nodes(network));
            Plan plan = Plan.of(network, weights, kernels, options);
            run(plan);
            Tensor logits = torchNetwork.training(x, BATCH, new Decisions(network, plan, BATCH));
            Tensor loss = TorchNetwork.crossEntropy(logits);
            loss.backward();

            compare(
                    "training logits",
                    OUTPUTS_BY_BATCH_STATISTICS,
                    TorchNetwork.array(logits),
                    plan.output());
            float[] losses = lossAndItsGradient(plan);
            double mean = 0;
            for (float l : losses) {
                mean += l / BATCH;
            }
            compare(
                    "loss",
                    OUTPUTS_BY_BATCH_STATISTICS,
                    TorchNetwork.array(loss),
                    new float[] {(float) mean});
            plan.backward();
            for (Node node : network.nodes()) {
                gradients(node, plan.gradients());
            }
            network.parameters()
                    .forEach((name, parameter) -> {
                        if (!parameter.role().trainable()) {
                            compare(
                                    name,
                                    OUTPUTS_BY_BATCH_STATISTICS,
                                    torchNetwork.parameter(name),
                                    weights.get(name).data());
                        }
                    });
        }

        /**
         * Each gradient of a node is measured by all of them together: that of a bias before batch
         * norm is zero, because the mean is taken away again, and what floats leave of it says
         * nothing beside itself.
         */
        private void gradients(Node node, Map<String, dev.fovea.tensor.Tensor> got) {
            double size = 0;
            List<String> names =
                    network.parameters(node).stream()
                            .filter(parameter -> parameter.role().trainable())
                            .map(node::parameterName)
                            .toList();
            for (String name : names) {
                size = Math.hypot(size, norm(torchNetwork.gradient(name)));
            }
            for (String name : names) {
                compare(name, GRADIENTS, torchNetwork.gradient(name), got.get(name).data(), size);
            }
        }

        private void run(Plan plan) {
            Buffer input = plan.input();
            System.arraycopy(x, 0, input.data(), input.offset(), x.length);
            plan.forward(BATCH);
        }

        /** The i-th picture belongs to the class i. */
        private float[] lossAndItsGradient(Plan plan) {
            var targets = new float[BATCH * CLASSES];
            for (int i = 0; i < BATCH; i++) {
                targets[i * CLASSES + i] = 1;
            }
            var losses = new float[BATCH];
            Buffer logits = plan.output();
            Buffer gradient = plan.outputGradient();
            kernels.softmaxCrossEntropy(
                    BATCH,
                    CLASSES,
                    logits.data(),
                    logits.offset(),
                    targets,
                    1f / BATCH,
                    losses,
                    gradient.data(),
                    gradient.offset());
            return losses;
        }

        private void compare(String what, double tolerance, double[] expected, Buffer got) {
            var values = new float[expected.length];
            System.arraycopy(got.data(), got.offset(), values, 0, values.length);
            compare(what, tolerance, expected, values);
        }

        private void compare(String what, double tolerance, double[] expected, float[] got) {
            compare(what, tolerance, expected, got, norm(expected));
        }

        private void compare(
                String what, double tolerance, double[] expected, float[] got, double size) {
            assertThat(got).as(what).hasSameSizeAs(expected);
            var difference = new double[got.length];
            for (int i = 0; i < got.length; i++) {
                difference[i] = got[i] - expected[i];
            }
            double error = norm(difference) / size;
            // NaN is no agreement.
            if (!(error <= tolerance)) {
                differences.add("%s: relative L2 error %.1e".formatted(what, error));
            }
        }

        private static double norm(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value * value;
            }
            return Math.sqrt(sum);
        }
    }
}
