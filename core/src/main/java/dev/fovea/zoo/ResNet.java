package dev.fovea.zoo;

import dev.fovea.nn.Add;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Relu;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Residual networks (He et al. 2015, arXiv 1512.03385) of two-convolution blocks, with the names of
 * torchvision: {@code conv1}, {@code layer2.0.conv1}, {@code layer2.0.downsample.0}, {@code fc}.
 */
final class ResNet {
    private ResNet() {}

    /** ResNet-18 of table 1. */
    static Network imageNet18(Shape input, int classes) {
        Network network =
                Network.input(input)
                        .then(
                                "conv1",
                                Conv2d.of(64, 7).withStride(2).withPadding(3).withBias(false))
                        .then("bn1", BatchNorm.of())
                        .then("relu", new Relu())
                        .then("maxpool", MaxPool2d.of(3, 2).withPadding(1));
        for (int stage = 1; stage <= 4; stage++) {
            network = stage(network, stage, 2, 32 << stage);
        }
        return head(network, classes);
    }

    /**
     * ResNet-20 for small pictures, section 4.2 with n = 3. Where the size halves, the shortcut is
     * a 1x1 convolution (the paper's option B); its option A, padding with channels of zeros, would
     * save 2,752 of 272,474 parameters.
     */
    static Network cifar20(Shape input, int classes) {
        Network network =
                Network.input(input)
                        .then("conv1", Conv2d.of(16, 3).withPadding(1).withBias(false))
                        .then("bn1", BatchNorm.of())
                        .then("relu", new Relu());
        for (int stage = 1; stage <= 3; stage++) {
            network = stage(network, stage, 3, 8 << stage);
        }
        return head(network, classes);
    }

    private static Network stage(Network network, int stage, int blocks, int filters) {
        for (int i = 0; i < blocks; i++) {
            network =
                    block(network, "layer" + stage + "." + i, filters, stage > 1 && i == 0 ? 2 : 1);
        }
        return network;
    }

    private static Network block(Network network, String name, int filters, int stride) {
        String shortcut = network.output();
        Network result = network;
        if (stride > 1) {
            Conv2d projection = Conv2d.of(filters, 1).withStride(stride).withBias(false);
            result =
                    result.then(name + ".downsample.0", projection)
                            .then(name + ".downsample.1", BatchNorm.of());
        }
        String identity = result.output();
        Conv2d conv = Conv2d.of(filters, 3).withPadding(1).withBias(false);
        return result.then(name + ".conv1", conv.withStride(stride), List.of(shortcut))
                .then(name + ".bn1", BatchNorm.of())
                .then(name + ".relu1", new Relu())
                .then(name + ".conv2", conv)
                .then(name + ".bn2", BatchNorm.of())
                .then(name + ".add", new Add(), List.of(name + ".bn2", identity))
                .then(name + ".relu2", new Relu());
    }

    private static Network head(Network network, int classes) {
        return network.then("avgpool", new GlobalAvgPool())
                .then("flatten", new Flatten())
                .then("fc", Dense.of(classes));
    }
}
