package dev.fovea.zoo;

import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * SqueezeNet (Iandola et al. 2016, arXiv 1602.07360, table 1; version 1.1 is the authors' own, 2.4
 * times cheaper: a smaller first convolution, pooled earlier). Nodes have the paper's names ({@code
 * fire2}, {@code conv10}), parameters torchvision's.
 */
final class SqueezeNet {
    private Network network;

    private SqueezeNet(Shape input) {
        network = Network.input(input);
    }

    static Network version10(Shape input, int classes) {
        var net = new SqueezeNet(input);
        net.first(Conv2d.of(96, 7));
        net.fire("fire2", 3, 16, 64);
        net.fire("fire3", 4, 16, 64);
        net.fire("fire4", 5, 32, 128);
        net.pool("pool4");
        net.fire("fire5", 7, 32, 128);
        net.fire("fire6", 8, 48, 192);
        net.fire("fire7", 9, 48, 192);
        net.fire("fire8", 10, 64, 256);
        net.pool("pool8");
        net.fire("fire9", 12, 64, 256);
        return net.classifier(classes);
    }

    static Network version11(Shape input, int classes) {
        var net = new SqueezeNet(input);
        net.first(Conv2d.of(64, 3));
        net.fire("fire2", 3, 16, 64);
        net.fire("fire3", 4, 16, 64);
        net.pool("pool3");
        net.fire("fire4", 6, 32, 128);
        net.fire("fire5", 7, 32, 128);
        net.pool("pool5");
        net.fire("fire6", 9, 48, 192);
        net.fire("fire7", 10, 48, 192);
        net.fire("fire8", 11, 64, 256);
        net.fire("fire9", 12, 64, 256);
        return net.classifier(classes);
    }

    private void first(Conv2d conv) {
        add("conv1", conv.withStride(2), "features.0");
        network = network.then("relu1", new Relu());
        pool("pool1");
    }

    private Network classifier(int classes) {
        network = network.then("drop9", new Dropout(0.5f));
        add("conv10", Conv2d.of(classes, 1), "classifier.1");
        return network.then("relu10", new Relu())
                .then("avgpool", new GlobalAvgPool())
                .then("flatten", new Flatten());
    }

    private void pool(String name) {
        network = network.then(name, MaxPool2d.of(3, 2).withCeilMode(true));
    }

    /** Squeezes the channels by 1x1 and expands them by 1x1 and 3x3 side by side (section 3.2). */
    private void fire(String name, int index, int squeeze, int expand) {
        String prefix = "features." + index;
        add(name + "_squeeze", Conv2d.of(squeeze, 1), prefix + ".squeeze");
        String squeezed = name + "_squeeze_relu";
        network = network.then(squeezed, new Relu());
        add(name + "_expand1x1", Conv2d.of(expand, 1), prefix + ".expand1x1");
        network = network.then(name + "_expand1x1_relu", new Relu());
        network =
                network.then(
                                new Node(
                                        name + "_expand3x3",
                                        Conv2d.of(expand, 3).withPadding(1),
                                        List.of(squeezed),
                                        prefix + ".expand3x3"))
                        .then(name + "_expand3x3_relu", new Relu())
                        .then(
                                name,
                                new Concat(),
                                List.of(name + "_expand1x1_relu", name + "_expand3x3_relu"));
    }

    private void add(String name, Conv2d conv, String prefix) {
        String before = network.nodes().isEmpty() ? Network.INPUT : network.output();
        network = network.then(new Node(name, conv, List.of(before), prefix));
    }
}
