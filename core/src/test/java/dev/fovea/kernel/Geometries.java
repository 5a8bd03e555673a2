package dev.fovea.kernel;

import java.util.random.RandomGenerator;

/** Awkward geometries: sizes that no block, tile or vector divides. */
final class Geometries {
    private Geometries() {}

    /** One of the values. */
    static int pick(RandomGenerator random, int... values) {
        return values[random.nextInt(values.length)];
    }

    static int channels(RandomGenerator random) {
        return pick(random, 1, 3, 7, 16, 17, 31, 33);
    }

    static int batch(RandomGenerator random) {
        return pick(random, 1, 2, 5);
    }

    private static int extent(RandomGenerator random) {
        return random.nextInt(1, 14);
    }

    /** Every third one is the 3x3 convolution that fast algorithms exist for. */
    static ConvGeometry conv(RandomGenerator random) {
        int kind = random.nextInt(9);
        if (kind < 3) {
            int padding = random.nextInt(2);
            int height = 3 - 2 * padding + random.nextInt(13);
            int width = 3 - 2 * padding + random.nextInt(13);
            return new ConvGeometry(
                    height,
                    width,
                    channels(random),
                    channels(random),
                    3,
                    3,
                    1,
                    1,
                    padding,
                    padding,
                    padding,
                    padding,
                    1,
                    1,
                    1);
        } else if (kind == 3) {
            return new ConvGeometry(
                    extent(random),
                    extent(random),
                    channels(random),
                    channels(random),
                    1,
                    1,
                    1,
                    1,
                    0,
                    0,
                    0,
                    0,
                    1,
                    1,
                    1);
        }
        return general(random, kind == 4);
    }

    private static ConvGeometry general(RandomGenerator random, boolean depthwise) {
        while (true) {
            int in = channels(random);
            int out = depthwise ? in * random.nextInt(1, 3) : channels(random);
            int groups = 1;
            if (depthwise) {
                groups = in;
            } else if (random.nextInt(3) == 0) {
                groups = random.nextInt(2, 5);
                in *= groups;
                out *= groups;
            }
            int kernelHeight = random.nextInt(1, 6);
            int kernelWidth = random.nextInt(1, 6);
            int dilationHeight = random.nextInt(1, 3);
            int dilationWidth = random.nextInt(1, 3);
            int height = extent(random);
            int width = extent(random);
            int top = random.nextInt(kernelHeight);
            int bottom = random.nextInt(kernelHeight);
            int left = random.nextInt(kernelWidth);
            int right = random.nextInt(kernelWidth);
            if (height + top + bottom > dilationHeight * (kernelHeight - 1)
                    && width + left + right > dilationWidth * (kernelWidth - 1)) {
                return new ConvGeometry(
                        height,
                        width,
                        in,
                        out,
                        kernelHeight,
                        kernelWidth,
                        random.nextInt(1, 4),
                        random.nextInt(1, 4),
                        top,
                        bottom,
                        left,
                        right,
                        dilationHeight,
                        dilationWidth,
                        groups);
            }
        }
    }

    /**
     * Windows that overlap, leave gaps, hang over the edge (ceil mode) and lie partly in the
     * padding; each reads a cell at least.
     */
    static PoolGeometry pool(RandomGenerator random) {
        while (true) {
            int kernelHeight = random.nextInt(1, 5);
            int kernelWidth = random.nextInt(1, 5);
            int strideHeight = random.nextInt(1, 4);
            int strideWidth = random.nextInt(1, 4);
            int dilationHeight = random.nextInt(4) == 0 ? 2 : 1;
            int dilationWidth = random.nextInt(4) == 0 ? 2 : 1;
            int height = extent(random);
            int width = extent(random);
            int top = random.nextInt(kernelHeight);
            int bottom = random.nextInt(kernelHeight);
            int left = random.nextInt(kernelWidth);
            int right = random.nextInt(kernelWidth);
            boolean ceil = random.nextBoolean();
            int outHeight =
                    pooled(height, top, bottom, kernelHeight, strideHeight, dilationHeight, ceil);
            int outWidth =
                    pooled(width, left, right, kernelWidth, strideWidth, dilationWidth, ceil);
            if (outHeight < 1 || outWidth < 1) {
                continue;
            }
            var geometry =
                    new PoolGeometry(
                            height,
                            width,
                            channels(random),
                            kernelHeight,
                            kernelWidth,
                            strideHeight,
                            strideWidth,
                            top,
                            bottom,
                            left,
                            right,
                            dilationHeight,
                            dilationWidth,
                            outHeight,
                            outWidth,
                            random.nextBoolean());
            if (NaivePool.everyWindowReads(geometry)) {
                return geometry;
            }
        }
    }

    /** As PyTorch has it: in ceil mode the last window must begin inside the map or before it. */
    private static int pooled(
            int in, int before, int after, int kernel, int stride, int dilation, boolean ceil) {
        int room = in + before + after - dilation * (kernel - 1) - 1;
        if (room < 0) {
            return 0;
        }
        int out = (ceil ? Math.ceilDiv(room, stride) : room / stride) + 1;
        return ceil && (out - 1) * stride >= in + before ? out - 1 : out;
    }

    /** Windows whose lengths differ, down to maps smaller than the output. */
    static PoolGeometry adaptive(RandomGenerator random) {
        return new PoolGeometry(
                extent(random),
                extent(random),
                channels(random),
                1,
                1,
                1,
                1,
                0,
                0,
                0,
                0,
                1,
                1,
                random.nextInt(1, 9),
                random.nextInt(1, 9),
                false);
    }
}
