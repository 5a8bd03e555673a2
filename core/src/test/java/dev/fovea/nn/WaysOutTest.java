package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fovea.tensor.Shape;
import dev.fovea.zoo.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Errors name the node, the rule, what came from where, and ways out that work. */
class WaysOutTest {
    private static final Network START =
            Network.input(56, 56, 3)
                    .then("conv1", Conv2d.of(6, 3).withPadding(1))
                    .then("relu1", new Relu());

    private static final Network FLAT =
            START.then("pool1", MaxPool2d.of(2))
                    .then("flatten", new Flatten())
                    .then("fc1", Dense.of(64));

    private static void refuses(Network network, String name, Layer layer, String message) {
        refuses(network, name, layer, List.of(network.output()), message);
    }

    private static void refuses(
            Network network, String name, Layer layer, List<String> inputs, String message) {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> network.then(name, layer, inputs))
                .withMessage(message)
                .satisfies(e -> assertThat(e.node()).isEqualTo(name));
    }

    @Test
    void groupsThatDoNotDivide() {
        refuses(
                START,
                "conv2",
                Conv2d.of(12, 3).withGroups(4),
                "conv2: groups 4 must divide the channels, got 6 (56x56x6 from relu1). Use 1, 2, 3 or"
                        + " 6 groups, or 4 or 8 filters in conv1.");
        START.withLayer("conv1", Conv2d.of(8, 3)).then("conv2", Conv2d.of(12, 3).withGroups(4));
        refuses(
                START,
                "conv2",
                Conv2d.of(8, 3).withGroups(4),
                "conv2: groups 4 must divide the channels, got 6 (56x56x6 from relu1). Use 1 or 2"
                        + " groups, or 4 or 8 filters in conv1.");
        refuses(
                START,
                "shuffle",
                new ChannelShuffle(4),
                "shuffle: groups 4 must divide the channels, got 6 (56x56x6 from relu1). Use 1, 2, 3"
                        + " or 6 groups, or 4 or 8 filters in conv1.");
    }

    @Test
    void aChangeThatBreaksAnotherNodeIsNotOffered() {
        Network branched =
                START.then("side", Conv2d.of(9, 1).withGroups(3), List.of("conv1"))
                        .then("relu2", new Relu(), List.of("relu1"));
        refuses(
                branched,
                "conv2",
                Conv2d.of(12, 3).withGroups(4),
                "conv2: groups 4 must divide the channels, got 6 (56x56x6 from relu2). Use 1, 2, 3 or"
                        + " 6 groups.");
    }

    @Test
    void aWindowLargerThanTheMap() {
        refuses(
                START,
                "conv2",
                Conv2d.of(5, 60).withStride(2),
                "conv2: the output would have no extent, (56 - 60 + 0) / 2 + 1 = -1, got 56x56x6 from"
                        + " relu1. Use a kernel of at most 56x56, or padding 2, or a map of at least"
                        + " 60x60, or a network input of at least 60x60x3.");
        refuses(
                Network.input(3, 9, 1).then("relu", new Relu()),
                "conv",
                Conv2d.of(5, 3).withDilation(2),
                "conv: the output would have no extent, height (3 - 2 (3 - 1) - 1 + 0) / 1 + 1 = -1,"
                        + " got 3x9x1 from relu. Use a kernel of at most 2x3, or dilation 1, or"
                        + " padding 1, or a map of at least 5x9, or a network input of at least"
                        + " 5x11x1.");
        refuses(
                Network.input(1, 1, 4).then("relu", new Relu()),
                "pool",
                MaxPool2d.of(2),
                "pool: the output would have no extent, (1 - 2 + 0) / 2 + 1 = 0.5, got 1x1x4 from relu."
                        + " Use a kernel of at most 1x1, or padding 1, or ceil mode, or a map of at"
                        + " least 2x2, or a network input of at least 2x2x4.");
    }

    @Test
    void vgg16NeedsAnInputOf32() {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Zoo.network("vgg16", Shape.of(28, 28, 3), 10))
                .withMessageEndingWith(", or a network input of at least 32x32x3.");
    }

    @Test
    void aWindowOfNothingButPadding() {
        refuses(
                START,
                "pool",
                AvgPool2d.of(2).withPadding(2).withCountPadding(false),
                "pool: every window must cover a pixel, but the window over the rows -2 to -1 reads"
                        + " only padding, got 56x56x6 from relu1. Use padding 1, or padding that"
                        + " counts.");
        refuses(
                START,
                "pool",
                MaxPool2d.of(2).withPadding(new Padding.Explicit(0, 0, 0, 2)),
                "pool: every window must cover a pixel, but the window over the columns 56 to 57 reads"
                        + " only padding, got 56x56x6 from relu1. Use padding 1, or ceil mode, or a network"
                        + " input of at least 57x57x3.");
    }

    @Test
    void aMapWhereAVectorIsNeeded() {
        refuses(
                START,
                "fc",
                Dense.of(10),
                "fc: needs a vector, got 56x56x6 from relu1. Use a Flatten before it (56x56x6 becomes"
                        + " 18816), or a GlobalAvgPool and a Flatten before it (56x56x6 becomes 6).");
    }

    @Test
    void aVectorWhereAMapIsNeeded() {
        refuses(
                FLAT,
                "conv2",
                Conv2d.of(5, 3),
                "conv2: needs a map H x W x C, got 64 from fc1. Use a Dense with 5 units, or pool1"
                        + " (28x28x6) as its input.");
        refuses(
                FLAT,
                "pool2",
                MaxPool2d.of(2),
                "pool2: needs a map H x W x C, got 64 from fc1. Use pool1 (28x28x6) as its input.");
    }

    @Test
    void sumsOfUnlikeShapes() {
        Network wider = START.then("conv2", Conv2d.of(16, 3).withPadding(1));
        refuses(
                wider,
                "add",
                new Add(),
                List.of("relu1", "conv2"),
                "add: needs equal shapes, got 56x56x6 from relu1 and 56x56x16 from conv2. Use 16"
                        + " filters in conv1, or a 1x1 Conv2d with 16 filters on relu1, or 6 filters"
                        + " in conv2, or a 1x1 Conv2d with 6 filters on conv2.");
        Network smaller = START.then("conv2", Conv2d.of(16, 3).withPadding(1).withStride(2));
        refuses(
                smaller,
                "add",
                new Add(),
                List.of("relu1", "conv2"),
                "add: needs equal shapes, got 56x56x6 from relu1 and 28x28x16 from conv2. Use a 1x1"
                        + " Conv2d with 16 filters and stride 2 on relu1.");
        Network unpadded = START.then("conv2", Conv2d.of(6, 3));
        refuses(
                unpadded,
                "add",
                new Add(),
                List.of("relu1", "conv2"),
                "add: needs equal shapes, got 56x56x6 from relu1 and 54x54x6 from conv2. Use padding"
                        + " \"same\" in conv2.");
        Network vectors = FLAT.then("fc2", Dense.of(32));
        refuses(
                vectors,
                "add",
                new Add(),
                List.of("fc1", "fc2"),
                "add: needs equal shapes, got 64 from fc1 and 32 from fc2. Use 32 units in fc1, or a"
                        + " Dense with 32 units on fc1, or 64 units in fc2, or a Dense with 64 units"
                        + " on fc2.");
    }

    @Test
    void gates() {
        Network gated = START.then("gap", new GlobalAvgPool()).then("squeeze", Conv2d.of(16, 1));
        refuses(
                gated,
                "scale",
                new Multiply(),
                List.of("relu1", "squeeze"),
                "scale: needs equal shapes or a map H x W x C and a gate 1 x 1 x C, got 56x56x6 from"
                        + " relu1 and 1x1x16 from squeeze. Use 6 filters in squeeze, or a 1x1 Conv2d"
                        + " with 6 filters on squeeze.");
        refuses(
                gated,
                "scale",
                new Multiply(),
                List.of("gap", "relu1"),
                "scale: needs equal shapes or a map H x W x C and a gate 1 x 1 x C, got 1x1x6 from gap"
                        + " and 56x56x6 from relu1. Use the inputs in the other order.");
    }

    @Test
    void joinsOfUnlikeExtents() {
        Network unpadded = START.then("conv2", Conv2d.of(8, 3));
        refuses(
                unpadded,
                "join",
                new Concat(),
                List.of("relu1", "conv2"),
                "join: needs maps of equal height and width, or vectors, got 56x56x6 from relu1 and"
                        + " 54x54x8 from conv2. Use an AdaptiveAvgPool2d to 54x54 on relu1, or padding"
                        + " \"same\" in conv2.");
        refuses(
                FLAT,
                "join",
                new Concat(),
                List.of("pool1", "fc1"),
                "join: needs maps of equal height and width, or vectors, got 28x28x6 from pool1 and 64"
                        + " from fc1. Use a Flatten on pool1.");
    }

    @Test
    void theNumberOfInputs() {
        Network two = START.then("conv2", Conv2d.of(6, 3).withPadding(1));
        refuses(
                two,
                "bn",
                BatchNorm.of(),
                List.of("relu1", "conv2"),
                "bn: takes one input, got 2: 56x56x6 from relu1 and 56x56x6 from conv2. Use an Add of"
                        + " them, or a Concat of them.");
        refuses(two, "add", new Add(), "add: takes two or more inputs, got 1.");
        refuses(two, "mul", new Multiply(), "mul: takes two inputs, got 1.");
    }

    @Test
    void whatNoArrayHolds() {
        refuses(
                FLAT,
                "fc2",
                Dense.of(2_000_000_000),
                "fc2: a weight of 2000000000x64 is larger than an array can be, 2^31 - 65 numbers, got"
                        + " 64 from fc1. Use at most 33554430 units.");
        refuses(
                START,
                "conv2",
                Conv2d.of(2_000_000_000, 3),
                "conv2: an output of 54x54x2000000000 is larger than an array can be, 2^31 - 65"
                        + " numbers, got 56x56x6 from relu1. Use at most 736448 filters.");
    }

    @Test
    void aLayerAloneKnowsNoNode() {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Conv2d.of(12, 3).withGroups(4).outputShape(Shape.of(56, 56, 6)))
                .withMessage("Conv2d: groups 4 must divide the channels, got 6 (56x56x6).")
                .satisfies(e -> assertThat(e.node()).isEmpty());
    }
}
