package dev.fovea.zoo;

import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.tensor.Shape;
import java.util.List;

/** Networks for pictures of 28x28 and 32x32, which train in minutes. */
final class SmallNets {
    private SmallNets() {}

    /**
     * Two pairs of 3x3 convolutions, 32 and 64 filters, each pair pooled, and a hidden layer of
     * 128.
     */
    static Network cnn(Shape input, int classes) {
        Network network = Network.input(input);
        for (int block = 1; block <= 2; block++) {
            for (int i = 1; i <= 2; i++) {
                String place = block + "_" + i;
                network =
                        network.then(
                                        "conv" + place,
                                        Conv2d.of(32 * block, 3).withPadding(Padding.SAME))
                                .then("relu" + place, new Relu());
            }
            network = network.then("pool" + block, MaxPool2d.of(2));
        }
        return network.then("flatten", new Flatten())
                .then("fc3", Dense.of(128))
                .then("relu3", new Relu())
                .then("fc4", Dense.of(classes));
    }

    /**
     * {@link #cnn} with batch norm behind every convolution and dropout before the dense layers.
     */
    static Network vgg(Shape input, int classes) {
        Network network = Network.input(input);
        for (int block = 1; block <= 2; block++) {
            for (int i = 1; i <= 2; i++) {
                String place = block + "_" + i;
                // No bias: batch norm would take it away again.
                Conv2d conv = Conv2d.of(32 * block, 3).withPadding(Padding.SAME).withBias(false);
                network =
                        network.then("conv" + place, conv)
                                .then("bn" + place, BatchNorm.of())
                                .then("relu" + place, new Relu());
            }
            network = network.then("pool" + block, MaxPool2d.of(2));
        }
        return network.then("flatten", new Flatten())
                .then("drop2", new Dropout(0.1f))
                .then("fc3", Dense.of(128))
                .then("relu3", new Relu())
                .then("drop3", new Dropout(0.25f))
                .then("fc4", Dense.of(classes));
    }

    /**
     * LeNet-5 (LeCun et al. 1998, "Gradient-based learning applied to document recognition",
     * section II.B) as it is written today: relu for the scaled tanh, max pooling for the trained
     * subsampling, every map of C3 connected to all of S2, logits for the radial basis functions.
     * Inputs below 32 pixels are padded by two, as the paper's digits stood in 32x32.
     */
    static Network leNet5(Shape input, int classes) {
        int border = input.height() < 32 ? 2 : 0;
        return Network.input(input)
                .then("conv1", Conv2d.of(6, 5).withPadding(border))
                .then("relu1", new Relu())
                .then("pool2", MaxPool2d.of(2))
                .then("conv3", Conv2d.of(16, 5))
                .then("relu3", new Relu())
                .then("pool4", MaxPool2d.of(2))
                .then("flatten", new Flatten())
                .then("fc5", Dense.of(120))
                .then("relu5", new Relu())
                .then("fc6", Dense.of(84))
                .then("relu6", new Relu())
                .then("fc7", Dense.of(classes));
    }

    static Network mlp(Shape input, List<Integer> widths, int classes) {
        Network network = Network.input(input).withName("mlp");
        if (!input.isVector()) {
            network = network.then("flatten", new Flatten());
        }
        int layer = 1;
        for (int width : widths) {
            network = network.then("fc" + layer, Dense.of(width)).then("relu" + layer, new Relu());
            layer++;
        }
        return network.then("fc" + layer, Dense.of(classes));
    }
}
