package dev.fovea.bench.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import dev.fovea.bench.task.MappedWeights;
import dev.fovea.bench.task.Networks;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Relu;
import java.util.ArrayList;
import java.util.List;

/** Chains of layers as DJL's blocks. */
final class DjlNetworks {
    private DjlNetworks() {}

    /** A chain of 3x3 convolutions, 2x2 pools and dense layers. */
    static SequentialBlock of(String name) {
        var block = new SequentialBlock();
        for (Node node : Networks.of(name).nodes()) {
            block.add(
                    switch (node.layer()) {
                        case dev.fovea.nn.Conv2d conv ->
                                Conv2d.builder()
                                        .setKernelShape(
                                                new Shape(
                                                        conv.kernel().height(),
                                                        conv.kernel().width()))
                                        .optPadding(
                                                new Shape(
                                                        conv.kernel().height() / 2,
                                                        conv.kernel().width() / 2))
                                        .setFilters(conv.filters())
                                        .build();
                        case Relu _ -> Activation.reluBlock();
                        case MaxPool2d pool ->
                                Pool.maxPool2dBlock(
                                        new Shape(pool.kernel().height(), pool.kernel().width()),
                                        new Shape(pool.stride().height(), pool.stride().width()));
                        case Flatten _ -> Blocks.batchFlattenBlock();
                        case Dense dense -> Linear.builder().setUnits(dense.units()).build();
                        default ->
                                throw new UnsupportedOperationException(
                                        "djl: no block written for " + node.layer());
                    });
        }
        return block;
    }

    /** Overwrites an initialised block's parameters, which stand in the network's order. */
    static void load(Block block, String name, MappedWeights weights) {
        Network network = Networks.of(name);
        List<String> names = new ArrayList<>(network.parameters().keySet());
        List<Parameter> parameters = block.getParameters().values();
        if (names.size() != parameters.size()) {
            throw new IllegalStateException(
                    "djl: %d parameters for the %d of %s"
                            .formatted(parameters.size(), names.size(), name));
        }
        for (int i = 0; i < names.size(); i++) {
            parameters.get(i).getArray().set(weights.get(names.get(i)));
        }
    }
}
