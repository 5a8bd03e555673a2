package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.RandomCases;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dense layers: a convolution of one pixel by its definition. */
abstract class DenseContract extends LinearContract {
    private static final int CASES = 60;

    private static int extent(RandomGenerator random) {
        return Geometries.pick(random, 1, 3, 7, 13, 16, 17, 31, 64, 207, 300, 1031);
    }

    private static int batch(RandomGenerator random) {
        return Geometries.pick(random, 1, 2, 5, 13, 16, 33);
    }

    @Test
    void forward() {
        RandomCases.run(
                CASES,
                random -> {
                    int in = extent(random);
                    int out = extent(random);
                    int maxBatch = batch(random);
                    int n = random.nextInt(1, maxBatch + 1);
                    Buffer x = Buffer.random(random, n * in);
                    Buffer weights = Buffer.parameter(random, in * out);
                    Buffer bias = Buffer.parameter(random, out);
                    String what = in + " -> " + out + " batch " + n + " of " + maxBatch;
                    Buffer y =
                            forward(
                                    what,
                                    k -> k.denseForward(in, out, maxBatch, Epilogue.NONE),
                                    n,
                                    out,
                                    x,
                                    weights,
                                    bias,
                                    Buffer.offset(random));
                    expected(n, in, out, x, weights, bias).assertClose(what, y);
                });
    }

    /** More images than a kernel takes in one go, with some and with hardly any left over. */
    @ParameterizedTest
    @ValueSource(ints = {513, 1027, 1100})
    void forwardOfALargeBatch(int n) {
        var random = new Random(n);
        int in = 37;
        int out = 21;
        Buffer x = Buffer.random(random, n * in);
        Buffer weights = Buffer.parameter(random, in * out);
        Buffer bias = Buffer.parameter(random, out);
        Buffer y =
                forward(
                        "batch " + n,
                        k -> k.denseForward(in, out, n, Epilogue.NONE),
                        n,
                        out,
                        x,
                        weights,
                        bias,
                        Buffer.offset(random));
        expected(n, in, out, x, weights, bias).assertClose("batch " + n, y);
    }

    private static Expected expected(
            int n, int in, int out, Buffer x, Buffer weights, Buffer bias) {
        return NaiveConv.forward(pixel(in, out), n, x.values(), weights.values(), bias.values());
    }

    private static ConvGeometry pixel(int in, int out) {
        return ConvGeometry.of(1, 1, in, out, 1, 1, 0);
    }

    @ParameterizedTest
    @MethodSource("epilogues")
    void epilogue(Epilogue epilogue) {
        RandomCases.run(
                6,
                random -> {
                    int in = extent(random);
                    int out = extent(random);
                    int n = batch(random);
                    Buffer x = Buffer.random(random, n * in);
                    Buffer weights = Buffer.parameter(random, in * out);
                    Buffer bias = Buffer.parameter(random, out);
                    Buffer residual = Buffer.random(random, n * out);
                    boolean inPlace = random.nextBoolean();
                    String what = epilogue + " " + in + " -> " + out + " batch " + n;
                    Buffer y =
                            epilogue.residual()
                                    ? forwardWithResidual(
                                            what,
                                            k -> k.denseForward(in, out, n, epilogue),
                                            n,
                                            x,
                                            weights,
                                            bias,
                                            residual,
                                            inPlace)
                                    : forward(
                                            what,
                                            k -> k.denseForward(in, out, n, epilogue),
                                            n,
                                            out,
                                            x,
                                            weights,
                                            bias,
                                            residual.offset);
                    expected(n, in, out, x, weights, bias)
                            .after(epilogue, residual.values())
                            .assertClose(what, y);
                });
    }

    @Test
    void backwardData() {
        RandomCases.run(
                CASES,
                random -> {
                    int in = extent(random);
                    int out = extent(random);
                    int maxBatch = batch(random);
                    int n = random.nextInt(1, maxBatch + 1);
                    boolean masked = random.nextBoolean();
                    Buffer dy = Buffer.random(random, n * out);
                    Buffer weights = Buffer.parameter(random, in * out);
                    Buffer mask =
                            Buffer.of(
                                    random,
                                    masked ? n * in : 0,
                                    () -> Math.max(0, random.nextDouble(-1, 1)));
                    String what =
                            in
                                    + " <- "
                                    + out
                                    + " batch "
                                    + n
                                    + " of "
                                    + maxBatch
                                    + " masked "
                                    + masked;
                    Buffer dx =
                            backwardData(
                                    what,
                                    k -> k.denseBackwardData(in, out, maxBatch, masked),
                                    n,
                                    in,
                                    dy,
                                    weights,
                                    mask,
                                    Buffer.offset(random));
                    NaiveConv.backwardData(pixel(in, out), n, dy.values(), weights.values())
                            .masked(mask.values())
                            .assertClose(what, dx);
                });
    }

    @Test
    void backwardWeights() {
        RandomCases.run(
                CASES,
                random -> {
                    int in = extent(random);
                    int out = extent(random);
                    int maxBatch = batch(random);
                    int n = random.nextInt(1, maxBatch + 1);
                    Buffer x = Buffer.random(random, n * in);
                    Buffer dy = Buffer.random(random, n * out);
                    String what = in + " -> " + out + " batch " + n + " of " + maxBatch;
                    List<Buffer> gradients =
                            backwardWeights(
                                    what,
                                    k -> k.denseBackwardWeights(in, out, maxBatch),
                                    n,
                                    in * out,
                                    out,
                                    x,
                                    dy);
                    NaiveConv.backwardWeights(pixel(in, out), n, x.values(), dy.values())
                            .assertClose(what, gradients.get(0));
                    NaiveConv.backwardBias(pixel(in, out), n, dy.values())
                            .assertClose(what + ", bias", gradients.get(1));
                });
    }

    @Test
    void namesItsAlgorithm() {
        Kernels kernels = kernels(1);
        assertThat(kernels.denseForward(8, 8, 1, Epilogue.NONE).algorithm()).isNotBlank();
        assertThat(kernels.denseBackwardData(8, 8, 1, true).algorithm()).isNotBlank();
        assertThat(kernels.denseBackwardWeights(8, 8, 1).algorithm()).isNotBlank();
    }
}
