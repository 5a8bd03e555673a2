package dev.fovea.formats.torch;

import dev.fovea.nn.Add;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Relu;
import dev.fovea.nn.ShapeException;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Residual networks for ImageNet as torchvision and timm name their parameters, rebuilt from the
 * shapes: depth (34, 50, 101, 152 and any other), width and groups (wide and ResNeXt) are all in
 * them. Blocks of three convolutions halve the size in the second, as torchvision has it (He et al.
 * 2015, arXiv 1512.03385, in the first).
 */
final class ResNetStructure {
    private static final int MAX_BLOCKS = 100;
    private static final int MAX_FILTERS = 1 << 14;

    private final Map<String, Shape> found;
    private Network network = Network.input(224, 224, 3);

    private ResNetStructure(Map<String, Shape> found) {
        this.found = found;
    }

    /** The network these parameters belong to; empty if they are no residual network's. */
    static Optional<Network> network(Map<String, Shape> found) {
        if (!found.containsKey("conv1.weight")
                || !found.containsKey("layer4.0.conv1.weight")
                || !found.containsKey("fc.weight")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ResNetStructure(found).build());
        } catch (IllegalArgumentException | ShapeException e) {
            // Shapes that make no network: the caller says what is nearest instead.
            return Optional.empty();
        }
    }

    private Network build() {
        int filters = extent("conv1.weight", 0);
        network =
                network.then(
                                "conv1",
                                Conv2d.of(filters, 7).withStride(2).withPadding(3).withBias(false))
                        .then("bn1", BatchNorm.of())
                        .then("relu", new Relu())
                        .then("maxpool", MaxPool2d.of(3, 2).withPadding(1));
        int layers = 2;
        for (int stage = 1; stage <= 4; stage++) {
            for (int i = 0; i < MAX_BLOCKS; i++) {
                String name = "layer" + stage + "." + i;
                if (!found.containsKey(name + ".conv1.weight")) {
                    break;
                }
                layers += block(name, stage > 1 && i == 0 ? 2 : 1);
            }
        }
        network =
                network.then("avgpool", new GlobalAvgPool())
                        .then("flatten", new Flatten())
                        .then("fc", Dense.of(extent("fc.weight", 0)));
        return network.withName(name(layers));
    }

    private String name(int layers) {
        Shape second = found.getOrDefault("layer1.0.conv2.weight", Shape.of());
        boolean bottleneck = found.containsKey("layer1.0.conv3.weight");
        if (!bottleneck || (second.extent(0) == 64 && second.extent(1) == 64)) {
            return "resnet" + layers;
        }
        boolean grouped = second.extent(0) != second.extent(1);
        return grouped
                ? "resnext"
                        + layers
                        + "_"
                        + second.extent(0) / second.extent(1)
                        + "x"
                        + second.extent(1)
                        + "d"
                : "wide_resnet" + layers + "_" + second.extent(0) / 64;
    }

    /** Adds a block and returns how many layers it counts for. */
    private int block(String name, int stride) {
        String shortcut = network.output();
        if (found.containsKey(name + ".downsample.0.weight")) {
            Conv2d projection = convolution(name + ".downsample.0.weight", 1).withStride(stride);
            network =
                    network.then(name + ".downsample.0", projection)
                            .then(name + ".downsample.1", BatchNorm.of());
        }
        String identity = network.output();
        boolean bottleneck = found.containsKey(name + ".conv3.weight");
        Conv2d first = convolution(name + ".conv1.weight", bottleneck ? 1 : 3);
        network =
                network.then(
                                name + ".conv1",
                                bottleneck ? first : first.withStride(stride),
                                List.of(shortcut))
                        .then(name + ".bn1", BatchNorm.of())
                        .then(name + ".relu1", new Relu());
        Conv2d second = convolution(name + ".conv2.weight", 3);
        network =
                network.then(name + ".conv2", bottleneck ? second.withStride(stride) : second)
                        .then(name + ".bn2", BatchNorm.of());
        if (bottleneck) {
            network =
                    network.then(name + ".relu2", new Relu())
                            .then(name + ".conv3", convolution(name + ".conv3.weight", 1))
                            .then(name + ".bn3", BatchNorm.of());
        }
        network =
                network.then(name + ".add", new Add(), List.of(network.output(), identity))
                        .then(name + ".relu", new Relu());
        return bottleneck ? 3 : 2;
    }

    private Conv2d convolution(String weight, int kernel) {
        int inputs = extent(weight, 1);
        Conv2d conv = Conv2d.of(extent(weight, 0), kernel).withPadding(kernel / 2).withBias(false);
        if (!weight.endsWith("conv2.weight") || inputs == 0) {
            return conv;
        }
        // Only the second convolution of a block has groups: its weights see a part of the input.
        int channels = network.outputShape().channels();
        return channels % inputs == 0 ? conv.withGroups(channels / inputs) : conv;
    }

    private int extent(String name, int axis) {
        Shape shape = found.getOrDefault(name, Shape.of());
        if (shape.rank() < 2 || shape.extent(axis) < 1 || shape.extent(axis) > MAX_FILTERS) {
            throw new IllegalArgumentException(name + " has the shape " + shape);
        }
        return shape.extent(axis);
    }
}
