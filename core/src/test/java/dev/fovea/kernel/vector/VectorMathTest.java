package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The largest errors that the methods' comments promise, against double precision. */
class VectorMathTest {
    private static final int SAMPLES = 200_000;

    static Stream<Arguments> promises() {
        return Stream.of(
                promise("exp", VectorMath::exp, Math::exp, -87, 88.7, 1.5),
                promise("exp near 0", VectorMath::exp, Math::exp, -0.4, 0.4, 1.5),
                promise("expm1", VectorMath::expm1OfNegative, Math::expm1, -90, 0, 2.5),
                promise("expm1 near 0", VectorMath::expm1OfNegative, Math::expm1, -0.5, 0, 2.5),
                promise("sigmoid", VectorMath::sigmoid, x -> 1 / (1 + Math.exp(-x)), -87, 20, 2.5),
                promise("tanh", VectorMath::tanh, Math::tanh, -12, 12, 2.5),
                promise("tanh near 0", VectorMath::tanh, Math::tanh, -0.7, 0.7, 2.5),
                promise("log", VectorMath::log, Math::log, 1.1, 1e6, 1),
                promise("log of small", VectorMath::log, Math::log, 1e-30, 0.9, 1),
                promise("density", VectorMath::normalDensity, VectorMathTest::density, -13, 13, 3),
                promise("normal", VectorMathTest::normal, VectorMathTest::phi, -13, 7, 6),
                promise("normal near 0", VectorMathTest::normal, VectorMathTest::phi, -2, 2, 6));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("promises")
    void errorsStayBelowTheUlpsPromised(
            String name,
            UnaryOperator<FloatVector> function,
            DoubleUnaryOperator exact,
            double from,
            double to,
            double ulps) {
        var random = new Random(7);
        var x = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            x[i] = (float) (from + (to - from) * random.nextDouble());
        }
        float[] y = apply(function, x);
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
        float[] y = apply(VectorMath::log, x);
        for (int i = 0; i < x.length; i++) {
            assertThat((double) y[i]).isBetween(Math.log(x[i]) - 2.4e-7, Math.log(x[i]) + 2.4e-7);
        }
    }

    @Test
    void valuesAtTheEndsOfTheRange() {
        float inf = Float.POSITIVE_INFINITY;
        assertThat(apply(VectorMath::exp, -inf, -105, 0, 88.8f, inf, Float.NaN))
                .containsExactly(0, 0, 1, inf, inf, Float.NaN);
        assertThat(apply(VectorMath::expm1OfNegative, -inf, -30, 0, Float.NaN))
                .containsExactly(-1, -1, 0, Float.NaN);
        assertThat(apply(VectorMath::sigmoid, -inf, 0, 20, inf, Float.NaN))
                .containsExactly(0, 0.5f, 1, 1, Float.NaN);
        assertThat(apply(VectorMath::tanh, -inf, -20, 0, 20, inf, Float.NaN))
                .containsExactly(-1, -1, 0, 1, 1, Float.NaN);
        assertThat(apply(VectorMath::log, 0, 1, 2, inf, -1, Float.NaN))
                .containsExactly(-inf, 0, (float) Math.log(2), inf, Float.NaN, Float.NaN);
        assertThat(apply(VectorMath::normalDensity, -inf, 0, inf, Float.NaN))
                .containsExactly(0, (float) density(0), 0, Float.NaN);
        assertThat(apply(VectorMathTest::normal, -inf, 0, inf, Float.NaN))
                .containsExactly(0, 0.5f, 1, Float.NaN);
    }

    @Test
    void smallResultsFadeOutInsteadOfVanishing() {
        float[] y = apply(VectorMath::exp, -88, -95, -100, -103);
        for (int i = 0; i < y.length; i++) {
            double expected = Math.exp(new float[] {-88, -95, -100, -103}[i]);
            assertThat((double) y[i])
                    .isBetween(expected - Float.MIN_VALUE, expected + Float.MIN_VALUE);
        }
    }

    private static Arguments promise(
            String name,
            UnaryOperator<FloatVector> function,
            DoubleUnaryOperator exact,
            double from,
            double to,
            double ulps) {
        return Arguments.of(name, function, exact, from, to, ulps);
    }

    private static float[] apply(UnaryOperator<FloatVector> function, float... x) {
        var y = new float[x.length];
        for (int i = 0; i < x.length; i += Lanes.COUNT) {
            var lanes = Lanes.tail(i, x.length);
            function.apply(Lanes.load(x, i, lanes)).intoArray(y, i, lanes);
        }
        return y;
    }

    private static FloatVector normal(FloatVector x) {
        return VectorMath.normalDistribution(x, VectorMath.normalDensity(x));
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
