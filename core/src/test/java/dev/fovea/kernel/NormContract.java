package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.RandomCases;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Batch normalisation and local response normalisation. */
abstract class NormContract extends Contract {
    private static final int CASES = 40;

    private static int rows(RandomGenerator random) {
        return Geometries.pick(random, 1, 2, 5, 49, 169, 850);
    }

    private static int channels(RandomGenerator random) {
        return Geometries.pick(random, 1, 3, 7, 16, 17, 31, 65, 130);
    }

    @Test
    void scaleShift() {
        List<Activation> activations = NaiveActivations.all();
        RandomCases.run(
                2 * CASES,
                random ->
                        scaleShift(
                                random,
                                activations.get(random.nextInt(activations.size())),
                                Geometries.pick(random, 1, 2, 5, 49),
                                channels(random)));
        RandomCases.run(2, random -> scaleShift(random, Activation.RELU, 850, 131));
    }

    private void scaleShift(RandomGenerator random, Activation activation, int rows, int channels) {
        Buffer x = Buffer.random(random, rows * channels);
        Buffer scale = Buffer.parameter(random, channels);
        Buffer shift = Buffer.parameter(random, channels);
        boolean inPlace = random.nextBoolean();
        int offset = Buffer.offset(random);
        String what =
                activation + " rows " + rows + " channels " + channels + " in place " + inPlace;
        Buffer y =
                runOne(
                        what,
                        List.of(x, scale, shift),
                        kernels -> {
                            Buffer from = inPlace ? x.copy() : x;
                            Buffer to = inPlace ? from : Buffer.output(offset, x.size);
                            kernels.scaleShift(
                                    rows,
                                    channels,
                                    from.array,
                                    from.offset,
                                    scale.array,
                                    shift.array,
                                    activation,
                                    to.array,
                                    to.offset);
                            return to;
                        });
        var sum = new Sum(x.size);
        for (int i = 0; i < x.size; i++) {
            sum.add(i, (double) x.get(i) * scale.get(i % channels));
            sum.add(i, shift.get(i % channels));
        }
        sum.expected(2).after(new Epilogue(false, activation), new double[0]).assertClose(what, y);
    }

    @Test
    void channelMoments() {
        RandomCases.run(CASES, random -> moments(random, rows(random), channels(random), 0, 1));
    }

    /** Far from zero the difference of two large sums would lose the variance. */
    @Test
    void momentsDoNotCancel() {
        RandomCases.run(CASES, random -> moments(random, rows(random), channels(random), 300, 1));
    }

    @Test
    void momentsOfManyRows() {
        RandomCases.run(2, random -> moments(random, 70_000, Geometries.channels(random), 3, 2));
    }

    private void moments(RandomGenerator random, int rows, int channels, double mean, double std) {
        Buffer x = Buffer.of(random, rows * channels, () -> random.nextGaussian(mean, std));
        String what = "rows " + rows + " channels " + channels + " mean " + mean;
        List<Buffer> moments =
                run(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer means = Buffer.parameterOutput(channels);
                            Buffer variances = Buffer.parameterOutput(channels);
                            kernels.channelMoments(
                                    rows,
                                    channels,
                                    x.array,
                                    x.offset,
                                    means.array,
                                    variances.array);
                            return List.of(means, variances);
                        });
        var means = new double[channels];
        var variances = new double[channels];
        for (int i = 0; i < x.size; i++) {
            means[i % channels] += x.get(i) / (double) rows;
        }
        for (int i = 0; i < x.size; i++) {
            double distance = x.get(i) - means[i % channels];
            variances[i % channels] += distance * distance / rows;
        }
        Expected.within(2e-7, 2e-7, means).assertClose(what + ": mean", moments.get(0));
        Expected.within(1e-5, 1e-9, variances).assertClose(what + ": variance", moments.get(1));
    }

    @Test
    void batchNormBackward() {
        RandomCases.run(
                CASES,
                random -> {
                    int rows = rows(random);
                    int channels = channels(random);
                    batchNormBackward(random, rows, channels, false, random.nextBoolean());
                    batchNormBackward(random, rows, channels, true, random.nextBoolean());
                });
    }

    private void batchNormBackward(
            RandomGenerator random, int rows, int channels, boolean fixed, boolean inPlace) {
        Buffer x = Buffer.random(random, rows * channels);
        Buffer dy = Buffer.random(random, rows * channels);
        Buffer gamma = Buffer.parameter(random, channels);
        Buffer mean = Buffer.parameter(random, channels);
        Buffer invStd = Buffer.parameter(channels, () -> random.nextDouble(0.5, 2));
        int offset = Buffer.offset(random);
        String what =
                "rows "
                        + rows
                        + " channels "
                        + channels
                        + " fixed "
                        + fixed
                        + " in place "
                        + inPlace;
        List<Buffer> gradients =
                run(
                        what,
                        List.of(x, dy, gamma, mean, invStd),
                        kernels -> {
                            Buffer from = inPlace ? dy.copy() : dy;
                            Buffer dx = inPlace ? from : Buffer.output(offset, x.size);
                            Buffer dGamma = Buffer.parameterOutput(channels);
                            Buffer dBeta = Buffer.parameterOutput(channels);
                            kernels.batchNormBackward(
                                    rows,
                                    channels,
                                    x.array,
                                    x.offset,
                                    from.array,
                                    from.offset,
                                    gamma.array,
                                    mean.array,
                                    invStd.array,
                                    fixed,
                                    dGamma.array,
                                    dBeta.array,
                                    dx.array,
                                    dx.offset);
                            return List.of(dGamma, dBeta, dx);
                        });
        var dGamma = new Sum(channels);
        var dBeta = new Sum(channels);
        for (int i = 0; i < x.size; i++) {
            int c = i % channels;
            // Apart, because x - mean may cancel.
            dGamma.add(c, (double) dy.get(i) * x.get(i) * invStd.get(c));
            dGamma.add(c, (double) -dy.get(i) * mean.get(c) * invStd.get(c));
            dBeta.add(c, dy.get(i));
        }
        var dx = new Sum(x.size);
        for (int i = 0; i < x.size; i++) {
            int c = i % channels;
            double factor = (double) gamma.get(c) * invStd.get(c);
            dx.add(i, factor * dy.get(i));
            if (!fixed) {
                double xhat = ((double) x.get(i) - mean.get(c)) * invStd.get(c);
                dx.add(i, -factor * dBeta.value(c) / rows);
                dx.add(i, -factor * xhat * dGamma.value(c) / rows);
            }
        }
        dGamma.expected(rows).assertClose(what + ": dGamma", gradients.get(0));
        dBeta.expected(rows).assertClose(what + ": dBeta", gradients.get(1));
        dx.expected(rows).assertClose(what + ": dx", gradients.get(2));
    }

    /** Batch norm ignores a constant added to a channel: the gradient adds up to nothing. */
    @Test
    void gradientOfBatchNormAddsUpToZero() {
        int rows = 300;
        RandomCases.run(
                4,
                random -> {
                    Buffer x = Buffer.random(random, rows);
                    Buffer dy = Buffer.random(random, rows);
                    Buffer mean = Buffer.parameterOutput(1);
                    Buffer variance = Buffer.parameterOutput(1);
                    Kernels kernels = kernels(1);
                    kernels.channelMoments(rows, 1, x.array, x.offset, mean.array, variance.array);
                    float[] invStd = {(float) (1 / Math.sqrt(variance.get(0)))};
                    Buffer dx = Buffer.output(0, rows);
                    kernels.batchNormBackward(
                            rows,
                            1,
                            x.array,
                            x.offset,
                            dy.array,
                            dy.offset,
                            new float[] {1},
                            mean.array,
                            invStd,
                            false,
                            new float[1],
                            new float[1],
                            dx.array,
                            dx.offset);
                    double sum = 0;
                    for (double value : dx.values()) {
                        sum += value;
                    }
                    assertThat(Math.abs(sum)).isLessThan(1e-4);
                });
    }

    @Test
    void localResponseNorm() {
        RandomCases.run(CASES, this::localResponseNorm);
    }

    private void localResponseNorm(RandomGenerator random) {
        int rows = Geometries.pick(random, 1, 2, 5, 49, 169);
        int channels = channels(random);
        int size = random.nextInt(1, 8);
        float alpha = new float[] {1e-4f, 0.1f, 1}[random.nextInt(3)];
        float beta = new float[] {0.75f, 0.5f, 1}[random.nextInt(3)];
        float k = random.nextInt(1, 3);
        Buffer x = Buffer.of(random, rows * channels, () -> random.nextGaussian(0, 3));
        Buffer dy = Buffer.random(random, rows * channels);
        int offset = Buffer.offset(random);
        String what =
                "rows "
                        + rows
                        + " channels "
                        + channels
                        + " size "
                        + size
                        + " alpha "
                        + alpha
                        + " beta "
                        + beta
                        + " k "
                        + k;
        Buffer made =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer out = Buffer.output(offset, x.size);
                            kernels.localResponseNorm(
                                    rows,
                                    channels,
                                    size,
                                    alpha,
                                    beta,
                                    k,
                                    x.array,
                                    x.offset,
                                    out.array,
                                    out.offset);
                            return out;
                        });
        var base = new double[x.size];
        var expected = new double[x.size];
        for (int i = 0; i < x.size; i++) {
            int c = i % channels;
            base[i] = k;
            for (int j = c - (size - 1) / 2; j <= c + size / 2; j++) {
                if (j >= 0 && j < channels) {
                    double neighbour = x.get(i - c + j);
                    base[i] += (double) alpha / size * neighbour * neighbour;
                }
            }
            expected[i] = x.get(i) * Math.pow(base[i], -beta);
        }
        Expected.within(4e-6, 1e-30, expected).assertClose(what, made);

        Buffer y = Buffer.of(offset, made.payload());
        Buffer dx =
                runOne(
                        what + ", backward",
                        List.of(x, y, dy),
                        kernels -> {
                            Buffer out = Buffer.output(offset, x.size);
                            kernels.localResponseNormBackward(
                                    rows,
                                    channels,
                                    size,
                                    alpha,
                                    beta,
                                    k,
                                    x.array,
                                    x.offset,
                                    y.array,
                                    y.offset,
                                    dy.array,
                                    dy.offset,
                                    out.array,
                                    out.offset);
                            return out;
                        });
        var gradient = new double[x.size];
        var magnitude = new double[x.size];
        for (int i = 0; i < x.size; i++) {
            int c = i % channels;
            for (int j = c - (size - 1) / 2; j <= c + size / 2; j++) {
                if (j >= 0 && j < channels) {
                    // The derivative of y_c by x_j.
                    int at = i - c + j;
                    double through = -2.0 * alpha * beta / size * x.get(at) * expected[i] / base[i];
                    double direct = j == c ? Math.pow(base[i], -beta) : 0;
                    gradient[at] += dy.get(i) * (through + direct);
                    magnitude[at] += Math.abs(dy.get(i) * through) + Math.abs(dy.get(i) * direct);
                }
            }
        }
        Expected.within(6e-6, 1e-30, gradient, magnitude).assertClose(what + ", backward", dx);
    }
}
