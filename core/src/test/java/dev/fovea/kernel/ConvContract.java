package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.RandomCases;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution forwards and backwards, held against {@link NaiveConv}. */
abstract class ConvContract extends LinearContract {
    private static final int CASES = 100;

    /**
     * Sizes at which a fast kernel blocks, splits and tiles; the first has a map of one channel.
     */
    static List<ConvGeometry> large() {
        return List.of(
                ConvGeometry.of(64, 60, 3, 64, 3, 1, 1),
                ConvGeometry.of(29, 31, 64, 48, 3, 1, 1),
                ConvGeometry.of(14, 14, 130, 100, 3, 1, 1),
                ConvGeometry.of(7, 7, 300, 70, 3, 1, 1),
                ConvGeometry.of(33, 30, 65, 33, 1, 1, 0),
                ConvGeometry.of(40, 37, 3, 40, 7, 2, 3),
                new ConvGeometry(30, 33, 96, 96, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 96),
                new ConvGeometry(21, 20, 64, 96, 3, 3, 2, 2, 0, 1, 0, 1, 1, 1, 4),
                ConvGeometry.of(33, 32, 64, 72, 3, 2, 1),
                ConvGeometry.of(28, 29, 64, 128, 1, 2, 0),
                ConvGeometry.of(14, 14, 320, 64, 1, 1, 0),
                new ConvGeometry(32, 31, 64, 64, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 64),
                new ConvGeometry(15, 16, 72, 72, 5, 5, 2, 1, 2, 2, 2, 2, 1, 2, 72),
                ConvGeometry.of(17, 18, 40, 64, 5, 1, 2),
                ConvGeometry.of(28, 28, 1, 32, 3, 1, 1),
                ConvGeometry.of(13, 11, 1, 32, 5, 2, 2),
                new ConvGeometry(15, 17, 2, 96, 3, 3, 2, 1, 0, 1, 2, 0, 1, 2, 1),
                ConvGeometry.of(20, 15, 16, 32, 3, 1, 1),
                new ConvGeometry(19, 23, 64, 64, 3, 3, 1, 1, 2, 2, 2, 2, 2, 2, 1));
    }

    @Test
    void forward() {
        RandomCases.run(
                CASES,
                random -> forward(random, Geometries.conv(random), Geometries.batch(random)));
    }

    @ParameterizedTest
    @MethodSource("large")
    void forwardOfLargerMaps(ConvGeometry geometry) {
        RandomCases.run(1, random -> forward(random, geometry, 2));
    }

    private void forward(RandomGenerator random, ConvGeometry geometry, int maxBatch) {
        int n = random.nextInt(1, maxBatch + 1);
        boolean weightsChange = random.nextBoolean();
        Buffer x = Buffer.random(random, n * geometry.inSize());
        Buffer weights = Buffer.parameter(random, geometry.weightSize());
        Buffer bias = Buffer.parameter(random, geometry.outChannels());
        String what = geometry + " batch " + n + " of " + maxBatch + " change " + weightsChange;
        Buffer y =
                forward(
                        what,
                        kernels ->
                                kernels.convForward(
                                        geometry, maxBatch, Epilogue.NONE, weightsChange),
                        n,
                        geometry.outSize(),
                        x,
                        weights,
                        bias,
                        Buffer.offset(random));
        assertClose(
                what,
                kernels(1)
                        .convForward(geometry, maxBatch, Epilogue.NONE, weightsChange)
                        .algorithm(),
                NaiveConv.forward(geometry, n, x.values(), weights.values(), bias.values()),
                y);
    }

    @ParameterizedTest
    @MethodSource("epilogues")
    void epilogue(Epilogue epilogue) {
        RandomCases.run(
                12,
                random -> {
                    ConvGeometry geometry = Geometries.conv(random);
                    int n = random.nextInt(1, 3);
                    Buffer x = Buffer.random(random, n * geometry.inSize());
                    Buffer weights = Buffer.parameter(random, geometry.weightSize());
                    Buffer bias = Buffer.parameter(random, geometry.outChannels());
                    Buffer residual = Buffer.random(random, n * geometry.outSize());
                    boolean inPlace = random.nextBoolean();
                    boolean change = random.nextBoolean();
                    String what = epilogue + " in place " + inPlace + " " + geometry;
                    Buffer y =
                            epilogue.residual()
                                    ? forwardWithResidual(
                                            what,
                                            k -> k.convForward(geometry, n, epilogue, change),
                                            n,
                                            x,
                                            weights,
                                            bias,
                                            residual,
                                            inPlace)
                                    : forward(
                                            what,
                                            k -> k.convForward(geometry, n, epilogue, change),
                                            n,
                                            geometry.outSize(),
                                            x,
                                            weights,
                                            bias,
                                            residual.offset);
                    Expected linear =
                            NaiveConv.forward(
                                    geometry, n, x.values(), weights.values(), bias.values());
                    assertClose(
                            what,
                            kernels(1).convForward(geometry, n, epilogue, change).algorithm(),
                            linear.after(epilogue, residual.values()),
                            y);
                });
    }

    @Test
    void backwardData() {
        RandomCases.run(
                CASES,
                random -> backwardData(random, Geometries.conv(random), Geometries.batch(random)));
    }

    @ParameterizedTest
    @MethodSource("large")
    void backwardDataOfLargerMaps(ConvGeometry geometry) {
        RandomCases.run(1, random -> backwardData(random, geometry, 2));
    }

    private void backwardData(RandomGenerator random, ConvGeometry geometry, int maxBatch) {
        int n = random.nextInt(1, maxBatch + 1);
        boolean masked = random.nextBoolean();
        Buffer dy = Buffer.random(random, n * geometry.outSize());
        Buffer weights = Buffer.parameter(random, geometry.weightSize());
        Buffer mask =
                Buffer.of(
                        random,
                        masked ? n * geometry.inSize() : 0,
                        () -> Math.max(0, random.nextDouble(-1, 1)));
        String what = geometry + " batch " + n + " of " + maxBatch + " masked " + masked;
        Buffer dx =
                backwardData(
                        what,
                        kernels -> kernels.convBackwardData(geometry, maxBatch, masked),
                        n,
                        geometry.inSize(),
                        dy,
                        weights,
                        mask,
                        Buffer.offset(random));
        assertClose(
                what,
                kernels(1).convBackwardData(geometry, maxBatch, masked).algorithm(),
                NaiveConv.backwardData(geometry, n, dy.values(), weights.values())
                        .masked(mask.values()),
                dx);
    }

    @Test
    void backwardWeights() {
        RandomCases.run(
                CASES,
                random ->
                        backwardWeights(random, Geometries.conv(random), Geometries.batch(random)));
    }

    @ParameterizedTest
    @MethodSource("large")
    void backwardWeightsOfLargerMaps(ConvGeometry geometry) {
        RandomCases.run(1, random -> backwardWeights(random, geometry, 2));
    }

    private void backwardWeights(RandomGenerator random, ConvGeometry geometry, int maxBatch) {
        int n = random.nextInt(1, maxBatch + 1);
        Buffer x = Buffer.random(random, n * geometry.inSize());
        Buffer dy = Buffer.random(random, n * geometry.outSize());
        String what = geometry + " batch " + n + " of " + maxBatch;
        List<Buffer> gradients =
                backwardWeights(
                        what,
                        kernels -> kernels.convBackwardWeights(geometry, maxBatch),
                        n,
                        geometry.weightSize(),
                        geometry.outChannels(),
                        x,
                        dy);
        assertClose(
                what,
                kernels(1).convBackwardWeights(geometry, maxBatch).algorithm(),
                NaiveConv.backwardWeights(geometry, n, x.values(), dy.values()),
                gradients.get(0));
        NaiveConv.backwardBias(geometry, n, dy.values())
                .assertClose(what + ", bias", gradients.get(1));
    }

    /** What diverged must show, not turn into zeros. */
    @Test
    void notANumberPassesThroughReluAndBothGradients() {
        for (int channels : new int[] {1, 20}) {
            ConvGeometry geometry = ConvGeometry.of(6, 6, channels, channels, 3, 1, 1);
            Buffer x = Buffer.of(3, new float[geometry.inSize()]);
            x.array[x.offset + geometry.inSize() / 2] = Float.NaN;
            Buffer weights = Buffer.parameter(geometry.weightSize(), () -> 1);
            Buffer bias = Buffer.parameter(channels, () -> 1);
            Buffer y = Buffer.output(0, geometry.outSize());
            var forward = kernels(1).convForward(geometry, 1, Epilogue.RELU, false);
            run(forward, 1, x, weights, bias, UNREAD, 0, y);
            assertThat(y.payload()).contains(Float.NaN);
            Buffer dx =
                    backwardData(
                            "NaN",
                            kernels -> kernels.convBackwardData(geometry, 1, false),
                            1,
                            geometry.inSize(),
                            Buffer.of(0, x.payload()),
                            weights,
                            Buffer.of(0),
                            0);
            assertThat(dx.payload()).contains(Float.NaN);
        }
    }

    @Test
    void preparedLayersAreSharedBetweenThreads() throws Exception {
        ConvGeometry geometry = ConvGeometry.of(12, 12, 17, 33, 3, 1, 1);
        LinearForward shared = kernels(2).convForward(geometry, 2, Epilogue.RELU, false);
        var random = new SplittableRandom(7);
        Buffer weights = Buffer.parameter(random, geometry.weightSize());
        Buffer bias = Buffer.parameter(random, geometry.outChannels());
        var calls = new ArrayList<Callable<Boolean>>();
        for (int caller = 0; caller < 4; caller++) {
            Buffer x = Buffer.random(random, 2 * geometry.inSize());
            Buffer alone = Buffer.output(0, 2 * geometry.outSize());
            run(shared, 2, x, weights, bias, UNREAD, 0, alone);
            calls.add(() -> {
                for (int time = 0; time < 20; time++) {
                    Buffer y = Buffer.output(0, 2 * geometry.outSize());
                    run(shared, 2, x, weights, bias, UNREAD, 0, y);
                    y.assertSameBits("together", alone.payload());
                }
                return true;
            });
        }
        try (var callers = Executors.newFixedThreadPool(calls.size())) {
            for (var result : callers.invokeAll(calls)) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void namesItsAlgorithm() {
        ConvGeometry geometry = ConvGeometry.of(8, 8, 16, 16, 3, 1, 1);
        Kernels kernels = kernels(1);
        assertThat(kernels.convForward(geometry, 1, Epilogue.NONE, true).algorithm()).isNotBlank();
        assertThat(kernels.convBackwardData(geometry, 1, true).algorithm()).isNotBlank();
        assertThat(kernels.convBackwardWeights(geometry, 1).algorithm()).isNotBlank();
    }
}
