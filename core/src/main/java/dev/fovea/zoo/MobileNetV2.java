package dev.fovea.zoo;

import dev.fovea.nn.Add;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu6;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381, table 2), width 1.0: inverted residuals, in
 * which a 1x1 convolution widens, a depthwise 3x3 one filters and a linear 1x1 one narrows again.
 * Parameters have torchvision's names.
 */
final class MobileNetV2 {
    /** Expansion factor t, output channels c, repetitions n, stride s of the first: table 2. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1},
        {6, 24, 2, 2},
        {6, 32, 3, 2},
        {6, 64, 4, 2},
        {6, 96, 3, 1},
        {6, 160, 3, 2},
        {6, 320, 1, 1}
    };

    private Network network;

    private MobileNetV2(Shape input) {
        network = Network.input(input);
    }

    static Network network(Shape input, int classes) {
        var net = new MobileNetV2(input);
        net.convolution("conv1", Conv2d.of(32, 3).withStride(2).withPadding(1), "features.0");
        int index = 1;
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[2]; i++) {
                net.block(
                        "block" + index,
                        "features." + index,
                        stage[0],
                        stage[1],
                        i == 0 ? stage[3] : 1);
                index++;
            }
        }
        net.convolution("conv" + index, Conv2d.of(1280, 1), "features." + index);
        net.network =
                net.network
                        .then("avgpool", new GlobalAvgPool())
                        .then("flatten", new Flatten())
                        .then("drop", new Dropout(0.2f));
        net.add("fc", Dense.of(classes), "classifier.1");
        return net.network;
    }

    private void block(String name, String prefix, int expansion, int filters, int stride) {
        String shortcut = network.output();
        int channels = network.outputShape().channels();
        int wide = channels * expansion;
        int place = 0;
        if (expansion > 1) {
            convolution(name + "_expand", Conv2d.of(wide, 1), prefix + ".conv." + place++);
        }
        Conv2d depthwise = Conv2d.of(wide, 3).withStride(stride).withPadding(1).withGroups(wide);
        convolution(name + "_depthwise", depthwise, prefix + ".conv." + place++);
        add(name + "_project", Conv2d.of(filters, 1).withBias(false), prefix + ".conv." + place++);
        add(name + "_project_bn", BatchNorm.of(), prefix + ".conv." + place);
        if (stride == 1 && channels == filters) {
            network = network.then(name, new Add(), List.of(name + "_project_bn", shortcut));
        }
    }

    /** A convolution with batch norm and relu6, torchvision's ConvNormActivation. */
    private void convolution(String name, Conv2d conv, String prefix) {
        add(name, conv.withBias(false), prefix + ".0");
        add(name + "_bn", BatchNorm.of(), prefix + ".1");
        add(name + "_relu", new Relu6(), prefix + ".2");
    }

    private void add(String name, Layer layer, String prefix) {
        String before = network.nodes().isEmpty() ? Network.INPUT : network.output();
        network = network.then(new Node(name, layer, List.of(before), prefix));
    }
}
