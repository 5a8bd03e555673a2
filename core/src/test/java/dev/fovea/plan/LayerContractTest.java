package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.ChannelShuffle;
import dev.fovea.nn.ChannelSlice;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Elu;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Gelu;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.HardSigmoid;
import dev.fovea.nn.HardSwish;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyRelu;
import dev.fovea.nn.LocalResponseNorm;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.Network;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.nn.Sigmoid;
import dev.fovea.nn.Silu;
import dev.fovea.nn.Size;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.Tanh;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer there is, in settings that differ in kind. */
class LayerContractTest {
    @TempDir private Path folder;

    private static Network map(Layer layer) {
        return Network.input(6, 5, 4).then("layer", layer);
    }

    private static Network vector(Layer layer) {
        return Network.input(Shape.of(11)).then("layer", layer);
    }

    /** Two branches of the same shape that meet. */
    private static Network meeting(Layer layer, Layer second) {
        return Network.input(5, 4, 3)
                .then("a", Conv2d.of(4, 1))
                .then("b", second, List.of(Network.INPUT))
                .then("layer", layer, List.of("a", "b"));
    }

    static Stream<Network> networks() {
        Conv2d conv = Conv2d.of(3, 3);
        return Stream.of(
                map(conv),
                map(conv.withPadding(Padding.SAME).withBias(false)),
                map(conv.withStride(2).withPadding(Padding.of(1))),
                map(
                        new Conv2d(
                                4,
                                new Size(3, 2),
                                new Size(1, 2),
                                new Padding.Explicit(0, 1, 2, 0),
                                new Size(2, 1),
                                2,
                                true)),
                map(Conv2d.of(8, 3).withGroups(4).withPadding(Padding.SAME)),
                map(Conv2d.of(5, 1)),
                map(Conv2d.of(2, 5).withPadding(Padding.of(2))),
                map(MaxPool2d.of(2)),
                map(MaxPool2d.of(3, 2).withPadding(Padding.of(1)).withCeilMode(true)),
                map(MaxPool2d.of(2, 1).withDilation(Size.of(2))),
                map(AvgPool2d.of(2)),
                map(AvgPool2d.of(3, 2).withPadding(Padding.of(1)).withCountPadding(true)),
                map(
                        AvgPool2d.of(3, 2)
                                .withPadding(Padding.of(1))
                                .withCountPadding(false)
                                .withCeilMode(true)),
                map(new GlobalAvgPool()),
                map(new GlobalMaxPool()),
                map(new AdaptiveAvgPool2d(new Size(4, 3))),
                map(new AdaptiveAvgPool2d(new Size(3, 5))),
                map(new Flatten()),
                map(new BatchNorm(1e-3f, 0.1f)),
                vector(new BatchNorm(1e-5f, 0.2f)),
                map(new LocalResponseNorm(3, 0.5f, 0.75f, 1.5f)),
                map(new Dropout(0.5f)),
                map(new Relu()),
                map(new LeakyRelu(0.1f)),
                map(new Elu(0.7f)),
                map(new Relu6()),
                map(new Sigmoid()),
                map(new Tanh()),
                map(new HardSigmoid(1 / 6f, 0.5f)),
                map(new HardSwish()),
                map(new Silu()),
                map(new Gelu(false)),
                map(new Gelu(true)),
                map(new PRelu(true)),
                map(new PRelu(false)),
                map(new Softmax()),
                vector(new Softmax()),
                vector(new LogSoftmax()),
                vector(Dense.of(6)),
                vector(new Dense(6, false)),
                meeting(new Add(), Conv2d.of(4, 1)),
                meeting(new Multiply(), Conv2d.of(4, 1)),
                meeting(new Concat(), Conv2d.of(2, 1)),
                Network.input(5, 4, 3)
                        .then("a", Conv2d.of(4, 1))
                        .then("squeeze", new GlobalAvgPool())
                        .then("b", Conv2d.of(4, 1))
                        .then("layer", new Multiply(), List.of("a", "b")),
                map(new ChannelShuffle(2)),
                map(new ChannelSlice(1, 2)),
                vector(new ChannelSlice(4, 7)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void keepsTheContract(Network network) throws IOException {
        Network named = network.withName(network.node("layer").layer().toString());
        LayerContract.check(named, folder);
    }

    @Test
    void noLayerIsForgotten() {
        Set<Class<?>> checked = new HashSet<>();
        networks().forEach(network -> checked.add(network.node("layer").layer().getClass()));
        // What runs forward only has no gradients to check: InferenceLayersTest.
        assertThat(checked)
                .containsAll(
                        leaves(Layer.class)
                                .filter(type -> !InferenceLayer.class.isAssignableFrom(type))
                                .toList());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        return permitted == null
                ? Stream.of(type)
                : Arrays.stream(permitted).flatMap(LayerContractTest::leaves);
    }
}
