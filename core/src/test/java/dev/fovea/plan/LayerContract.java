package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Kernels;
import dev.fovea.model.Safetensors;
import dev.fovea.model.SafetensorsWriter;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * What every layer keeps, checked on a tiny network that ends in it: its declared shape is the real
 * one; forward agrees with the definition in double precision; gradients by input and parameters
 * agree with central differences of that definition; the scalar and the vector kernels say the
 * same; network and weights survive saving and loading.
 */
final class LayerContract {
    private static final int N = 5;
    private static final double STEP = 1e-5;
    private static final double GRADIENT_TOLERANCE = 1e-4;
    private static final double FORWARD_TOLERANCE = 1e-5;

    private final Network network;
    private final Weights weights;
    private final float[] input;
    private final float[] direction;

    private LayerContract(Network network) {
        this.network = network;
        weights = Weights.initialise(network, Initialisation.HE, 17);
        var random = new Random(23);
        weights.tensors()
                .forEach((name, tensor) -> {
                    if (tensor.shape().rank() <= 1) {
                        fill(tensor.data(), random);
                        if (name.endsWith("running_var")) {
                            for (int i = 0; i < tensor.data().length; i++) {
                                tensor.data()[i] = 0.5f + Math.abs(tensor.data()[i]);
                            }
                        }
                    }
                });
        input = new float[N * network.input().size()];
        direction = new float[N * network.outputShape().size()];
        fill(input, random);
        fill(direction, random);
    }

    private static void fill(float[] data, Random random) {
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
    }

    static void check(Network network, Path folder) throws IOException {
        var contract = new LayerContract(network);
        Kernels scalar = KernelSets.scalar(1);
        contract.forward(scalar);
        contract.forward(KernelSets.vector(2));
        boolean hasBatchNorm =
                network.nodes().stream().anyMatch(node -> node.layer() instanceof BatchNorm);
        for (Mode mode :
                hasBatchNorm ? List.of(Mode.GRADIENTS, Mode.TRAINING) : List.of(Mode.GRADIENTS)) {
            contract.inputGradient(scalar, mode);
            contract.inputGradient(KernelSets.vector(2), mode);
        }
        contract.parameterGradients(scalar);
        contract.parameterGradients(KernelSets.vector(2));
        contract.saveAndLoad(folder);
    }

    private void forward(Kernels kernels) {
        Plan plan = Plan.forInference(network, weights, kernels, N);
        System.arraycopy(input, 0, plan.input().data(), plan.input().offset(), input.length);
        plan.forward(N);
        Shape declared = network.outputShape();
        assertThat(plan.output().shape()).isEqualTo(declared);
        assertClose(
                "forward by " + kernels.name(),
                read(plan.output()),
                naive(false, doubles(input), parameters()),
                FORWARD_TOLERANCE);
    }

    private static float[] read(Buffer buffer) {
        return Arrays.copyOfRange(
                buffer.data(), buffer.offset(), buffer.offset() + N * buffer.shape().size());
    }

    private void inputGradient(Kernels kernels, Mode mode) {
        PlanOptions options = PlanOptions.of(mode, N).withKeepGradients(Set.of(Network.INPUT));
        Plan plan = backward(kernels, options);
        double[] x = doubles(input);
        double[] expected =
                differences(x, () -> along(naive(mode == Mode.TRAINING, x, parameters())));
        assertClose(
                mode + " input gradient by " + kernels.name(),
                read(plan.gradient(Network.INPUT)),
                expected,
                GRADIENT_TOLERANCE);
    }

    private void parameterGradients(Kernels kernels) {
        Plan plan = backward(kernels, PlanOptions.of(Mode.TRAINING, N));
        Map<String, double[]> parameters = parameters();
        plan.gradients()
                .forEach((name, gradient) -> {
                    double[] p = Objects.requireNonNull(parameters.get(name));
                    double[] expected =
                            differences(p, () -> along(naive(true, doubles(input), parameters)));
                    assertClose(
                            name + " gradient by " + kernels.name(),
                            gradient.data(),
                            expected,
                            GRADIENT_TOLERANCE);
                });
    }

    private Plan backward(Kernels kernels, PlanOptions options) {
        Plan plan = Plan.of(network, weights.copy(), kernels, options);
        System.arraycopy(input, 0, plan.input().data(), plan.input().offset(), input.length);
        plan.forward(N);
        System.arraycopy(
                direction,
                0,
                plan.outputGradient().data(),
                plan.outputGradient().offset(),
                direction.length);
        plan.backward();
        return plan;
    }

    private double along(double[] output) {
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            sum += output[i] * direction[i];
        }
        return sum;
    }

    /** A scalar that depends on what is being varied. */
    private interface Scalar {
        double get();
    }

    private static double[] differences(double[] x, Scalar f) {
        double[] gradient = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double saved = x[i];
            x[i] = saved + STEP;
            double up = f.get();
            x[i] = saved - STEP;
            double down = f.get();
            x[i] = saved;
            gradient[i] = (up - down) / (2 * STEP);
        }
        return gradient;
    }

    private double[] naive(boolean batchStatistics, double[] x, Map<String, double[]> parameters) {
        var forward = new NaiveForward(N, batchStatistics);
        Map<String, double[]> values = new LinkedHashMap<>();
        values.put(Network.INPUT, x);
        for (Node node : network.nodes()) {
            List<Shape> shapes = network.inputShapes(node);
            Map<String, double[]> own = new LinkedHashMap<>();
            node.layer()
                    .parameters(shapes)
                    .forEach(
                            p -> own.put(p.name(), parameters.get(node.prefix() + "." + p.name())));
            values.put(
                    node.name(),
                    forward.run(
                            node.layer(),
                            shapes,
                            node.inputs().stream().map(values::get).toList(),
                            own));
        }
        return values.get(network.output());
    }

    private Map<String, double[]> parameters() {
        Map<String, double[]> parameters = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> parameters.put(name, doubles(tensor.data())));
        return parameters;
    }

    private static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i];
        }
        return y;
    }

    private static void assertClose(
            String what, float[] actual, double[] expected, double tolerance) {
        assertThat(actual).as(what).hasSize(expected.length);
        double difference = 0;
        double norm = 1e-20;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / norm)).as(what).isLessThan(tolerance);
    }

    private void saveAndLoad(Path folder) throws IOException {
        assertThat(Network.fromJson(network.toJson())).isEqualTo(network);
        Path file = folder.resolve("layer.safetensors");
        SafetensorsWriter.write(file, Map.of(), weights.tensors());
        try (Safetensors loaded = Safetensors.open(file)) {
            assertThat(loaded.tensors().keySet()).isEqualTo(weights.tensors().keySet());
            for (Map.Entry<String, Tensor> tensor : weights.tensors().entrySet()) {
                assertThat(loaded.read(tensor.getKey())).isEqualTo(tensor.getValue());
            }
        }
        Files.delete(file);
    }
}
