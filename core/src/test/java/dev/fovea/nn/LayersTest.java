package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fovea.tensor.Shape;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Shapes, parameters and multiply-adds of single layers, and what their constructors refuse. */
class LayersTest {
    private static final Shape MAP = Shape.of(5, 7, 6);
    private static final Shape VECTOR = Shape.of(12);

    @Test
    void elementWiseLayersKeepTheShape() {
        List<Layer> layers =
                List.of(
                        new Relu(),
                        LeakyRelu.of(),
                        Elu.of(),
                        new Relu6(),
                        new Sigmoid(),
                        new Tanh(),
                        HardSigmoid.of(),
                        new HardSwish(),
                        new Silu(),
                        Gelu.of(),
                        new Gelu(true),
                        new PRelu(false),
                        BatchNorm.of(),
                        new Dropout(0.5f),
                        new Softmax(),
                        new LogSoftmax());
        for (Layer layer : layers) {
            assertThat(layer.outputShape(MAP)).as(layer.toString()).isEqualTo(MAP);
            assertThat(layer.outputShape(VECTOR)).as(layer.toString()).isEqualTo(VECTOR);
            assertThat(layer.multiplyAdds(List.of(MAP))).isZero();
        }
        assertThat(LocalResponseNorm.of(5).outputShape(MAP)).isEqualTo(MAP);
        assertThat(new ChannelShuffle(3).outputShape(MAP)).isEqualTo(MAP);
    }

    @Test
    void layersThatChangeTheShape() {
        assertThat(new Flatten().outputShape(MAP)).isEqualTo(Shape.of(210));
        assertThat(new Flatten().outputShape(VECTOR)).isEqualTo(VECTOR);
        assertThat(new GlobalAvgPool().outputShape(MAP)).isEqualTo(Shape.of(1, 1, 6));
        assertThat(new GlobalMaxPool().outputShape(MAP)).isEqualTo(Shape.of(1, 1, 6));
        assertThat(AdaptiveAvgPool2d.of(7).outputShape(MAP)).isEqualTo(Shape.of(7, 7, 6));
        assertThat(Dense.of(3).outputShape(VECTOR)).isEqualTo(Shape.of(3));
    }

    @Test
    void layersWithSeveralInputs() {
        assertThat(new Add().outputShape(List.of(MAP, MAP, MAP))).isEqualTo(MAP);
        assertThat(new Multiply().outputShape(List.of(MAP, MAP))).isEqualTo(MAP);
        assertThat(new Multiply().outputShape(List.of(MAP, Shape.of(1, 1, 6)))).isEqualTo(MAP);
        assertThat(new Concat().outputShape(List.of(MAP, Shape.of(5, 7, 1), MAP)))
                .isEqualTo(Shape.of(5, 7, 13));
        assertThat(new Concat().outputShape(List.of(VECTOR, Shape.of(1)))).isEqualTo(Shape.of(13));
    }

    @Test
    void samePaddingIsKeras() {
        Conv2d conv = Conv2d.of(1, 3).withPadding(Padding.SAME);
        assertThat(conv.outputShape(MAP)).isEqualTo(Shape.of(5, 7, 1));
        assertThat(conv.withStride(2).outputShape(Shape.of(6, 7, 1))).isEqualTo(Shape.of(3, 4, 1));
        // Keras: of one row in all, the bottom gets it; of two, each side one
        var kernel = Size.of(3);
        assertThat(Padding.SAME.resolve(Size.of(6, 7), kernel, Size.of(2), Size.ONE))
                .isEqualTo(new Padding.Explicit(0, 1, 1, 1));
        assertThat(Padding.SAME.resolve(Size.of(224), Size.of(7), Size.of(2), Size.ONE))
                .isEqualTo(new Padding.Explicit(2, 3, 2, 3));
        assertThat(Padding.SAME.resolve(Size.of(5), Size.of(2), Size.of(4), Size.ONE))
                .isEqualTo(new Padding.Explicit(0, 1, 0, 1));
        assertThat(Padding.SAME.resolve(Size.of(8), Size.of(1), Size.of(4), Size.ONE))
                .isEqualTo(Padding.NONE);
        for (int in = 1; in < 20; in++) {
            for (int stride = 1; stride < 5; stride++) {
                Layer layer = conv.withStride(stride).withDilation(2);
                int out = (in + stride - 1) / stride;
                assertThat(layer.outputShape(Shape.of(in, in, 1))).isEqualTo(Shape.of(out, out, 1));
            }
        }
    }

    @Test
    void convolutions() {
        Conv2d conv = Conv2d.of(12, Size.of(3, 1)).withGroups(3).withPadding(Padding.of(1, 0));
        List<Shape> inputs = List.of(MAP);
        assertThat(conv.outputShape(inputs)).isEqualTo(Shape.of(5, 7, 12));
        assertThat(conv.parameters(inputs))
                .containsExactly(
                        new Parameter("weight", Shape.of(12, 2, 3, 1), Role.WEIGHT),
                        new Parameter("bias", Shape.of(12), Role.BIAS));
        assertThat(conv.withBias(false).parameters(inputs)).hasSize(1);
        assertThat(conv.multiplyAdds(inputs)).isEqualTo(5L * 7 * 12 * 2 * 3);
        assertThat(conv.geometry(MAP).padTop()).isEqualTo(1);
        assertThat(Conv2d.of(6, 3).withGroups(6).geometry(MAP).isDepthwise()).isTrue();
    }

    @Test
    void parameters() {
        assertThat(Dense.of(3).parameters(List.of(VECTOR)))
                .containsExactly(
                        new Parameter("weight", Shape.of(3, 12), Role.WEIGHT),
                        new Parameter("bias", Shape.of(3), Role.BIAS));
        assertThat(Dense.of(3).multiplyAdds(List.of(VECTOR))).isEqualTo(36);
        assertThat(BatchNorm.of().parameters(List.of(MAP)))
                .extracting(Parameter::role)
                .containsExactly(Role.SCALE, Role.SHIFT, Role.RUNNING_MEAN, Role.RUNNING_VARIANCE);
        assertThat(new PRelu(true).parameters(List.of(MAP)))
                .containsExactly(new Parameter("weight", Shape.of(6), Role.SLOPE));
        assertThat(new PRelu(false).parameters(List.of(MAP)))
                .containsExactly(new Parameter("weight", Shape.of(1), Role.SLOPE));
    }

    @Test
    void constructorsRefuseWhatCannotBe() {
        refuses(() -> Conv2d.of(0, 3), "Conv2d: filters must be at least 1, got 0");
        refuses(
                () -> Conv2d.of(8, 3).withGroups(3),
                "Conv2d: groups must divide the filters, got 3 groups and 8 filters");
        refuses(() -> Conv2d.of(8, 3).withGroups(0), "Conv2d: groups must be at least 1, got 0");
        refuses(() -> Conv2d.of(8, 0), "Size: height and width must be at least 1, got 0x0");
        refuses(
                () -> Conv2d.of(8, 3).withDilation(Integer.MAX_VALUE),
                "Conv2d: a window may span at most 1000000 pixels, got kernel 3x3 with dilation"
                        + " 2147483647x2147483647");
        refuses(
                () -> MaxPool2d.of(2_000_000),
                "MaxPool2d: a window may span at most 1000000 pixels, got kernel 2000000x2000000 with"
                        + " dilation 1x1");
        refuses(
                () -> Padding.of(-1),
                "Padding: sides must lie in 0 .. 1000000, got top -1, bottom -1, left -1, right -1");
        refuses(() -> Dense.of(-1), "Dense: units must be at least 1, got -1");
        refuses(() -> new Dropout(1), "Dropout: rate must lie in [0, 1), got 1.0");
        refuses(() -> new Dropout(Float.NaN), "Dropout: rate must lie in [0, 1), got NaN");
        refuses(
                () -> BatchNorm.of().withEpsilon(0),
                "BatchNorm: epsilon must be positive and finite, got 0.0");
        refuses(
                () -> BatchNorm.of().withMomentum(1.5f),
                "BatchNorm: momentum must lie in [0.0, 1.0], got 1.5");
        refuses(() -> LocalResponseNorm.of(0), "LocalResponseNorm: size must be at least 1, got 0");
        refuses(() -> new ChannelShuffle(0), "ChannelShuffle: groups must be at least 1, got 0");
        refuses(
                () -> new LeakyRelu(Float.POSITIVE_INFINITY),
                "LeakyRelu: slope must be finite, got Infinity");
        refuses(() -> new Elu(Float.NaN), "Elu: alpha must be finite, got NaN");
        refuses(() -> new HardSigmoid(1, Float.NaN), "HardSigmoid: offset must be finite, got NaN");
    }

    private static void refuses(ThrowingCallable construction, String message) {
        assertThatIllegalArgumentException().isThrownBy(construction).withMessage(message);
    }
}
