package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.RandomCases;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Softmax, its logarithm, their gradients, and cross-entropy. */
abstract class SoftmaxContract extends Contract {
    private static final int CASES = 60;

    /**
     * Logits: tame ones, ones that overflow an exponential, and ones so far apart that one wins.
     */
    private static Buffer logits(RandomGenerator random, int size) {
        double spread = new double[] {1, 30, 1000, 1e30}[random.nextInt(4)];
        double shift = new double[] {0, 500, -1e4}[random.nextInt(3)];
        return Buffer.of(random, size, () -> shift + random.nextDouble(-spread, spread));
    }

    private static int rows(RandomGenerator random) {
        return Geometries.pick(random, 1, 2, 5, 33, 128);
    }

    private static int classes(RandomGenerator random) {
        return Geometries.pick(random, 1, 2, 3, 10, 16, 17, 31, 100, 1000);
    }

    /** Log softmax of each row, in double precision. */
    private static double[] logSoftmax(int classes, Buffer x) {
        var log = new double[x.size];
        for (int row = 0; row < x.size; row += classes) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = row; c < row + classes; c++) {
                max = Math.max(max, x.get(c));
            }
            double sum = 0;
            for (int c = row; c < row + classes; c++) {
                sum += Math.exp(x.get(c) - max);
            }
            for (int c = row; c < row + classes; c++) {
                log[c] = x.get(c) - max - Math.log(sum);
            }
        }
        return log;
    }

    private static double[] exp(double[] x) {
        var y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.exp(x[i]);
        }
        return y;
    }

    /** One of the two operations on rows. */
    @FunctionalInterface
    private interface Operation {
        void run(
                Kernels kernels,
                int rows,
                int classes,
                float[] x,
                int xOffset,
                float[] y,
                int yOffset);
    }

    private Buffer forward(
            RandomGenerator random, String what, Operation operation, int classes, Buffer x) {
        boolean inPlace = random.nextBoolean();
        int offset = Buffer.offset(random);
        return runOne(
                what + " in place " + inPlace,
                List.of(x),
                kernels -> {
                    Buffer from = inPlace ? x.copy() : x;
                    Buffer to = inPlace ? from : Buffer.output(offset, x.size);
                    operation.run(
                            kernels,
                            x.size / classes,
                            classes,
                            from.array,
                            from.offset,
                            to.array,
                            to.offset);
                    return to;
                });
    }

    @Test
    void softmax() {
        RandomCases.run(
                CASES,
                random -> {
                    int rows = rows(random);
                    int classes = classes(random);
                    Buffer x = logits(random, rows * classes);
                    String what = rows + " rows of " + classes;
                    Buffer y = forward(random, what, Kernels::softmax, classes, x);
                    // A float of 64 to 128, as an exponent is far down the tail, is off by 4e-6.
                    Expected.within(8e-6, 1e-30, exp(logSoftmax(classes, x))).assertClose(what, y);
                });
    }

    @Test
    void logSoftmax() {
        RandomCases.run(
                CASES,
                random -> {
                    int rows = rows(random);
                    int classes = classes(random);
                    Buffer x = logits(random, rows * classes);
                    String what = rows + " rows of " + classes;
                    Buffer y = forward(random, what, Kernels::logSoftmax, classes, x);
                    Expected.within(4e-7, 2e-6, logSoftmax(classes, x)).assertClose(what, y);
                });
    }

    /** The gradients are what the derivatives of the definitions say, whatever y they are given. */
    @Test
    void backward() {
        RandomCases.run(
                CASES,
                random -> {
                    int rows = rows(random);
                    int classes = Math.min(130, classes(random));
                    Buffer x = Buffer.of(random, rows * classes, () -> random.nextGaussian(0, 2));
                    Buffer dy = Buffer.random(random, x.size);
                    double[] log = logSoftmax(classes, x);
                    double[] probability = exp(log);
                    var softmax = new Sum(x.size);
                    var logSoftmax = new Sum(x.size);
                    for (int i = 0; i < x.size; i++) {
                        softmax.add(i, probability[i] * dy.get(i));
                        logSoftmax.add(i, dy.get(i));
                        int row = i / classes * classes;
                        for (int c = row; c < row + classes; c++) {
                            softmax.add(i, -probability[i] * dy.get(c) * probability[c]);
                            logSoftmax.add(i, -probability[i] * dy.get(c));
                        }
                    }
                    String what = rows + " rows of " + classes;
                    Buffer dx =
                            backward(
                                    random,
                                    what,
                                    Kernels::softmaxBackward,
                                    classes,
                                    floats(random, probability),
                                    dy);
                    softmax.expected(classes + 50).assertClose(what + ": softmax", dx);
                    Buffer dLog =
                            backward(
                                    random,
                                    what,
                                    Kernels::logSoftmaxBackward,
                                    classes,
                                    floats(random, log),
                                    dy);
                    logSoftmax.expected(classes + 50).assertClose(what + ": log softmax", dLog);
                });
    }

    private static Buffer floats(RandomGenerator random, double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Buffer.of(Buffer.offset(random), floats);
    }

    /** One of the two gradients. */
    @FunctionalInterface
    private interface Gradient {
        void run(
                Kernels kernels,
                int rows,
                int classes,
                float[] y,
                int yOffset,
                float[] dy,
                int dyOffset,
                float[] dx,
                int dxOffset);
    }

    private Buffer backward(
            RandomGenerator random,
            String what,
            Gradient gradient,
            int classes,
            Buffer y,
            Buffer dy) {
        boolean inPlace = random.nextBoolean();
        int offset = Buffer.offset(random);
        return runOne(
                what + " in place " + inPlace,
                List.of(y, dy),
                kernels -> {
                    Buffer from = inPlace ? dy.copy() : dy;
                    Buffer dx = inPlace ? from : Buffer.output(offset, y.size);
                    gradient.run(
                            kernels,
                            y.size / classes,
                            classes,
                            y.array,
                            y.offset,
                            from.array,
                            from.offset,
                            dx.array,
                            dx.offset);
                    return dx;
                });
    }

    @Test
    void crossEntropy() {
        RandomCases.run(
                CASES,
                random -> {
                    int rows = rows(random);
                    int classes = classes(random);
                    Buffer logits = logits(random, rows * classes);
                    Buffer targets = targets(random, rows, classes);
                    float scale = random.nextBoolean() ? 1f / rows : 1;
                    crossEntropy(random, rows, classes, logits, targets, scale);
                });
    }

    /** One class, one class smoothed, or any weights, which need not add up to 1. */
    private static Buffer targets(RandomGenerator random, int rows, int classes) {
        int kind = random.nextInt(3);
        if (kind == 2) {
            return Buffer.parameter(rows * classes, random::nextDouble);
        }
        var targets = new float[rows * classes];
        float smoothing = kind == 1 ? 0.1f : 0;
        for (int i = 0; i < targets.length; i++) {
            targets[i] = smoothing / classes;
        }
        for (int row = 0; row < rows; row++) {
            targets[row * classes + random.nextInt(classes)] += 1 - smoothing;
        }
        var at = new int[1];
        return Buffer.parameter(targets.length, () -> targets[at[0]++]);
    }

    private void crossEntropy(
            RandomGenerator random,
            int rows,
            int classes,
            Buffer logits,
            Buffer targets,
            float scale) {
        boolean inPlace = random.nextBoolean();
        int offset = Buffer.offset(random);
        String what = rows + " rows of " + classes + " in place " + inPlace;
        List<Buffer> made =
                run(
                        what,
                        List.of(logits, targets),
                        kernels -> {
                            Buffer from = inPlace ? logits.copy() : logits;
                            Buffer to = inPlace ? from : Buffer.output(offset, logits.size);
                            Buffer losses = Buffer.parameterOutput(rows);
                            kernels.softmaxCrossEntropy(
                                    rows,
                                    classes,
                                    from.array,
                                    from.offset,
                                    targets.array,
                                    scale,
                                    losses.array,
                                    to.array,
                                    to.offset);
                            return List.of(losses, to);
                        });
        double[] log = logSoftmax(classes, logits);
        var loss = new double[rows];
        var weight = new double[rows];
        for (int i = 0; i < log.length; i++) {
            loss[i / classes] -= targets.get(i) * log[i];
            weight[i / classes] += targets.get(i);
        }
        var gradient = new double[log.length];
        var magnitude = new double[log.length];
        for (int i = 0; i < log.length; i++) {
            double wanted = Math.exp(log[i]) * weight[i / classes];
            gradient[i] = scale * (wanted - targets.get(i));
            magnitude[i] = scale * (wanted + targets.get(i));
        }
        Expected.within(2e-6, 4e-6, loss).assertClose(what + ": losses", made.get(0));
        Expected.within(6e-6, 1e-30, gradient, magnitude)
                .assertClose(what + ": dLogits", made.get(1));
    }

    @Test
    void probabilitiesAddUpToOne() {
        RandomCases.run(
                CASES,
                random -> {
                    int classes = classes(random);
                    Buffer x = logits(random, classes);
                    Buffer y = forward(random, "sum", Kernels::softmax, classes, x);
                    double sum = 0;
                    for (double value : y.values()) {
                        sum += value;
                    }
                    assertThat(Math.abs(sum - 1)).isLessThan(2e-6);
                });
    }
}
