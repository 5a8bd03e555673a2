package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.testing.RandomCases;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums and products of tensors, and dropout. */
abstract class ElementsContract extends Contract {
    private static final int CASES = 40;

    /** Where the output of an operation on two inputs goes. */
    private enum Target {
        ELSEWHERE,
        FIRST,
        SECOND;

        static Target any(RandomGenerator random) {
            return values()[random.nextInt(3)];
        }
    }

    /** An operation on two inputs. */
    @FunctionalInterface
    private interface Binary {
        void run(Kernels kernels, Buffer a, Buffer b, Buffer y);
    }

    private Buffer run(
            String what, Target target, int offset, Buffer a, Buffer b, Binary operation) {
        return runOne(
                what,
                List.of(a, b),
                kernels -> {
                    Buffer first = target == Target.FIRST ? a.copy() : a;
                    Buffer second = target == Target.SECOND ? b.copy() : b;
                    Buffer y =
                            switch (target) {
                                case ELSEWHERE -> Buffer.output(offset, a.size);
                                case FIRST -> first;
                                case SECOND -> second;
                            };
                    operation.run(kernels, first, second, y);
                    return y;
                });
    }

    private static int length(RandomGenerator random) {
        return Geometries.pick(random, 1, 3, 15, 16, 17, 207, 1000);
    }

    @Test
    void add() {
        List<Activation> activations = NaiveActivations.all();
        RandomCases.run(
                3 * CASES,
                random ->
                        add(
                                random,
                                activations.get(random.nextInt(activations.size())),
                                length(random)));
        RandomCases.run(2, random -> add(random, Activation.RELU, 200_003));
    }

    private void add(RandomGenerator random, Activation activation, int length) {
        Buffer a = Buffer.random(random, length);
        Buffer b = Buffer.random(random, length);
        Target target = Target.any(random);
        String what = activation + " length " + length + " to " + target;
        Buffer y =
                run(
                        what,
                        target,
                        Buffer.offset(random),
                        a,
                        b,
                        (kernels, first, second, to) ->
                                kernels.add(
                                        activation,
                                        length,
                                        first.array,
                                        first.offset,
                                        second.array,
                                        second.offset,
                                        to.array,
                                        to.offset));
        var sum = new Sum(length);
        for (int i = 0; i < length; i++) {
            sum.add(i, a.get(i));
            sum.add(i, b.get(i));
        }
        sum.expected(1).after(new Epilogue(false, activation), new double[0]).assertClose(what, y);
    }

    @Test
    void multiply() {
        RandomCases.run(CASES, random -> multiply(random, length(random)));
        RandomCases.run(2, random -> multiply(random, 200_003));
    }

    private void multiply(RandomGenerator random, int length) {
        Buffer a = Buffer.random(random, length);
        Buffer b = Buffer.random(random, length);
        Target target = Target.any(random);
        String what = "length " + length + " to " + target;
        Buffer y =
                run(
                        what,
                        target,
                        Buffer.offset(random),
                        a,
                        b,
                        (kernels, first, second, to) ->
                                kernels.multiply(
                                        length,
                                        first.array,
                                        first.offset,
                                        second.array,
                                        second.offset,
                                        to.array,
                                        to.offset));
        var expected = new double[length];
        for (int i = 0; i < length; i++) {
            expected[i] = a.get(i) * b.get(i);
        }
        Expected.exactly(expected).assertClose(what, y);
    }

    @Test
    void multiplyChannels() {
        RandomCases.run(
                CASES,
                random -> {
                    int n = Geometries.batch(random);
                    int pixels = Geometries.pick(random, 1, 2, 9, 49, 169);
                    int channels = Geometries.channels(random);
                    multiplyChannels(random, n, pixels, channels);
                });
        RandomCases.run(2, random -> multiplyChannels(random, 3, 900, 70));
    }

    private void multiplyChannels(RandomGenerator random, int n, int pixels, int channels) {
        Buffer x = Buffer.random(random, n * pixels * channels);
        Buffer dy = Buffer.random(random, x.size);
        Buffer scale = Buffer.random(random, n * channels);
        boolean inPlace = random.nextBoolean();
        int offset = Buffer.offset(random);
        String what = n + " x " + pixels + " x " + channels + " in place " + inPlace;
        Buffer y =
                runOne(
                        what,
                        List.of(x, scale),
                        kernels -> {
                            Buffer from = inPlace ? x.copy() : x;
                            Buffer to = inPlace ? from : Buffer.output(offset, x.size);
                            kernels.multiplyChannels(
                                    n,
                                    pixels,
                                    channels,
                                    from.array,
                                    from.offset,
                                    scale.array,
                                    scale.offset,
                                    to.array,
                                    to.offset);
                            return to;
                        });
        Buffer dScale =
                runOne(
                        what,
                        List.of(x, dy),
                        kernels -> {
                            Buffer to = Buffer.output(offset, scale.size);
                            kernels.multiplyChannelsBackward(
                                    n, pixels, channels, x.array, x.offset, dy.array, dy.offset,
                                    to.array, to.offset);
                            return to;
                        });
        var expected = new double[x.size];
        var sums = new Sum(scale.size);
        for (int i = 0; i < x.size; i++) {
            int at = i / (pixels * channels) * channels + i % channels;
            expected[i] = x.get(i) * scale.get(at);
            sums.add(at, (double) x.get(i) * dy.get(i));
        }
        Expected.exactly(expected).assertClose(what, y);
        sums.expected(pixels).assertClose(what + ": dScale", dScale);
    }

    @Test
    void dropout() {
        RandomCases.run(
                CASES,
                random -> {
                    float rate = new float[] {0, 0.1f, 0.5f, 0.75f, 1}[random.nextInt(5)];
                    dropout(random, rate, length(random));
                });
        RandomCases.run(2, random -> dropout(random, 0.5f, 200_003));
    }

    /** What is dropped is 0 even where the input is not a number. */
    private void dropout(RandomGenerator random, float rate, int length) {
        long seed = random.nextLong();
        Buffer x =
                Buffer.of(
                        random,
                        length,
                        () -> random.nextInt(50) == 0 ? Float.NaN : random.nextDouble(-1, 1));
        boolean inPlace = random.nextBoolean();
        int offset = Buffer.offset(random);
        String what = "rate " + rate + " length " + length + " in place " + inPlace;
        Buffer y =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer from = inPlace ? x.copy() : x;
                            Buffer to = inPlace ? from : Buffer.output(offset, length);
                            kernels.dropout(
                                    rate,
                                    seed,
                                    length,
                                    from.array,
                                    from.offset,
                                    to.array,
                                    to.offset);
                            return to;
                        });
        var mask = DropoutMask.of(rate, seed);
        var expected = new double[length];
        for (int i = 0; i < length; i++) {
            expected[i] = mask.keeps(i) ? x.get(i) / (1 - (double) rate) : 0;
        }
        Expected.within(2e-7, 0, expected).assertClose(what, y);
    }

    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.5f, 0.9f})
    void dropoutKeepsTheMean(float rate) {
        int length = 1 << 20;
        Buffer ones = Buffer.parameter(length, () -> 1);
        Buffer y = Buffer.output(0, length);
        kernels(2).dropout(rate, 99, length, ones.array, 0, y.array, 0);
        double sum = 0;
        for (double value : y.values()) {
            sum += value;
        }
        // Six standard deviations of the mean.
        double slack = 6 * Math.sqrt(rate / (1 - rate) / length);
        assertThat(Math.abs(sum / length - 1)).isLessThan(slack);
    }

    /** A seed decides, not what was called before; another seed decides otherwise. */
    @Test
    void dropoutIsDecidedByTheSeed() {
        var random = new SplittableRandom(5);
        Buffer x = Buffer.random(random, 10_000);
        Buffer first = dropped(x, 1);
        Buffer other = dropped(x, 2);
        dropped(x, 1).assertSameBits("the same seed", first.payload());
        assertThat(other.payload()).isNotEqualTo(first.payload());
        Buffer high = dropped(x, 1L << 32 | 1);
        assertThat(high.payload()).isNotEqualTo(first.payload());
    }

    private Buffer dropped(Buffer x, long seed) {
        Buffer y = Buffer.output(0, x.size);
        kernels(1).dropout(0.5f, seed, x.size, x.array, x.offset, y.array, 0);
        return y;
    }
}
