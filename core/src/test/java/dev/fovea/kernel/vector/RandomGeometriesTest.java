package dev.fovea.kernel.vector;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import dev.fovea.kernel.scalar.ScalarKernels;
import dev.fovea.testing.RandomCases;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Vectors against the scalar reference over thousands of geometries of convolution and dense
 * layers, drawn from a seed that a failure prints. Wider than the contract, which compares with
 * doubles: larger maps, more channels, whatever algorithm a geometry takes.
 */
class RandomGeometriesTest {
    private static final Kernels SCALAR = ScalarKernels.of(Workers.of(2));
    private static final Kernels VECTOR = VectorKernels.of(Workers.of(2));

    /** Products of a case: what is larger is drawn again, so that thousands take seconds. */
    private static final long MOST_PRODUCTS = 1_500_000;

    private static final int[] CHANNELS = {1, 2, 3, 7, 8, 16, 17, 31, 32, 64};
    private static final int[] BATCHES = {1, 2, 5};
    private static final int SLACK = 32;

    /** A NaN that no kernel makes: what is not to be written keeps its bits. */
    private static final float GUARD = Float.intBitsToFloat(0x7fc0beef);

    /** Half the distance of a float from the next, relative. */
    private static final double UNIT = 0x1p-24;

    @Test
    void convolutions() {
        convolutions(2000);
    }

    @Test
    void dense() {
        dense(1000);
    }

    static void convolutions(int cases) {
        RandomCases.run(cases, RandomGeometriesTest::convolution);
    }

    static void dense(int cases) {
        RandomCases.run(cases, RandomGeometriesTest::denseLayer);
    }

    private static void convolution(RandomGenerator random) {
        int n;
        ConvGeometry g;
        do {
            n = pick(random, BATCHES);
            g = geometry(random);
        } while (n * g.multiplyAdds() > MOST_PRODUCTS);
        ConvGeometry geometry = g;
        int maxBatch = n + random.nextInt(2);
        boolean change = random.nextBoolean();
        boolean masked = random.nextBoolean();
        int window = g.kernelHeight() * g.kernelWidth();
        var terms =
                new Terms(
                        window * g.inChannels() / g.groups(),
                        window * g.outChannels() / g.groups(),
                        n * g.outHeight() * g.outWidth());
        new Layer(random, n, g.inSize(), g.outSize(), g.weightSize(), g.outChannels(), terms)
                .compare(
                        geometry + " batch " + n + " of " + maxBatch,
                        k -> k.convForward(geometry, maxBatch, Epilogue.NONE, change),
                        k -> k.convBackwardData(geometry, maxBatch, masked),
                        masked,
                        k -> k.convBackwardWeights(geometry, maxBatch));
    }

    private static void denseLayer(RandomGenerator random) {
        int n = random.nextInt(1, 20);
        int in = random.nextInt(1, random.nextBoolean() ? 40 : 600);
        int out = random.nextInt(1, random.nextBoolean() ? 40 : 300);
        boolean masked = random.nextBoolean();
        new Layer(random, n, in, out, in * out, out, new Terms(in, out, n))
                .compare(
                        "dense " + in + " -> " + out + " batch " + n,
                        k -> k.denseForward(in, out, n, Epilogue.NONE),
                        k -> k.denseBackwardData(in, out, n, masked),
                        masked,
                        k -> k.denseBackwardWeights(in, out, n));
    }

    /** Every second one is a kind that networks are made of, the others are anything. */
    private static ConvGeometry geometry(RandomGenerator random) {
        int in = pick(random, CHANNELS);
        int out = pick(random, CHANNELS);
        int height = extent(random);
        int width = extent(random);
        return switch (random.nextInt(8)) {
            case 0, 1 -> ConvGeometry.of(height + 2, width + 2, in, out, 3, 1, random.nextInt(3));
            case 2 -> ConvGeometry.of(height, width, in, out, 1, random.nextInt(1, 3), 0);
            case 3 ->
                    grouped(ConvGeometry.of(height, width, in, in, 3, random.nextInt(1, 3), 1), in);
            default -> anything(random, in, out, height, width);
        };
    }

    private static ConvGeometry anything(
            RandomGenerator random, int in, int out, int height, int width) {
        int groups = random.nextInt(3) == 0 ? random.nextInt(2, 5) : 1;
        int kernelHeight = random.nextInt(1, 8);
        int kernelWidth = random.nextInt(1, 8);
        int dilationHeight = random.nextInt(1, 4);
        int dilationWidth = random.nextInt(1, 4);
        int top = random.nextInt(kernelHeight);
        int left = random.nextInt(kernelWidth);
        int spanHeight = dilationHeight * (kernelHeight - 1) + 1;
        int spanWidth = dilationWidth * (kernelWidth - 1) + 1;
        return new ConvGeometry(
                Math.max(height, spanHeight - top),
                Math.max(width, spanWidth - left),
                in * groups,
                out * groups,
                kernelHeight,
                kernelWidth,
                random.nextInt(1, 4),
                random.nextInt(1, 4),
                top,
                random.nextInt(kernelHeight),
                left,
                random.nextInt(kernelWidth),
                dilationHeight,
                dilationWidth,
                groups);
    }

    private static ConvGeometry grouped(ConvGeometry g, int groups) {
        return new ConvGeometry(
                g.inHeight(),
                g.inWidth(),
                g.inChannels(),
                g.outChannels(),
                g.kernelHeight(),
                g.kernelWidth(),
                g.strideHeight(),
                g.strideWidth(),
                g.padTop(),
                g.padBottom(),
                g.padLeft(),
                g.padRight(),
                1,
                1,
                groups);
    }

    /** 1 to 33, small ones more often. */
    private static int extent(RandomGenerator random) {
        return random.nextInt(1, random.nextInt(4) == 0 ? 34 : 12);
    }

    private static int pick(RandomGenerator random, int... values) {
        return values[random.nextInt(values.length)];
    }

    /** How many products the longest sum has. */
    private record Terms(int forward, int backwardData, int backwardWeights) {}

    private interface Prepare<T> {
        T by(Kernels kernels);
    }

    /** One layer with its numbers. */
    private static final class Layer {
        private final int n;
        private final int weightSize;
        private final int outChannels;
        private final Terms terms;
        private final int at;
        private final float[] x;
        private final float[] dy;
        private final float[] weights;
        private final float[] bias;

        Layer(
                RandomGenerator random,
                int n,
                int inSize,
                int outSize,
                int weightSize,
                int outChannels,
                Terms terms) {
            this.n = n;
            this.weightSize = weightSize;
            this.outChannels = outChannels;
            this.terms = terms;
            at = random.nextInt(1, 20);
            x = numbers(random, at, n * inSize, SLACK);
            dy = numbers(random, at, n * outSize, SLACK);
            weights = numbers(random, 0, weightSize, 0);
            bias = numbers(random, 0, outChannels, 0);
        }

        void compare(
                String what,
                Prepare<LinearForward> forward,
                Prepare<LinearBackwardData> backwardData,
                boolean masked,
                Prepare<LinearBackwardWeights> backwardWeights) {
            agree(
                    what + " forward " + forward.by(VECTOR).algorithm(),
                    terms.forward() + 1,
                    forward(forward.by(SCALAR), x, weights, bias),
                    forward(forward.by(VECTOR), x, weights, bias),
                    forward(forward.by(SCALAR), abs(x), abs(weights), abs(bias)));
            float[] mask = masked ? x : new float[0];
            float[] all = abs(x);
            agree(
                    what + " backward data " + backwardData.by(VECTOR).algorithm(),
                    terms.backwardData(),
                    backwardData(backwardData.by(SCALAR), dy, weights, mask),
                    backwardData(backwardData.by(VECTOR), dy, weights, mask),
                    backwardData(backwardData.by(SCALAR), abs(dy), abs(weights), all));
            agree(
                    what + " backward weights " + backwardWeights.by(VECTOR).algorithm(),
                    terms.backwardWeights(),
                    backwardWeights(backwardWeights.by(SCALAR), x, dy),
                    backwardWeights(backwardWeights.by(VECTOR), x, dy),
                    backwardWeights(backwardWeights.by(SCALAR), abs(x), abs(dy)));
        }

        private float[] forward(LinearForward map, float[] x, float[] weights, float[] bias) {
            float[] y = guards(dy.length);
            float[] packed = packed(map.packedSize(), weights);
            if (map.packedSize() > 0) {
                map.pack(weights, packed);
            }
            float[] scratch = memory(map.scratchSize());
            map.run(n, x, at, packed, bias, new float[0], 0, y, at, scratch);
            return y;
        }

        private float[] backwardData(
                LinearBackwardData map, float[] dy, float[] weights, float[] mask) {
            float[] dx = guards(x.length);
            float[] packed = packed(map.packedSize(), weights);
            if (map.packedSize() > 0) {
                map.pack(weights, packed);
            }
            map.run(n, dy, at, packed, mask, at, dx, at, memory(map.scratchSize()));
            return dx;
        }

        /** The weights' gradients and behind them the bias'. */
        private float[] backwardWeights(LinearBackwardWeights map, float[] x, float[] dy) {
            float[] dWeights = guards(weightSize);
            float[] dBias = guards(outChannels);
            map.run(n, x, at, dy, at, dWeights, dBias, memory(map.scratchSize()));
            float[] both = Arrays.copyOf(dWeights, weightSize + outChannels);
            System.arraycopy(dBias, 0, both, weightSize, outChannels);
            return both;
        }

        private static float[] packed(long size, float[] weights) {
            return size > 0 ? memory(size) : weights;
        }
    }

    /**
     * Sums of floats in another order: each side may be off by rounding errors, which grow with the
     * root of the number of terms and with their size. Winograd's algorithm spreads its errors over
     * a tile, and is held to 1e-5 in relative L2.
     *
     * @param magnitude the sums of the terms' absolute values
     */
    private static void agree(
            String what, int terms, float[] expected, float[] got, float[] magnitude) {
        boolean winograd = what.contains("winograd");
        double relative = 8 * UNIT * (Math.sqrt(terms) + 4);
        double error = 0;
        double norm = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            if (isGuard(expected[i])) {
                continue;
            }
            double scale = Math.max(Math.abs(expected[i]), magnitude[i] / Math.sqrt(terms));
            double difference = got[i] - expected[i];
            error += difference * difference;
            norm += scale * scale;
            largest = Math.max(largest, scale);
        }
        for (int i = 0; i < expected.length; i++) {
            double allowed = winograd ? 1e-3 * largest : relative * magnitude[i];
            boolean same =
                    isGuard(expected[i])
                            ? isGuard(got[i])
                            : Math.abs(got[i] - expected[i]) <= allowed;
            if (!same) {
                throw new AssertionError(
                        "%s: [%d] of %d is %s, scalar %s within %.1e"
                                .formatted(what, i, expected.length, got[i], expected[i], allowed));
            }
        }
        if (winograd && !(Math.sqrt(error) <= 1e-5 * Math.sqrt(norm))) {
            throw new AssertionError(
                    "%s: relative L2 error %.1e".formatted(what, Math.sqrt(error / norm)));
        }
    }

    private static boolean isGuard(float value) {
        return Float.floatToRawIntBits(value) == Float.floatToRawIntBits(GUARD);
    }

    private static float[] guards(int length) {
        var a = new float[length];
        Arrays.fill(a, GUARD);
        return a;
    }

    private static float[] memory(long size) {
        var memory = new float[Math.toIntExact(size) + Memory.OFFSET + SLACK];
        Arrays.fill(memory, Float.NaN);
        return memory;
    }

    /** Numbers -1 .. 1 between guards. */
    private static float[] numbers(RandomGenerator random, int offset, int size, int slack) {
        float[] a = guards(offset + size + slack);
        for (int i = offset; i < offset + size; i++) {
            a[i] = random.nextFloat() * 2 - 1;
        }
        return a;
    }

    private static float[] abs(float[] a) {
        var b = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            b[i] = isGuard(a[i]) ? a[i] : Math.abs(a[i]);
        }
        return b;
    }
}
