package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.image.Preprocessing;
import dev.fovea.model.Model;
import dev.fovea.model.Safetensors;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A small network with what PyTorch says of it: resources/dev/fovea/explain/make_golden.py made the
 * values.
 *
 * @param late the node that the script calls late
 */
record Golden(String name, Model model, String late, Map<String, Tensor> values) {
    /** The class that is explained. */
    static final int CLASS = 2;

    static List<Golden> all() {
        return List.of(read("chain", chain(), "relu3"), read("graph", graph(), "relu4"));
    }

    private static Network chain() {
        return Network.input(17, 15, 3)
                .withName("chain")
                .then("conv1", Conv2d.of(8, 3).withPadding(1))
                .then("relu1", new Relu())
                .then("pool1", MaxPool2d.of(3, 2).withPadding(1))
                .then("conv2", Conv2d.of(12, 3).withStride(2).withPadding(1))
                .then("relu2", new Relu())
                .then("conv3", Conv2d.of(10, 3).withPadding(1))
                .then("relu3", new Relu())
                .then("pool3", AvgPool2d.of(2))
                .then("flatten", new Flatten())
                .then("fc1", Dense.of(16))
                .then("relu4", new Relu())
                .then("fc2", Dense.of(5))
                .then("softmax", new Softmax());
    }

    private static Network graph() {
        return Network.input(12, 14, 1)
                .withName("graph")
                .then("conv1", Conv2d.of(6, 3).withPadding(1).withBias(false))
                .then("bn1", BatchNorm.of())
                .then("relu1", new Relu())
                .then("conv2", Conv2d.of(6, 3).withPadding(1))
                .then("relu2", new Relu())
                .then("conv3", Conv2d.of(6, 3).withPadding(1))
                .then("sum", new Add(), List.of("relu1", "conv3"))
                .then("relu3", new Relu())
                .then("pool", MaxPool2d.of(2))
                .then("left", Conv2d.of(4, 1))
                .then("right", Conv2d.of(5, 3).withPadding(1), List.of("pool"))
                .then("join", new Concat(), List.of("left", "right"))
                .then("bn4", BatchNorm.of())
                .then("relu4", new Relu())
                .then("average", new GlobalAvgPool())
                .then("flatten", new Flatten())
                .then("fc", Dense.of(4));
    }

    private static Golden read(String name, Network network, String late) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        Map<String, Tensor> values = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(file(name))) {
            for (String tensor : file.tensors().keySet()) {
                if (tensor.startsWith("weights.")) {
                    weights.put(tensor.substring("weights.".length()), file.read(tensor));
                } else {
                    values.put(tensor, file.read(tensor));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var input = network.input();
        Model model =
                Model.of(
                        network,
                        Weights.of(weights),
                        Preprocessing.unit(input.height(), input.width(), input.channels()),
                        List.of());
        return new Golden(name, model, late, values);
    }

    private static Path file(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(Golden.class.getResource(name + ".safetensors"))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Tensor get(String value) {
        return Objects.requireNonNull(values.get(value), value);
    }

    Tensor x() {
        return get("x");
    }

    /** Same shape, and a relative distance (L2) below 1e-4 of what PyTorch gives. */
    void agrees(String value, Tensor actual) {
        Tensor expected = get(value);
        assertThat(actual.shape()).as(value).isEqualTo(expected.shape());
        assertThat(distance(actual, expected)).as(name + " " + value).isLessThan(1e-4);
    }

    static double distance(Tensor actual, Tensor expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.data().length; i++) {
            difference += Math.pow(actual.data()[i] - (double) expected.data()[i], 2);
            norm += Math.pow(expected.data()[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    @Override
    public String toString() {
        return name;
    }
}
