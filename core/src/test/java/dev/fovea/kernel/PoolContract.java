package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.testing.RandomCases;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Pooling forwards and backwards, held against {@link NaivePool}. */
abstract class PoolContract extends Contract {
    private static final int CASES = 80;
    private static final int[] NO_SWITCHES = {};

    @Test
    void maxPool() {
        RandomCases.run(
                CASES,
                random -> maxPool(random, Geometries.pool(random), () -> random.nextDouble(-1, 1)));
    }

    @Test
    void firstWinsATie() {
        RandomCases.run(
                CASES, random -> maxPool(random, Geometries.pool(random), () -> random.nextInt(3)));
    }

    @Test
    void notANumberWinsOverEverything() {
        RandomCases.run(
                CASES,
                random ->
                        maxPool(
                                random,
                                Geometries.pool(random),
                                () ->
                                        switch (random.nextInt(8)) {
                                            case 0 -> Float.NaN;
                                            case 1 -> Float.POSITIVE_INFINITY;
                                            default -> random.nextDouble(-1, 1);
                                        }));
    }

    @Test
    void minusInfinityWinsWhereThereIsNothingElse() {
        RandomCases.run(
                CASES,
                random ->
                        maxPool(
                                random,
                                Geometries.pool(random),
                                () -> random.nextInt(8) == 0 ? -1 : Float.NEGATIVE_INFINITY));
    }

    @Test
    void aWindowOfPaddingAloneHasNoWinner() {
        // A kernel of 2 cells, 2 apart, around a map of one pixel.
        var geometry = new PoolGeometry(1, 1, 19, 2, 2, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1, false);
        Buffer x = Buffer.of(3, new float[geometry.inSize()]);
        int[] nobody = new int[geometry.outSize()];
        Arrays.fill(nobody, -1);
        Buffer y =
                runOne(
                        "padding alone",
                        List.of(x),
                        kernels -> {
                            Buffer out = Buffer.output(1, geometry.outSize());
                            var switches = new int[geometry.outSize()];
                            kernels.maxPool(
                                    geometry,
                                    1,
                                    x.array,
                                    x.offset,
                                    out.array,
                                    out.offset,
                                    switches);
                            assertThat(switches).isEqualTo(nobody);
                            return out;
                        });
        assertThat(y.payload()).containsOnly(Float.NEGATIVE_INFINITY);
        Buffer dx =
                runOne(
                        "padding alone",
                        List.of(),
                        kernels -> {
                            Buffer out = Buffer.output(2, geometry.inSize());
                            kernels.maxPoolBackward(
                                    geometry, 1, x.array, x.offset, nobody, out.array, out.offset);
                            return out;
                        });
        assertThat(dx.payload()).containsOnly(0);
    }

    @Test
    void maxPoolOfLargerMaps() {
        RandomCases.run(
                2,
                random -> {
                    var halves = PoolGeometry.of(56, 54, 64, 2, 2);
                    maxPool(random, halves, () -> random.nextInt(-9, 10));
                    var overlapping = PoolGeometry.of(35, 37, 96, 3, 2);
                    maxPool(random, overlapping, () -> random.nextDouble(-1, 1));
                });
    }

    private void maxPool(RandomGenerator random, PoolGeometry geometry, DoubleSupplier source) {
        int n = Geometries.batch(random);
        Buffer x = Buffer.of(random, n * geometry.inSize(), source);
        int yOffset = Buffer.offset(random);
        String what = geometry + " batch " + n;
        int[] expected = NaivePool.switches(geometry, n, x.values());
        Buffer y =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer out = Buffer.output(yOffset, n * geometry.outSize());
                            var switches = new int[n * geometry.outSize()];
                            Arrays.fill(switches, Integer.MIN_VALUE);
                            kernels.maxPool(
                                    geometry,
                                    n,
                                    x.array,
                                    x.offset,
                                    out.array,
                                    out.offset,
                                    switches);
                            assertThat(switches).as("%s: switches", what).isEqualTo(expected);
                            return out;
                        });
        Buffer unasked =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer out = Buffer.output(yOffset, n * geometry.outSize());
                            kernels.maxPool(
                                    geometry,
                                    n,
                                    x.array,
                                    x.offset,
                                    out.array,
                                    out.offset,
                                    NO_SWITCHES);
                            return out;
                        });
        NaivePool.max(geometry, n, x.values()).assertClose(what, y);
        NaivePool.max(geometry, n, x.values()).assertClose(what + " without switches", unasked);
    }

    @Test
    void maxPoolBackward() {
        RandomCases.run(CASES, random -> maxPoolBackward(random, Geometries.pool(random)));
    }

    @Test
    void maxPoolBackwardOfLargerMaps() {
        RandomCases.run(
                2,
                random -> {
                    maxPoolBackward(random, PoolGeometry.of(56, 54, 64, 2, 2));
                    maxPoolBackward(random, PoolGeometry.of(35, 37, 96, 3, 2));
                });
    }

    private void maxPoolBackward(RandomGenerator random, PoolGeometry geometry) {
        int n = Geometries.batch(random);
        Buffer x = Buffer.of(random, n * geometry.inSize(), () -> random.nextInt(10));
        Buffer dy = Buffer.random(random, n * geometry.outSize());
        int dxOffset = Buffer.offset(random);
        String what = geometry + " batch " + n;
        int[] switches = NaivePool.switches(geometry, n, x.values());
        Buffer dx =
                runOne(
                        what,
                        List.of(dy),
                        kernels -> {
                            Buffer out = Buffer.output(dxOffset, n * geometry.inSize());
                            kernels.maxPoolBackward(
                                    geometry,
                                    n,
                                    dy.array,
                                    dy.offset,
                                    switches,
                                    out.array,
                                    out.offset);
                            return out;
                        });
        NaivePool.maxBackward(geometry, n, dy.values(), switches).assertClose(what, dx);
        // With the switches held fixed pooling is linear, and this its adjoint: <dy, y> = <dx, x>.
        double[] y = NaivePool.max(geometry, n, x.values()).values();
        assertThat(dot(dx.values(), x.values()))
                .as("%s: adjoint", what)
                .isCloseTo(dot(dy.values(), y), within(1e-5 * n * geometry.outSize()));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** One of the operations that average, or of their gradients. */
    @FunctionalInterface
    private interface Pooling {
        void run(
                Kernels kernels,
                PoolGeometry geometry,
                int n,
                float[] from,
                int fromOffset,
                float[] to,
                int toOffset);
    }

    private void average(
            RandomGenerator random,
            PoolGeometry geometry,
            Pooling forward,
            Pooling backward,
            boolean adaptive) {
        int n = Geometries.batch(random);
        Buffer x = Buffer.random(random, n * geometry.inSize());
        Buffer dy = Buffer.random(random, n * geometry.outSize());
        int offset = Buffer.offset(random);
        String what = geometry + " batch " + n;
        Buffer y =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer out = Buffer.output(offset, n * geometry.outSize());
                            forward.run(kernels, geometry, n, x.array, x.offset, out.array, offset);
                            return out;
                        });
        Buffer dx =
                runOne(
                        what,
                        List.of(dy),
                        kernels -> {
                            Buffer out = Buffer.output(offset, n * geometry.inSize());
                            backward.run(
                                    kernels, geometry, n, dy.array, dy.offset, out.array, offset);
                            return out;
                        });
        if (adaptive) {
            NaivePool.adaptiveAvg(geometry, n, x.values()).assertClose(what, y);
            NaivePool.adaptiveAvgBackward(geometry, n, dy.values()).assertClose(what, dx);
        } else {
            NaivePool.avg(geometry, n, x.values()).assertClose(what, y);
            NaivePool.avgBackward(geometry, n, dy.values()).assertClose(what, dx);
        }
    }

    @Test
    void avgPool() {
        RandomCases.run(CASES, random -> average(random, Geometries.pool(random)));
    }

    @Test
    void avgPoolOfLargerMaps() {
        RandomCases.run(
                2,
                random -> {
                    average(random, PoolGeometry.of(30, 29, 64, 3, 2));
                    average(random, PoolGeometry.global(56, 40, 33));
                    average(random, PoolGeometry.global(7, 7, 2050));
                });
    }

    private void average(RandomGenerator random, PoolGeometry geometry) {
        average(random, geometry, Kernels::avgPool, Kernels::avgPoolBackward, false);
    }

    @Test
    void adaptiveAvgPool() {
        RandomCases.run(
                CASES,
                random ->
                        average(
                                random,
                                Geometries.adaptive(random),
                                Kernels::adaptiveAvgPool,
                                Kernels::adaptiveAvgPoolBackward,
                                true));
    }
}
