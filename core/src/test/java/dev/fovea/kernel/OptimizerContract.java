package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.testing.RandomCases;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** One step of each optimizer, by the formulas of their records. */
abstract class OptimizerContract extends Contract {
    private static final int CASES = 40;

    private static int length(RandomGenerator random) {
        return Geometries.pick(random, 1, 3, 15, 16, 17, 207, 1000, 100_003);
    }

    private static float maybe(RandomGenerator random, float value) {
        return random.nextBoolean() ? value : 0;
    }

    private static float scale(RandomGenerator random) {
        return random.nextBoolean() ? 1 : 0.3f;
    }

    @Test
    void sumOfSquares() {
        RandomCases.run(
                CASES,
                random -> {
                    Buffer x = Buffer.of(random, length(random), () -> random.nextGaussian(1, 10));
                    double expected = 0;
                    for (double value : x.values()) {
                        expected += value * value;
                    }
                    double once = kernels(1).sumOfSquares(x.size, x.array, x.offset);
                    assertThat(once).isCloseTo(expected, within(1e-6 * expected));
                    for (int threads = 2; threads <= 3; threads++) {
                        double again = kernels(threads).sumOfSquares(x.size, x.array, x.offset);
                        assertThat(again).isEqualTo(once);
                    }
                    assertThat(kernels(1).sumOfSquares(0, x.array, x.offset)).isEqualTo(0);
                });
    }

    @Test
    void sgd() {
        RandomCases.run(
                2 * CASES,
                random -> {
                    float momentum = maybe(random, 0.9f);
                    boolean nesterov = momentum != 0 && random.nextBoolean();
                    var step =
                            new SgdStep(
                                    0.1f,
                                    momentum,
                                    nesterov,
                                    maybe(random, 0.02f),
                                    maybe(random, 0.05f),
                                    scale(random));
                    int length = length(random);
                    Buffer weights = Buffer.parameter(random, length);
                    Buffer gradient = Buffer.parameter(random, length);
                    Buffer velocity = Buffer.parameter(random, momentum == 0 ? 0 : length);
                    String what = step + " length " + length;
                    List<Buffer> after =
                            run(
                                    what,
                                    List.of(weights, gradient, velocity),
                                    kernels -> {
                                        Buffer w = weights.copy();
                                        Buffer v = velocity.copy();
                                        kernels.sgd(step, length, w.array, gradient.array, v.array);
                                        return List.of(w, v);
                                    });
                    double[] w = weights.values();
                    double[] v = velocity.values();
                    for (int i = 0; i < length; i++) {
                        double g = (double) step.gradientScale() * gradient.get(i);
                        g += step.l2() * w[i];
                        double d = g;
                        if (momentum != 0) {
                            v[i] = momentum * v[i] + g;
                            d = nesterov ? g + momentum * v[i] : v[i];
                        }
                        w[i] -= step.learningRate() * step.decay() * w[i] + step.learningRate() * d;
                    }
                    Expected.within(0, 5e-7, w).assertClose(what, after.get(0));
                    Expected.within(0, 5e-7, v).assertClose(what + ": v", after.get(1));
                });
    }

    @Test
    void adam() {
        RandomCases.run(
                2 * CASES,
                random -> {
                    int t = random.nextInt(1, 50);
                    var step =
                            new AdamStep(
                                    0.01f,
                                    0.9,
                                    0.999,
                                    random.nextBoolean() ? 1e-8f : 1e-3f,
                                    1 - Math.pow(0.9, t),
                                    1 - Math.pow(0.999, t),
                                    maybe(random, 0.02f),
                                    maybe(random, 0.05f),
                                    scale(random));
                    int length = length(random);
                    Buffer weights = Buffer.parameter(random, length);
                    Buffer gradient = Buffer.parameter(random, length);
                    Buffer mean = Buffer.parameter(random, length);
                    Buffer square = Buffer.parameter(length, random::nextDouble);
                    String what = step + " length " + length;
                    List<Buffer> after =
                            run(
                                    what,
                                    List.of(weights, gradient, mean, square),
                                    kernels -> {
                                        Buffer w = weights.copy();
                                        Buffer m = mean.copy();
                                        Buffer v = square.copy();
                                        kernels.adam(
                                                step,
                                                length,
                                                w.array,
                                                gradient.array,
                                                m.array,
                                                v.array);
                                        return List.of(w, m, v);
                                    });
                    double[] w = weights.values();
                    double[] m = mean.values();
                    double[] v = square.values();
                    var size = new double[length];
                    for (int i = 0; i < length; i++) {
                        double g = (double) step.gradientScale() * gradient.get(i);
                        w[i] -= step.learningRate() * step.decay() * w[i];
                        g += step.l2() * w[i];
                        m[i] += (1 - step.beta1()) * (g - m[i]);
                        v[i] = step.beta2() * v[i] + (1 - step.beta2()) * g * g;
                        double divisor =
                                Math.sqrt(v[i]) / Math.sqrt(step.correction2()) + step.epsilon();
                        double change = step.learningRate() / step.correction1() * m[i] / divisor;
                        // m may cancel, which a small divisor magnifies.
                        size[i] =
                                Math.abs(w[i]) + step.learningRate() / step.correction1() / divisor;
                        w[i] -= change;
                    }
                    Expected.within(1e-6, 0, w, size).assertClose(what, after.get(0));
                    Expected.within(0, 3e-7, m).assertClose(what + ": m", after.get(1));
                    Expected.within(1e-6, 0, v).assertClose(what + ": v", after.get(2));
                });
    }

    @Test
    void rmsprop() {
        RandomCases.run(
                2 * CASES,
                random -> {
                    float momentum = maybe(random, 0.9f);
                    var step =
                            new RmspropStep(
                                    0.01f,
                                    0.99,
                                    random.nextBoolean() ? 1e-8f : 1e-3f,
                                    momentum,
                                    maybe(random, 0.02f),
                                    scale(random));
                    int length = length(random);
                    Buffer weights = Buffer.parameter(random, length);
                    Buffer gradient = Buffer.parameter(random, length);
                    Buffer square = Buffer.parameter(length, random::nextDouble);
                    Buffer velocity = Buffer.parameter(random, momentum == 0 ? 0 : length);
                    String what = step + " length " + length;
                    List<Buffer> after =
                            run(
                                    what,
                                    List.of(weights, gradient, square, velocity),
                                    kernels -> {
                                        Buffer w = weights.copy();
                                        Buffer v = square.copy();
                                        Buffer b = velocity.copy();
                                        kernels.rmsprop(
                                                step,
                                                length,
                                                w.array,
                                                gradient.array,
                                                v.array,
                                                b.array);
                                        return List.of(w, v, b);
                                    });
                    double[] w = weights.values();
                    double[] v = square.values();
                    double[] b = velocity.values();
                    var size = new double[length];
                    for (int i = 0; i < length; i++) {
                        double g = (double) step.gradientScale() * gradient.get(i);
                        g += step.l2() * w[i];
                        v[i] = step.alpha() * v[i] + (1 - step.alpha()) * g * g;
                        double divisor = Math.sqrt(v[i]) + step.epsilon();
                        double d = g / divisor;
                        // The parts of g may cancel, which a small divisor magnifies.
                        size[i] = 1 + 1 / divisor;
                        if (momentum != 0) {
                            b[i] = momentum * b[i] + d;
                            d = b[i];
                        }
                        w[i] -= step.learningRate() * d;
                    }
                    Expected.within(1e-6, 0, w, size).assertClose(what, after.get(0));
                    Expected.within(2e-6, 0, v).assertClose(what + ": v", after.get(1));
                    if (momentum != 0) {
                        Expected.within(1e-6, 0, b, size)
                                .assertClose(what + ": velocity", after.get(2));
                    }
                });
    }
}
