package dev.fovea.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.nn.ConstantTensor;
import dev.fovea.nn.ConvTranspose2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Elementwise;
import dev.fovea.nn.Expand;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Gather;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.InstanceNorm;
import dev.fovea.nn.Join;
import dev.fovea.nn.Layer;
import dev.fovea.nn.MatMul;
import dev.fovea.nn.Network;
import dev.fovea.nn.Pad;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Permute;
import dev.fovea.nn.Pointwise;
import dev.fovea.nn.Reduce;
import dev.fovea.nn.Reshape;
import dev.fovea.nn.Resize;
import dev.fovea.nn.ShapeException;
import dev.fovea.nn.Size;
import dev.fovea.nn.Slice;
import dev.fovea.nn.Summary;
import dev.fovea.nn.TopK;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers that run forward only, by small examples; ONNX's own tests are in formats. */
class InferenceLayersTest {
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    /** A layer over 0, 1, 2 ... in a shape, and what comes out. */
    static Stream<Arguments> examples() {
        return Stream.of(
                example(new Permute(List.of(1, 0)), Shape.of(2, 3), 0, 3, 1, 4, 2, 5),
                example(new Reshape(List.of(3, 2)), Shape.of(6), 0, 1, 2, 3, 4, 5),
                example(
                        new Slice(List.of(1, 2), List.of(-1, -2), List.of(2, 2)),
                        Shape.of(2, 3),
                        5,
                        3,
                        2,
                        0),
                example(new Gather(1, List.of(2, 0)), Shape.of(2, 3), 2, 0, 5, 3),
                example(new Expand(List.of(2, 2)), Shape.of(1, 2), 0, 1, 0, 1),
                example(
                        new Pad(Pad.Mode.CONSTANT, List.of(2), List.of(-1), -INFINITE),
                        Shape.of(3),
                        -INFINITE,
                        -INFINITE,
                        0,
                        1),
                example(
                        new Pad(Pad.Mode.REFLECT, List.of(2), List.of(2), 0),
                        Shape.of(3),
                        2,
                        1,
                        0,
                        1,
                        2,
                        1,
                        0),
                example(
                        new Pad(Pad.Mode.WRAP, List.of(1), List.of(1), 0),
                        Shape.of(3),
                        2,
                        0,
                        1,
                        2,
                        0),
                example(new Pad(Pad.Mode.EDGE, List.of(1), List.of(1), 0), Shape.of(2), 0, 0, 1, 1),
                example(resize(Resize.Method.NEAREST), Shape.of(2), 0, 0, 1, 1),
                example(resize(Resize.Method.LINEAR), Shape.of(2), 0, 0.25f, 0.75f, 1),
                example(new Reduce(Reduce.Kind.MEAN, List.of(0)), Shape.of(2, 2), 1, 2),
                example(new Reduce(Reduce.Kind.MIN, List.of(0, 1)), Shape.of(2, 2), 0),
                example(new Reduce(Reduce.Kind.ARG_MAX, List.of(1)), Shape.of(2, 2), 1, 1),
                example(new Pointwise(Pointwise.Function.CLIP, 1, INFINITE), Shape.of(3), 1, 1, 2),
                example(new Elementwise(Elementwise.Operation.POWER), Shape.of(3), 1, 1, 4),
                example(new Join(0), Shape.of(2), 0, 1, 0, 1),
                example(new MatMul(), Shape.of(2, 2), 2, 3, 6, 11),
                example(new TopK(2, 0, true, true), Shape.of(3), 2, 1));
    }

    private static Arguments example(InferenceLayer layer, Shape shape, float... expected) {
        return Arguments.of(layer, shape, expected);
    }

    private static Resize resize(Resize.Method method) {
        return new Resize(
                List.of(4),
                List.of(2f),
                method,
                Resize.Coordinates.HALF_PIXEL,
                Resize.Rounding.ROUND_PREFER_FLOOR,
                -0.75f,
                false);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void worksOnEverySample(InferenceLayer layer, Shape shape, float[] expected) {
        Network network = Network.input(Shape.of(shape.size()));
        network = network.then("shaped", new Reshape(boxed(shape)));
        boolean two =
                layer instanceof Elementwise || layer instanceof MatMul || layer instanceof Join;
        network =
                network.then("layer", layer, two ? List.of("shaped", "shaped") : List.of("shaped"));
        assertThat(Network.fromJson(network.toJson())).isEqualTo(network);
        assertThat(Summary.of(network).toString()).contains(layer.getClass().getSimpleName());
        Plan plan =
                Plan.forInference(
                        network,
                        Weights.initialise(network, Initialisation.HE, 1),
                        KernelSets.scalar(1),
                        2);
        for (int i = 0; i < 2 * shape.size(); i++) {
            plan.input().data()[plan.input().offset() + i] = i % shape.size();
        }
        plan.forward(2);
        assertThat(plan.output().shape().size()).isEqualTo(expected.length);
        for (int i = 0; i < 2 * expected.length; i++) {
            assertThat(plan.output().data()[plan.output().offset() + i])
                    .as("number " + i)
                    .isEqualTo(expected[i % expected.length]);
        }
    }

    private static List<Integer> boxed(Shape shape) {
        return Arrays.stream(shape.toArray()).boxed().toList();
    }

    @Test
    void haveNoGradientButMayStandBeforeWhatIsTrained() {
        Network before =
                Network.input(2, 2, 1)
                        .then("half", new ConstantTensor(List.of(1, 1, 1)))
                        .then(
                                "minus",
                                new Elementwise(Elementwise.Operation.SUBTRACT),
                                List.of(Network.INPUT, "half"))
                        .then("flat", new Flatten())
                        .then("fc", Dense.of(2));
        Weights weights = Weights.initialise(before, Initialisation.HE, 1);
        Plan.forTraining(before, weights, KernelSets.scalar(1), 2);

        Network behind =
                Network.input(Shape.of(4))
                        .then("fc", Dense.of(2))
                        .then("erf", Pointwise.of(Pointwise.Function.ERF));
        Weights own = Weights.initialise(behind, Initialisation.HE, 1);
        assertThatThrownBy(() -> Plan.forTraining(behind, own, KernelSets.scalar(1), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "erf: Pointwise is for inference only and has no gradient; only what comes"
                                + " behind it can be trained or explained by gradients");

        Network weighted = Network.input(2, 2, 1).then("up", transposed());
        Weights theirs = Weights.initialise(weighted, Initialisation.HE, 1);
        assertThatThrownBy(() -> Plan.forTraining(weighted, theirs, KernelSets.scalar(1), 2))
                .hasMessageStartingWith("up: ConvTranspose2d is for inference only");
    }

    private static ConvTranspose2d transposed() {
        return new ConvTranspose2d(
                1,
                new Size(2, 2),
                new Size(2, 2),
                new Padding.Explicit(0, 0, 0, 0),
                Size.ONE,
                0,
                0,
                1,
                true);
    }

    @Test
    void refuseWhatDoesNotFit() {
        refused(new Permute(List.of(1, 0)), Shape.of(2, 2, 2), "Permute: needs 2 axes, got 2x2x2");
        refused(new Reshape(List.of(5)), Shape.of(2, 2), "Reshape: needs 5 numbers for 5, got 2x2");
        refused(new Gather(0, List.of(7)), Shape.of(3), "Gather: needs an index 7 along axis 0");
        refused(new InstanceNorm(1e-5f), Shape.of(3), "InstanceNorm: needs a map H x W x C, got 3");
        refused(new TopK(4, 0, true, false), Shape.of(3), "TopK: needs 4 elements along axis 0");
        refused(
                new Pad(Pad.Mode.EDGE, List.of(-2), List.of(-1), 0),
                Shape.of(3),
                "Pad: would leave nothing, got 3");
    }

    private static void refused(Layer layer, Shape shape, String message) {
        assertThatThrownBy(() -> layer.outputShape(shape))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(message);
    }
}
