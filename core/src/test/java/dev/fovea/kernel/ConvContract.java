package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Convolution forwards and backwards, held against {@link NaiveConv}. */
abstract class ConvContract extends Contract {
    private static final int CASES = 60;

    @Test
    void forward() {
        Seeds.forEach(CASES, random -> forward(random, Geometries.conv(random), Epilogue.NONE));
    }

    private void forward(SplittableRandom random, ConvGeometry geometry, Epilogue epilogue) {
        int maxBatch = Geometries.batch(random);
        int n = random.nextInt(1, maxBatch + 1);
        Buffer x = Buffer.random(random, n * geometry.inSize());
        Buffer weights = Buffer.random(random, geometry.weightSize());
        Buffer bias = Buffer.random(random, geometry.outChannels());
        int yOffset = Buffer.offset(random);
        String what = geometry + " batch " + n + " of " + maxBatch;
        boolean weightsChange = random.nextBoolean();
        Buffer y =
                runOne(
                        what,
                        kernels -> {
                            var conv =
                                    kernels.convForward(
                                            geometry, maxBatch, epilogue, weightsChange);
                            Buffer out = Buffer.output(yOffset, n * geometry.outSize());
                            conv.run(
                                    n,
                                    x.array,
                                    x.offset,
                                    packed(conv, weights.payload()),
                                    bias.payload(),
                                    new float[0],
                                    0,
                                    out.array,
                                    out.offset,
                                    memory(conv.scratchSize()));
                            return out;
                        });
        Expected expected =
                NaiveConv.forward(geometry, n, x.values(), weights.values(), bias.values());
        assertClose(
                what,
                kernels(1).convForward(geometry, maxBatch, epilogue, weightsChange).algorithm(),
                expected,
                y);
    }

    @Test
    void backwardData() {
        Seeds.forEach(
                CASES,
                random -> {
                    ConvGeometry geometry = Geometries.conv(random);
                    int maxBatch = Geometries.batch(random);
                    int n = random.nextInt(1, maxBatch + 1);
                    boolean masked = random.nextBoolean();
                    Buffer dy = Buffer.random(random, n * geometry.outSize());
                    Buffer weights = Buffer.random(random, geometry.weightSize());
                    Buffer mask =
                            Buffer.of(
                                    random,
                                    n * geometry.inSize(),
                                    () -> Math.max(0, random.nextDouble(-1, 1)));
                    int dxOffset = Buffer.offset(random);
                    String what =
                            geometry + " batch " + n + " of " + maxBatch + " masked " + masked;
                    Buffer dx =
                            runOne(
                                    what,
                                    kernels -> {
                                        var conv =
                                                kernels.convBackwardData(
                                                        geometry, maxBatch, masked);
                                        Buffer out = Buffer.output(dxOffset, n * geometry.inSize());
                                        conv.run(
                                                n,
                                                dy.array,
                                                dy.offset,
                                                packed(conv, weights.payload()),
                                                masked ? mask.array : new float[0],
                                                masked ? mask.offset : 0,
                                                out.array,
                                                out.offset,
                                                memory(conv.scratchSize()));
                                        return out;
                                    });
                    Expected expected =
                            NaiveConv.backwardData(geometry, n, dy.values(), weights.values());
                    if (masked) {
                        expected = expected.masked(mask.values());
                    }
                    assertClose(
                            what,
                            kernels(1).convBackwardData(geometry, maxBatch, masked).algorithm(),
                            expected,
                            dx);
                });
    }

    @Test
    void backwardWeights() {
        Seeds.forEach(
                CASES,
                random -> {
                    ConvGeometry geometry = Geometries.conv(random);
                    int maxBatch = Geometries.batch(random);
                    int n = random.nextInt(1, maxBatch + 1);
                    Buffer x = Buffer.random(random, n * geometry.inSize());
                    Buffer dy = Buffer.random(random, n * geometry.outSize());
                    String what = geometry + " batch " + n + " of " + maxBatch;
                    List<Buffer> gradients =
                            run(
                                    what,
                                    kernels -> {
                                        var conv = kernels.convBackwardWeights(geometry, maxBatch);
                                        Buffer dWeights = Buffer.output(0, geometry.weightSize());
                                        Buffer dBias = Buffer.output(0, geometry.outChannels());
                                        conv.run(
                                                n,
                                                x.array,
                                                x.offset,
                                                dy.array,
                                                dy.offset,
                                                dWeights.array,
                                                dBias.array,
                                                memory(conv.scratchSize()));
                                        return List.of(dWeights, dBias);
                                    });
                    assertClose(
                            what,
                            kernels(1).convBackwardWeights(geometry, maxBatch).algorithm(),
                            NaiveConv.backwardWeights(geometry, n, x.values(), dy.values()),
                            gradients.get(0));
                    NaiveConv.backwardBias(geometry, n, dy.values())
                            .assertClose(what + ", bias", gradients.get(1));
                });
    }

    @Test
    void namesItsAlgorithm() {
        ConvGeometry geometry = ConvGeometry.of(8, 8, 16, 16, 3, 1, 1);
        assertThat(kernels(1).convForward(geometry, 1, Epilogue.NONE, true).algorithm())
                .isNotBlank();
        assertThat(kernels(1).convBackwardData(geometry, 1, true).algorithm()).isNotBlank();
        assertThat(kernels(1).convBackwardWeights(geometry, 1).algorithm()).isNotBlank();
    }

    private static void assertClose(String what, String algorithm, Expected expected, Buffer got) {
        String described = what + " (" + algorithm + ")";
        if (algorithm.contains("winograd")) {
            expected.assertCloseInL2(described, got);
        } else {
            expected.assertClose(described, got);
        }
    }

    private static float[] packed(LinearForward map, float[] weights) {
        if (map.packedSize() == 0) {
            return weights;
        }
        float[] packed = memory(map.packedSize());
        map.pack(weights, packed);
        return packed;
    }

    private static float[] packed(LinearBackwardData map, float[] weights) {
        if (map.packedSize() == 0) {
            return weights;
        }
        float[] packed = memory(map.packedSize());
        map.pack(weights, packed);
        return packed;
    }
}
