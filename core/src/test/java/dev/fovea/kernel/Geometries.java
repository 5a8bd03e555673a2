package dev.fovea.kernel;

import java.util.SplittableRandom;

/** Awkward geometries: sizes that no block, tile or vector divides. */
final class Geometries {
    private Geometries() {}

    static int channels(SplittableRandom random) {
        return Seeds.pick(random, 1, 3, 7, 16, 17, 31, 33);
    }

    static int batch(SplittableRandom random) {
        return Seeds.pick(random, 1, 2, 5);
    }

    private static int extent(SplittableRandom random) {
        return random.nextInt(1, 14);
    }

    /** Every third one is the 3x3 convolution that fast algorithms exist for. */
    static ConvGeometry conv(SplittableRandom random) {
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

    private static ConvGeometry general(SplittableRandom random, boolean depthwise) {
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
}
