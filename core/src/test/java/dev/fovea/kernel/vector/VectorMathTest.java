package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Activation;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The largest errors that the classes' comments promise, against double precision. */
class VectorMathTest {
    private static final int SAMPLES = 200_000;
    private static final float INF = Float.POSITIVE_INFINITY;

    static Stream<Arguments> promises() {
        UnaryOperator<float[]> elu = activation(Activation.Kind.ELU);
        UnaryOperator<float[]> sigmoid = activation(Activation.Kind.SIGMOID);
        UnaryOperator<float[]> silu = activation(Activation.Kind.SILU);
        UnaryOperator<float[]> tanh = activation(Activation.Kind.TANH);
        UnaryOperator<float[]> gelu = activation(Activation.Kind.GELU);
        UnaryOperator<float[]> exp = VectorMathTest::exp;
        UnaryOperator<float[]> log = VectorMathTest::log;
        UnaryOperator<float[]> density = x -> normal(x, true);
        UnaryOperator<float[]> normal = x -> normal(x, false);
        return Stream.of(
                promise("exp", exp, Math::exp, -87, 88.7, 1.5),
                promise("exp near 0", exp, Math::exp, -0.4, 0.4, 1.5),
                promise("elu", elu, Math::expm1, -90, 0, 3),
                promise("elu near 0", elu, Math::expm1, -0.5, 0, 3),
                promise("sigmoid", sigmoid, x -> 1 / (1 + Math.exp(-x)), -87, 20, 3),
                promise("silu", silu, x -> x / (1 + Math.exp(-x)), -80, 20, 3),
                promise("tanh", tanh, Math::tanh, -12, 12, 3),
                promise("tanh near 0", tanh, Math::tanh, -0.7, 0.7, 3),
                promise("log", log, Math::log, 1.1, 1e6, 1),
                promise("log of small", log, Math::log, 1e-30, 0.9, 1),
                promise("density", density, VectorMathTest::density, -13, 13, 3),
                promise("normal", normal, VectorMathTest::phi, -13, 7, 6),
                promise("normal near 0", normal, VectorMathTest::phi, -2, 2, 6),
                promise("gelu", gelu, x -> x * phi(x), -12, 12, 7));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("promises")
    void errorsStayBelowTheUlpsPromised(
            String name,
            UnaryOperator<float[]> function,
            DoubleUnaryOperator exact,
            double from,
            double to,
            double ulps) {
        var random = new Random(7);
        var x = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            x[i] = (float) (from + (to - from) * random.nextDouble());
        }
        float[] y = function.apply(x);
        double worst = 0;
        float at = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double expected = exact.applyAsDouble(x[i]);
            double error = Math.abs(y[i] - expected) / Math.ulp((float) expected);
            if (!(error <= worst)) {
                worst = error;
                at = x[i];
            }
        }
        assertThat(worst).as("ulps of %s, worst at %s", name, at).isLessThanOrEqualTo(ulps);
    }

    @Test
    void logNearOneIsOffByAtMostTwoUlpsOfOne() {
        var x = new float[4001];
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.9f + i * 5e-5f;
        }
        float[] y = log(x);
        for (int i = 0; i < x.length; i++) {
            assertThat((double) y[i]).isBetween(Math.log(x[i]) - 2.4e-7, Math.log(x[i]) + 2.4e-7);
        }
    }

    @Test
    void valuesAtTheEndsOfTheRange() {
        assertThat(exp(-INF, -105, 0, 88.8f, INF, Float.NaN))
                .containsExactly(0, 0, 1, INF, INF, Float.NaN);
        assertThat(log(0, 1, 2, INF, -1, Float.NaN))
                .containsExactly(-INF, 0, (float) Math.log(2), INF, Float.NaN, Float.NaN);
        assertThat(normal(new float[] {-INF, 0, INF, Float.NaN}, true))
                .containsExactly(0, (float) density(0), 0, Float.NaN);
        assertThat(normal(new float[] {-INF, 0, INF, Float.NaN}, false))
                .containsExactly(0, 0.5f, 1, Float.NaN);
        assertThat(f(Activation.Kind.ELU, -INF, -30, 0, 5, INF, Float.NaN))
                .containsExactly(-1, -1, 0, 5, INF, Float.NaN);
        assertThat(f(Activation.Kind.SIGMOID, -INF, 0, 20, INF, Float.NaN))
                .containsExactly(0, 0.5f, 1, 1, Float.NaN);
        assertThat(f(Activation.Kind.TANH, -INF, -20, 0, 20, INF, Float.NaN))
                .containsExactly(-1, -1, 0, 1, 1, Float.NaN);
        assertThat(f(Activation.Kind.SILU, -200, 0, 30, INF, Float.NaN))
                .containsExactly(-0f, 0, 30, INF, Float.NaN);
        assertThat(f(Activation.Kind.GELU, -40, 0, 30, INF, Float.NaN))
                .containsExactly(-0f, 0, 30, INF, Float.NaN);
        assertThat(f(Activation.Kind.GELU_TANH, -1e20f, 0, 1e20f, INF, Float.NaN))
                .containsExactly(-0f, 0, 1e20f, INF, Float.NaN);
        assertThat(f(Activation.Kind.RELU, -INF, -1, 0, 1, INF, Float.NaN))
                .containsExactly(0, 0, 0, 1, INF, Float.NaN);
    }

    @Test
    void smallResultsFadeOutInsteadOfVanishing() {
        float[] x = {-88, -95, -100, -103};
        float[] y = exp(x);
        for (int i = 0; i < x.length; i++) {
            double expected = Math.exp(x[i]);
            assertThat((double) y[i])
                    .isBetween(expected - Float.MIN_VALUE, expected + Float.MIN_VALUE);
        }
    }

    private static Arguments promise(
            String name,
            UnaryOperator<float[]> function,
            DoubleUnaryOperator exact,
            double from,
            double to,
            double ulps) {
        return Arguments.of(name, function, exact, from, to, ulps);
    }

    private static UnaryOperator<float[]> activation(Activation.Kind kind) {
        return x -> f(kind, x);
    }

    private static float[] f(Activation.Kind kind, float... x) {
        var y = new float[x.length];
        VectorActivations.apply(new Activation(kind, 1, 0), x, 0, y, 0, x.length);
        return y;
    }

    private static float[] exp(float... x) {
        float[] y = Arrays.copyOf(x, Lanes.roundUp(x.length));
        VectorExp.inPlace(y, 0, y.length);
        return Arrays.copyOf(y, x.length);
    }

    private static float[] log(float... x) {
        float[] y = Arrays.copyOf(x, Lanes.roundUp(x.length));
        VectorLog.inPlace(y, 0, y.length);
        return Arrays.copyOf(y, x.length);
    }

    private static float[] normal(float[] x, boolean density) {
        float[] v = Arrays.copyOf(x, Lanes.roundUp(x.length));
        var densities = new float[v.length];
        var phi = new float[v.length];
        NormalDistribution.run(v, densities, phi, v.length);
        return Arrays.copyOf(density ? densities : phi, x.length);
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /**
     * The series of Phi round 0 (Abramowitz and Stegun 26.2.11), and in the left tail the continued
     * fraction 26.2.14.
     */
    private static double phi(double x) {
        if (x > 2.5) {
            return 1 - phi(-x);
        }
        if (x < -2.5) {
            double fraction = 0;
            for (int k = 200; k > 0; k--) {
                fraction = k / (-x + fraction);
            }
            return density(x) / (-x + fraction);
        }
        double term = x;
        double sum = x;
        for (int k = 3; k < 100; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + density(x) * sum;
    }
}
