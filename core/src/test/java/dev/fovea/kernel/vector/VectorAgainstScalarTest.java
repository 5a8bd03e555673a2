package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.AdamStep;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.kernel.RmspropStep;
import dev.fovea.kernel.SgdStep;
import dev.fovea.kernel.Workers;
import dev.fovea.kernel.scalar.ScalarKernels;
import dev.fovea.testing.RandomCases;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Vectors against the scalar reference on larger tensors than the contract has: lengths that make
 * several pieces, parts and tails.
 */
class VectorAgainstScalarTest {
    private static final Kernels SCALAR = ScalarKernels.of(Workers.of(1));
    private static final Kernels VECTOR = VectorKernels.of(Workers.of(2));
    private static final int AT = 3;

    private RandomGenerator random = new SplittableRandom(11);

    @Test
    void activations() {
        int n = 40_007;
        for (Activation.Kind kind : Activation.Kind.values()) {
            var f = new Activation(kind, 0.2f, 0.5f);
            float[] x = numbers(n, 4);
            float[] dy = numbers(n, 1);
            float[] y = x.clone();
            SCALAR.activation(f, n, x, AT, y, AT);
            agree("" + kind, 1e-6, n, (k, out) -> k.activation(f, n, x, AT, out, AT));
            agree(
                    kind + " backward",
                    2e-6,
                    n,
                    (k, out) -> k.activationBackward(f, n, x, AT, y, AT, dy, AT, out, AT));
            agree(kind + " after add", 1e-6, n, (k, out) -> k.add(f, n, x, AT, dy, AT, out, AT));
        }
    }

    @Test
    void normalisation() {
        for (int[] size : new int[][] {{1, 5}, {3000, 3}, {999, 64}, {5000, 17}, {70, 513}}) {
            int rows = size[0];
            int channels = size[1];
            int n = rows * channels;
            float[] x = numbers(n, 2);
            for (int i = 0; i < n; i++) {
                x[AT + i] += 100 + i % channels;
            }
            float[] dy = numbers(n, 1);
            float[] scale = parameters(channels);
            float[] mean = parameters(channels);
            float[] invStd = parameters(channels);
            float[] variance = parameters(channels);
            SCALAR.channelMoments(rows, channels, x, AT, mean, variance);
            agree("mean", 1e-6, channels, (k, out) -> moments(k, rows, channels, x, out, true));
            agree(
                    "variance",
                    1e-5,
                    channels,
                    (k, out) -> moments(k, rows, channels, x, out, false));
            for (boolean fixed : new boolean[] {false, true}) {
                agree(
                        "batch norm backward",
                        1e-5,
                        n,
                        (k, out) ->
                                k.batchNormBackward(
                                        rows,
                                        channels,
                                        x,
                                        AT,
                                        dy,
                                        AT,
                                        scale,
                                        mean,
                                        invStd,
                                        fixed,
                                        new float[channels],
                                        new float[channels],
                                        out,
                                        AT));
            }
            agree(
                    "scale and shift",
                    1e-6,
                    n,
                    (k, out) ->
                            k.scaleShift(
                                    rows,
                                    channels,
                                    x,
                                    AT,
                                    scale,
                                    invStd,
                                    Activation.RELU,
                                    out,
                                    AT));
            agree("prelu", 0, n, (k, out) -> k.prelu(rows, channels, scale, dy, AT, out, AT));
            for (float[] slope : new float[][] {scale, {0.25f}}) {
                agree(
                        "prelu slopes",
                        1e-5,
                        slope.length,
                        (k, out) -> {
                            var dSlope = new float[slope.length];
                            k.preluBackward(
                                    rows, channels, slope, dy, AT, x, AT, dSlope, dy.clone(), AT);
                            System.arraycopy(dSlope, 0, out, AT, slope.length);
                        });
            }
            agree(
                    "lrn",
                    2e-6,
                    n,
                    (k, out) ->
                            k.localResponseNorm(
                                    rows, channels, 5, 1e-1f, 0.75f, 2, dy, AT, out, AT));
            agree(
                    "lrn backward",
                    3e-6,
                    n,
                    (k, out) ->
                            k.localResponseNormBackward(
                                    rows, channels, 4, 1e-1f, 0.5f, 1, dy, AT, x, AT, dy, AT, out,
                                    AT));
        }
    }

    private static void moments(
            Kernels kernels, int rows, int channels, float[] x, float[] out, boolean mean) {
        var means = new float[channels];
        var variances = new float[channels];
        kernels.channelMoments(rows, channels, x, AT, means, variances);
        System.arraycopy(mean ? means : variances, 0, out, AT, channels);
    }

    @Test
    void classifiers() {
        for (int[] size : new int[][] {{1, 1}, {300, 10}, {70, 1000}, {3, 17}}) {
            int rows = size[0];
            int classes = size[1];
            int n = rows * classes;
            float[] x = numbers(n, 5);
            float[] y = x.clone();
            float[] dy = numbers(n, 1);
            agree("softmax", 2e-6, n, (k, out) -> k.softmax(rows, classes, x, AT, out, AT));
            agree("log softmax", 1e-6, n, (k, out) -> k.logSoftmax(rows, classes, x, AT, out, AT));
            SCALAR.logSoftmax(rows, classes, x, AT, y, AT);
            agree(
                    "log softmax backward",
                    2e-6,
                    n,
                    (k, out) -> k.logSoftmaxBackward(rows, classes, y, AT, dy, AT, out, AT));
            SCALAR.softmax(rows, classes, x, AT, y, AT);
            agree(
                    "softmax backward",
                    2e-6,
                    n,
                    (k, out) -> k.softmaxBackward(rows, classes, y, AT, dy, AT, out, AT));
            float[] targets = Arrays.copyOfRange(y, AT, AT + n);
            targets[0] = 0;
            agree(
                    "cross-entropy",
                    2e-6,
                    n + rows,
                    (k, out) -> {
                        var losses = new float[rows];
                        k.softmaxCrossEntropy(rows, classes, x, AT, targets, 0.1f, losses, out, AT);
                        System.arraycopy(losses, 0, out, AT + n, rows);
                    });
        }
    }

    @Test
    void optimizers() {
        int n = 100_003;
        float[] w = parameters(n);
        float[] g = parameters(n);
        float[] m = parameters(n);
        float[] v = parameters(n);
        for (boolean nesterov : new boolean[] {false, true}) {
            for (float momentum : new float[] {0, 0.9f}) {
                var step = new SgdStep(0.1f, momentum, nesterov, 0.01f, 0.02f, 0.5f);
                agree(
                        step.toString(),
                        1e-6,
                        2 * n,
                        (k, out) -> {
                            float[] weights = w.clone();
                            float[] velocity = v.clone();
                            k.sgd(step, n, weights, g, velocity);
                            System.arraycopy(weights, 0, out, AT, n);
                            System.arraycopy(velocity, 0, out, AT + n, n);
                        });
            }
        }
        var adam = new AdamStep(0.1f, 0.9, 0.999, 1e-8f, 0.1, 0.001, 0.01f, 0.02f, 0.5f);
        agree(
                adam.toString(),
                1e-6,
                3 * n,
                (k, out) -> {
                    float[] weights = w.clone();
                    float[] mean = m.clone();
                    float[] square = v.clone();
                    k.adam(adam, n, weights, g, mean, square);
                    System.arraycopy(weights, 0, out, AT, n);
                    System.arraycopy(mean, 0, out, AT + n, n);
                    System.arraycopy(square, 0, out, AT + 2 * n, n);
                });
        for (float momentum : new float[] {0, 0.9f}) {
            var step = new RmspropStep(0.1f, 0.99, 1e-8f, momentum, 0.01f, 0.5f);
            agree(
                    step.toString(),
                    1e-6,
                    3 * n,
                    (k, out) -> {
                        float[] weights = w.clone();
                        float[] square = v.clone();
                        float[] velocity = m.clone();
                        k.rmsprop(step, n, weights, g, square, velocity);
                        System.arraycopy(weights, 0, out, AT, n);
                        System.arraycopy(square, 0, out, AT + n, n);
                        System.arraycopy(velocity, 0, out, AT + 2 * n, n);
                    });
        }
        assertThat(VECTOR.sumOfSquares(n - 5, w, 5) / SCALAR.sumOfSquares(n - 5, w, 5))
                .isBetween(1 - 1e-7, 1 + 1e-7);
    }

    @Test
    void moves() {
        for (int[] size : new int[][] {{2, 49, 512}, {3, 1, 7}, {1, 3000, 3}, {2, 130, 35}}) {
            int n = size[0];
            int pixels = size[1];
            int channels = size[2];
            int length = n * pixels * channels;
            float[] x = numbers(length, 1);
            agree(
                    "pixels to channels",
                    0,
                    length,
                    (k, out) -> k.pixelsToChannels(n, pixels, channels, x, AT, out, AT));
            agree(
                    "copy",
                    0,
                    length,
                    (k, out) ->
                            k.copyRows(n * pixels, channels, x, AT, channels, out, AT, channels));
            agree(
                    "copy some",
                    0,
                    length,
                    (k, out) ->
                            k.copyRows(
                                    n * pixels,
                                    channels - 2,
                                    x,
                                    AT,
                                    channels,
                                    out,
                                    AT + 1,
                                    channels));
            agree(
                    "shuffle",
                    0,
                    length,
                    (k, out) ->
                            k.channelShuffle(
                                    n * pixels,
                                    channels,
                                    channels % 5 == 0 ? 5 : channels % 2 == 0 ? 2 : 1,
                                    x,
                                    AT,
                                    out,
                                    AT));
            agree("dropout", 1e-7, length, (k, out) -> k.dropout(0.3f, 99, length, x, AT, out, AT));
            float[] scale = numbers(n * channels, 1);
            agree(
                    "multiply channels",
                    0,
                    length,
                    (k, out) -> k.multiplyChannels(n, pixels, channels, x, AT, scale, AT, out, AT));
            agree(
                    "multiply channels backward",
                    1e-5,
                    n * channels,
                    (k, out) ->
                            k.multiplyChannelsBackward(n, pixels, channels, x, AT, x, AT, out, AT));
            agree("multiply", 0, length, (k, out) -> k.multiply(length, x, AT, x, AT, out, AT));
        }
    }

    @Test
    void pools() {
        pools(1500);
        pool(PoolGeometry.of(56, 56, 64, 2, 2), 2);
        pool(PoolGeometry.of(57, 55, 31, 2, 2), 1);
        pool(PoolGeometry.of(33, 33, 48, 3, 2), 2);
        pool(PoolGeometry.global(31, 29, 130), 2);
    }

    void pools(int cases) {
        RandomCases.run(
                cases,
                generator -> {
                    random = generator;
                    pool(geometry(), 1 + random.nextInt(3));
                });
    }

    private PoolGeometry geometry() {
        while (true) {
            int height = 1 + random.nextInt(13);
            int width = 1 + random.nextInt(13);
            int kernelHeight = 1 + random.nextInt(4);
            int kernelWidth = 1 + random.nextInt(4);
            int strideHeight = random.nextBoolean() ? kernelHeight : 1 + random.nextInt(3);
            int strideWidth = random.nextBoolean() ? kernelWidth : 1 + random.nextInt(3);
            int top = random.nextInt(kernelHeight);
            int left = random.nextBoolean() ? 0 : random.nextInt(kernelWidth);
            int dilation = 1 + random.nextInt(2);
            int spanHeight = height + 2 * top - dilation * (kernelHeight - 1) - 1;
            int spanWidth = width + 2 * left - dilation * (kernelWidth - 1) - 1;
            if (spanHeight < 0 || spanWidth < 0) {
                continue;
            }
            boolean ceil = random.nextBoolean();
            int outHeight = (spanHeight + (ceil ? strideHeight - 1 : 0)) / strideHeight + 1;
            int outWidth = (spanWidth + (ceil ? strideWidth - 1 : 0)) / strideWidth + 1;
            // PyTorch: the last window starts inside the input or the padding before it.
            if ((outHeight - 1) * strideHeight >= height + top) {
                outHeight--;
            }
            if ((outWidth - 1) * strideWidth >= width + left) {
                outWidth--;
            }
            return new PoolGeometry(
                    height,
                    width,
                    1 + random.nextInt(40),
                    kernelHeight,
                    kernelWidth,
                    strideHeight,
                    strideWidth,
                    top,
                    top,
                    left,
                    left,
                    dilation,
                    dilation,
                    outHeight,
                    outWidth,
                    random.nextBoolean());
        }
    }

    private void pool(PoolGeometry g, int n) {
        float[] x = numbers(n * g.inSize(), 1);
        for (int i = AT; i < x.length; i++) {
            // Ties, and now and then NaN.
            x[i] = random.nextInt(50) == 0 ? Float.NaN : Math.round(x[i] * 4);
        }
        int out = n * g.outSize();
        int in = n * g.inSize();
        var none = new int[0];
        agree("max " + g, 0, out, (k, y) -> k.maxPool(g, n, x, AT, y, AT, none));
        var switches = new int[out];
        SCALAR.maxPool(g, n, x, AT, new float[AT + out], AT, switches);
        agree(
                "switches " + g,
                0,
                2 * out,
                (k, y) -> {
                    var got = new int[out];
                    k.maxPool(g, n, x, AT, y, AT, got);
                    for (int i = 0; i < out; i++) {
                        y[AT + out + i] = got[i];
                    }
                });
        float[] dy = numbers(out, 1);
        agree(
                "max backward " + g,
                0,
                in,
                (k, dx) -> k.maxPoolBackward(g, n, dy, AT, switches, dx, AT));
        float[] finite = numbers(in, 1);
        agree("average " + g, 1e-6, out, (k, y) -> k.avgPool(g, n, finite, AT, y, AT));
        agree(
                "average backward " + g,
                1e-6,
                in,
                (k, dx) -> k.avgPoolBackward(g, n, dy, AT, dx, AT));
        agree("adaptive " + g, 1e-6, out, (k, y) -> k.adaptiveAvgPool(g, n, finite, AT, y, AT));
        agree(
                "adaptive backward " + g,
                1e-6,
                in,
                (k, dx) -> k.adaptiveAvgPoolBackward(g, n, dy, AT, dx, AT));
    }

    /** Both sets write {@code n} numbers from AT; what lies around must stay as it was. */
    private static void agree(
            String what, double tolerance, int n, BiConsumer<Kernels, float[]> operation) {
        var expected = new float[AT + n + 20];
        var got = new float[AT + n + 20];
        Arrays.fill(expected, -7777);
        Arrays.fill(got, -7777);
        operation.accept(SCALAR, expected);
        operation.accept(VECTOR, got);
        double largest = 1;
        for (int i = AT; i < AT + n; i++) {
            largest = Math.max(largest, Float.isFinite(expected[i]) ? Math.abs(expected[i]) : 0);
        }
        for (int i = 0; i < got.length; i++) {
            boolean same =
                    Float.isFinite(expected[i])
                            ? Math.abs(expected[i] - got[i]) <= tolerance * largest
                            : Float.compare(expected[i], got[i]) == 0;
            if (!same) {
                throw new AssertionError(
                        what
                                + ": ["
                                + (i - AT)
                                + "] of "
                                + n
                                + " is "
                                + got[i]
                                + ", scalar "
                                + expected[i]);
            }
        }
    }

    private float[] numbers(int n, float range) {
        var a = new float[AT + n + 20];
        for (int i = 0; i < a.length; i++) {
            a[i] = i < AT || i >= AT + n ? Float.NaN : (float) random.nextDouble(-range, range);
        }
        return a;
    }

    /** Positive, as variances are; alone in an array of their length. */
    private float[] parameters(int n) {
        var a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) random.nextDouble(0.1, 1);
        }
        return a;
    }
}
