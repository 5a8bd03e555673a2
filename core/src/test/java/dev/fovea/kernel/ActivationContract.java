package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.RandomCases;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Activation functions and PReLU, and their gradients, held against {@link NaiveActivations}. */
abstract class ActivationContract extends Contract {
    private static final int CASES = 20;

    /** Where functions bend, saturate or underflow. */
    private static final double[] PLACES = {
        0, 1e-30, -1e-30, 1e-8, -1e-8, 1e-4, -1e-4, 0.5, -0.5, 2.5, -2.5, 3, -3, 6, -6, 9, -9, 20,
        -20, 50, -50, 87, -87, 90, -90, 104, -104, 1000, -1000, 1e4, -1e4
    };

    static List<Activation> activations() {
        return NaiveActivations.all();
    }

    private static Buffer inputs(RandomGenerator random) {
        int length = Geometries.pick(random, 1, 7, 16, 33, 207, 1000);
        return Buffer.of(
                random,
                length,
                () ->
                        random.nextInt(3) == 0
                                ? PLACES[random.nextInt(PLACES.length)]
                                : random.nextGaussian(0, 3));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void forward(Activation activation) {
        RandomCases.run(
                CASES,
                random -> {
                    Buffer x = inputs(random);
                    boolean inPlace = random.nextBoolean();
                    int offset = Buffer.offset(random);
                    String what = activation + " length " + x.size + " in place " + inPlace;
                    Buffer y =
                            runOne(
                                    what,
                                    List.of(x),
                                    kernels -> {
                                        Buffer from = inPlace ? x.copy() : x;
                                        Buffer to = inPlace ? from : Buffer.output(offset, x.size);
                                        kernels.activation(
                                                activation,
                                                x.size,
                                                from.array,
                                                from.offset,
                                                to.array,
                                                to.offset);
                                        return to;
                                    });
                    expected(activation, x).assertClose(what, y);
                });
    }

    /**
     * About four units in the last place of a float. What has a tail, like the sigmoid, keeps its
     * relative precision there; what is a difference, like GELU, need not.
     */
    private static Expected expected(Activation activation, Buffer x) {
        double[] value = x.values();
        for (int i = 0; i < value.length; i++) {
            value[i] = NaiveActivations.value(activation, value[i]);
        }
        return switch (activation.kind()) {
            case NONE, RELU, RELU6 -> Expected.exactly(value);
            case LEAKY_RELU -> Expected.within(1.2e-7, 0, value);
            case HARD_SIGMOID -> Expected.within(1.2e-7, 1.2e-7, value);
            case HARD_SWISH -> Expected.within(4e-7, 4e-7, value);
            case SIGMOID, SILU -> Expected.within(2e-6, 1e-37, value);
            case ELU, TANH, GELU, GELU_TANH -> Expected.within(2e-6, 2e-7, value);
        };
    }

    @ParameterizedTest
    @MethodSource("activations")
    void notANumberPasses(Activation activation) {
        Buffer x = Buffer.of(5, 1, Float.NaN, 2, Float.NaN, -3);
        Buffer y =
                runOne(
                        activation.toString(),
                        List.of(x),
                        kernels -> {
                            Buffer to = Buffer.output(2, x.size);
                            kernels.activation(
                                    activation, x.size, x.array, x.offset, to.array, to.offset);
                            return to;
                        });
        assertThat(IntStream.range(0, y.size).filter(i -> Float.isNaN(y.get(i))))
                .containsExactly(1, 3);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void hugeInputsStayFinite(Activation activation) {
        Buffer x = Buffer.of(1, 1e30f, -1e30f, Float.MAX_VALUE / 8, -Float.MAX_VALUE / 8);
        Buffer y = Buffer.output(0, x.size);
        kernels(1).activation(activation, x.size, x.array, x.offset, y.array, y.offset);
        for (int i = 0; i < y.size; i++) {
            double expected = NaiveActivations.value(activation, x.get(i));
            assertThat((double) y.get(i))
                    .isBetween(
                            expected - 1e-6 * Math.abs(expected) - 1e-30,
                            expected + 1e-6 * Math.abs(expected) + 1e-30);
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void backward(Activation activation) {
        RandomCases.run(
                CASES,
                random -> {
                    Buffer x = inputs(random);
                    Buffer dy = Buffer.random(random, x.size);
                    Buffer y = Buffer.of(Buffer.offset(random), floats(x.values(), activation));
                    boolean inPlace = random.nextBoolean();
                    int offset = Buffer.offset(random);
                    Activation.Needs needs = activation.kind().needs();
                    String what = activation + " length " + x.size + " in place " + inPlace;
                    Buffer dx =
                            runOne(
                                    what,
                                    List.of(x, y, dy),
                                    kernels -> {
                                        Buffer from = inPlace ? dy.copy() : dy;
                                        Buffer to = inPlace ? from : Buffer.output(offset, x.size);
                                        kernels.activationBackward(
                                                activation,
                                                x.size,
                                                needs == Activation.Needs.INPUT ? x.array : UNREAD,
                                                x.offset,
                                                needs == Activation.Needs.OUTPUT ? y.array : UNREAD,
                                                y.offset,
                                                from.array,
                                                from.offset,
                                                to.array,
                                                to.offset);
                                        return to;
                                    });
                    var expected = new double[x.size];
                    for (int i = 0; i < x.size; i++) {
                        double slope =
                                needs == Activation.Needs.OUTPUT
                                        ? NaiveActivations.slopeFromOutput(activation, y.get(i))
                                        : NaiveActivations.slope(activation, x.get(i));
                        expected[i] = slope * dy.get(i);
                    }
                    boolean exact =
                            needs == Activation.Needs.NOTHING
                                    || activation.kind() == Activation.Kind.RELU
                                    || activation.kind() == Activation.Kind.RELU6;
                    Expected.within(4e-6, exact ? 0 : 1e-6, expected).assertClose(what, dx);
                });
    }

    private static float[] floats(double[] x, Activation activation) {
        var y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) NaiveActivations.value(activation, x[i]);
        }
        return y;
    }

    /** Long enough to be cut into pieces; each element is what it is in a short array. */
    @ParameterizedTest
    @MethodSource("activations")
    void manyElements(Activation activation) {
        var random = new SplittableRandom(3);
        int length = 100_003;
        Buffer x = Buffer.random(random, length);
        Buffer y =
                runOne(
                        activation.toString(),
                        List.of(x),
                        kernels -> {
                            Buffer to = Buffer.output(3, length);
                            kernels.activation(
                                    activation, length, x.array, x.offset, to.array, to.offset);
                            return to;
                        });
        Buffer dx =
                runOne(
                        activation.toString(),
                        List.of(x),
                        kernels -> {
                            Buffer to = Buffer.output(3, length);
                            kernels.activationBackward(
                                    activation,
                                    length,
                                    x.array,
                                    x.offset,
                                    y.array,
                                    y.offset,
                                    x.array,
                                    x.offset,
                                    to.array,
                                    to.offset);
                            return to;
                        });
        for (int at = 0; at < length; at += 9973) {
            int part = Math.min(16, length - at);
            Buffer alone = Buffer.output(0, part);
            kernels(1).activation(activation, part, x.array, x.offset + at, alone.array, 0);
            Buffer gradient = Buffer.output(0, part);
            kernels(1)
                    .activationBackward(
                            activation,
                            part,
                            x.array,
                            x.offset + at,
                            y.array,
                            y.offset + at,
                            x.array,
                            x.offset + at,
                            gradient.array,
                            0);
            for (int i = 0; i < part; i++) {
                assertThat(y.get(at + i)).isEqualTo(alone.get(i));
                assertThat(dx.get(at + i)).isEqualTo(gradient.get(i));
            }
        }
    }

    @Test
    void leftDerivativeAtAKink() {
        double[] kinks = {0, -3, 3};
        Activation leaky = new Activation(Activation.Kind.LEAKY_RELU, 0.1f, 0);
        assertThat(derivatives(leaky, kinks)).containsExactly(0.1f, 0.1f, 1);
        Activation elu = new Activation(Activation.Kind.ELU, 0.5f, 0);
        assertThat(derivatives(elu, kinks)[0]).isEqualTo(0.5f);
        Activation hardSwish = new Activation(Activation.Kind.HARD_SWISH, 0, 0);
        assertThat(derivatives(hardSwish, kinks)).containsExactly(0.5f, 0, 1.5f);
        assertThat(derivatives(Activation.RELU, kinks)).containsExactly(0, 0, 1);
        Activation relu6 = new Activation(Activation.Kind.RELU6, 0, 0);
        assertThat(derivatives(relu6, new double[] {0, 6, 5})).containsExactly(0, 0, 1);
    }

    private float[] derivatives(Activation activation, double[] at) {
        var x = new float[at.length];
        var dy = new float[at.length];
        for (int i = 0; i < at.length; i++) {
            x[i] = (float) at[i];
            dy[i] = 1;
        }
        var dx = new float[at.length];
        float[] y = floats(at, activation);
        kernels(1).activationBackward(activation, at.length, x, 0, y, 0, dy, 0, dx, 0);
        return dx;
    }

    @Test
    void prelu() {
        RandomCases.run(CASES, random -> prelu(random, false));
    }

    @Test
    void preluWithOneSlope() {
        RandomCases.run(CASES, random -> prelu(random, true));
    }

    private void prelu(RandomGenerator random, boolean shared) {
        int rows = Geometries.pick(random, 1, 2, 5, 49, 169, 850);
        int channels = Geometries.pick(random, 1, 3, 7, 16, 17, 31, 65, 130);
        Buffer slope = Buffer.parameter(random, shared ? 1 : channels);
        Buffer x =
                Buffer.of(
                        random,
                        rows * channels,
                        () -> random.nextInt(8) == 0 ? 0 : random.nextDouble(-1, 1));
        Buffer dy = Buffer.random(random, rows * channels);
        boolean inPlace = random.nextBoolean();
        int offset = Buffer.offset(random);
        String what =
                "rows "
                        + rows
                        + " channels "
                        + channels
                        + " shared "
                        + shared
                        + " in place "
                        + inPlace;
        Buffer y =
                runOne(
                        what,
                        List.of(x, slope),
                        kernels -> {
                            Buffer from = inPlace ? x.copy() : x;
                            Buffer to = inPlace ? from : Buffer.output(offset, x.size);
                            kernels.prelu(
                                    rows,
                                    channels,
                                    slope.array,
                                    from.array,
                                    from.offset,
                                    to.array,
                                    to.offset);
                            return to;
                        });
        List<Buffer> gradients =
                run(
                        what,
                        List.of(x, dy, slope),
                        kernels -> {
                            Buffer from = inPlace ? dy.copy() : dy;
                            Buffer dx = inPlace ? from : Buffer.output(offset, x.size);
                            Buffer dSlope = Buffer.parameterOutput(slope.size);
                            kernels.preluBackward(
                                    rows,
                                    channels,
                                    slope.array,
                                    x.array,
                                    x.offset,
                                    from.array,
                                    from.offset,
                                    dSlope.array,
                                    dx.array,
                                    dx.offset);
                            return List.of(dSlope, dx);
                        });
        var expected = new double[x.size];
        var dx = new double[x.size];
        var dSlope = new Sum(slope.size);
        for (int i = 0; i < x.size; i++) {
            int c = i % channels % slope.size;
            boolean positive = x.get(i) > 0;
            double factor = positive ? 1 : slope.get(c);
            expected[i] = factor * x.get(i);
            dx[i] = factor * dy.get(i);
            dSlope.add(c, positive ? 0 : (double) x.get(i) * dy.get(i));
        }
        Expected.within(1.2e-7, 0, expected).assertClose(what, y);
        Expected.within(1.2e-7, 0, dx).assertClose(what + ": dx", gradients.get(1));
        dSlope.expected(x.size / slope.size).assertClose(what + ": dSlope", gradients.get(0));
    }
}
