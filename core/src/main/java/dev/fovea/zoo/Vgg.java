package dev.fovea.zoo;

import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Layer;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * VGG (Simonyan and Zisserman 2014, arXiv 1409.1556, table 1): five blocks of 3x3 convolutions,
 * each pooled to half the size, and three fully connected layers.
 *
 * <p>Nodes have the names of the figures ({@code conv3_2}, {@code relu3_2}, {@code pool3}, {@code
 * fc6}), parameters those of torchvision ({@code features.12.weight}, {@code classifier.0.weight}).
 */
final class Vgg {
    private static final int[] FILTERS = {64, 128, 256, 512, 512};

    private final boolean batchNorm;
    private Network network;

    /** Where torchvision's list of feature layers has got to. */
    private int index;

    private Vgg(boolean batchNorm, Shape input) {
        this.batchNorm = batchNorm;
        this.network = Network.input(input);
    }

    static Zoo.Builder builder(int depth, boolean batchNorm) {
        int[] convolutions = convolutions(depth);
        return (input, classes) -> new Vgg(batchNorm, input).build(convolutions, classes);
    }

    /** How many convolutions each block has: the columns A, B, D and E of the table. */
    private static int[] convolutions(int depth) {
        return switch (depth) {
            case 11 -> new int[] {1, 1, 2, 2, 2};
            case 13 -> new int[] {2, 2, 2, 2, 2};
            case 16 -> new int[] {2, 2, 3, 3, 3};
            case 19 -> new int[] {2, 2, 4, 4, 4};
            default ->
                    throw new IllegalArgumentException(
                            "VGG has 11, 13, 16 or 19 layers, got " + depth);
        };
    }

    private Network build(int[] convolutions, int classes) {
        for (int block = 1; block <= 5; block++) {
            for (int i = 1; i <= convolutions[block - 1]; i++) {
                String place = block + "_" + i;
                feature("conv" + place, Conv2d.of(FILTERS[block - 1], 3).withPadding(1));
                if (batchNorm) {
                    feature("bn" + place, BatchNorm.of());
                }
                feature("relu" + place, new Relu());
            }
            feature("pool" + block, MaxPool2d.of(2));
        }
        Shape map = network.outputShape();
        // torchvision averages to 7x7 always; on 224x224 that changes nothing.
        if (map.height() != 7 || map.width() != 7) {
            network = network.then("avgpool", AdaptiveAvgPool2d.of(7));
        }
        network = network.then("flatten", new Flatten());
        classifier("fc6", Dense.of(4096), 0);
        classifier("relu6", new Relu(), 1);
        classifier("drop6", new Dropout(0.5f), 2);
        classifier("fc7", Dense.of(4096), 3);
        classifier("relu7", new Relu(), 4);
        classifier("drop7", new Dropout(0.5f), 5);
        classifier("fc8", Dense.of(classes), 6);
        return network;
    }

    private void feature(String name, Layer layer) {
        add(name, layer, "features." + index);
        index++;
    }

    private void classifier(String name, Layer layer, int place) {
        add(name, layer, "classifier." + place);
    }

    private void add(String name, Layer layer, String prefix) {
        String before = network.nodes().isEmpty() ? Network.INPUT : network.output();
        network = network.then(new Node(name, layer, List.of(before), prefix));
    }
}
