package dev.fovea.kernel;

import dev.fovea.testing.RandomCases;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Copies in another order: every number arrives as it was, and only where it belongs. */
abstract class MoveContract extends Contract {
    private static final int CASES = 40;

    @Test
    void copyRows() {
        RandomCases.run(
                CASES,
                random ->
                        copyRows(
                                random,
                                Geometries.pick(random, 1, 2, 5, 49, 169),
                                Geometries.pick(random, 1, 3, 7, 16, 17, 31, 65)));
        RandomCases.run(2, random -> copyRows(random, 3000, 33));
    }

    private void copyRows(RandomGenerator random, int rows, int width) {
        int xStride = width + random.nextInt(20);
        int yStride = width + random.nextInt(20);
        Buffer x = Buffer.random(random, (rows - 1) * xStride + width);
        int offset = Buffer.offset(random);
        String what = rows + " rows of " + width + ", " + xStride + " apart to " + yStride;
        Buffer y =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer to = Buffer.output(offset, (rows - 1) * yStride + width);
                            kernels.copyRows(
                                    rows, width, x.array, x.offset, xStride, to.array, to.offset,
                                    yStride);
                            return to;
                        });
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < yStride && row * yStride + i < y.size; i++) {
                if (i < width) {
                    assertSame(what, y.get(row * yStride + i), x.get(row * xStride + i));
                } else {
                    y.assertGuard(what, row * yStride + i);
                }
            }
        }
    }

    private static void assertSame(String what, float got, float expected) {
        if (Float.floatToRawIntBits(got) != Float.floatToRawIntBits(expected)) {
            throw new AssertionError(what + ": " + got + " instead of " + expected);
        }
    }

    @Test
    void pixelsToChannels() {
        RandomCases.run(
                CASES,
                random ->
                        pixelsToChannels(
                                random,
                                Geometries.batch(random),
                                Geometries.pick(random, 1, 4, 15, 49, 169),
                                Geometries.pick(random, 1, 3, 7, 16, 17, 31, 65)));
        RandomCases.run(2, random -> pixelsToChannels(random, 3, 49, 512));
    }

    private void pixelsToChannels(RandomGenerator random, int n, int pixels, int channels) {
        Buffer x = Buffer.random(random, n * pixels * channels);
        int offset = Buffer.offset(random);
        String what = n + " x " + pixels + " x " + channels;
        Buffer y =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer to = Buffer.output(offset, x.size);
                            kernels.pixelsToChannels(
                                    n, pixels, channels, x.array, x.offset, to.array, to.offset);
                            return to;
                        });
        for (int image = 0; image < n; image++) {
            for (int p = 0; p < pixels; p++) {
                for (int c = 0; c < channels; c++) {
                    float got = y.get((image * channels + c) * pixels + p);
                    assertSame(what, got, x.get((image * pixels + p) * channels + c));
                }
            }
        }
        // With the extents exchanged it is its own inverse, and so its own gradient.
        Buffer back = Buffer.output(0, x.size);
        kernels(1).pixelsToChannels(n, channels, pixels, y.array, y.offset, back.array, 0);
        back.assertSameBits(what + ": there and back", x.payload());
    }

    @Test
    void channelShuffle() {
        RandomCases.run(
                CASES,
                random ->
                        channelShuffle(
                                random,
                                Geometries.pick(random, 1, 2, 5, 49, 169),
                                Geometries.pick(random, 1, 2, 3, 4, 8),
                                Geometries.pick(random, 1, 2, 7, 16, 29)));
        RandomCases.run(2, random -> channelShuffle(random, 3000, 3, 40));
    }

    private void channelShuffle(RandomGenerator random, int rows, int groups, int size) {
        int channels = groups * size;
        Buffer x = Buffer.random(random, rows * channels);
        int offset = Buffer.offset(random);
        String what = rows + " rows of " + groups + " groups of " + size;
        Buffer y =
                runOne(
                        what,
                        List.of(x),
                        kernels -> {
                            Buffer to = Buffer.output(offset, x.size);
                            kernels.channelShuffle(
                                    rows, channels, groups, x.array, x.offset, to.array, to.offset);
                            return to;
                        });
        for (int row = 0; row < rows; row++) {
            for (int g = 0; g < groups; g++) {
                for (int i = 0; i < size; i++) {
                    float got = y.get(row * channels + i * groups + g);
                    assertSame(what, got, x.get(row * channels + g * size + i));
                }
            }
        }
    }
}
