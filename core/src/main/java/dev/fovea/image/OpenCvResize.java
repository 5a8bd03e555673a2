package dev.fovea.image;

import java.util.Arrays;

/**
 * OpenCV's {@code resize} for bytes, INTER_LINEAR and INTER_AREA (documented in "Geometric Image
 * Transformations"; weights of 11 bits), to one level.
 */
final class OpenCvResize {
    private static final int WEIGHT_BITS = 11;
    private static final int ONE = 1 << WEIGHT_BITS;

    /** Slivers of a pixel thinner than this are left out of an area. */
    private static final double SLIVER = 1e-3;

    private OpenCvResize() {}

    /** For each output the left (or upper) of its two input pixels, and the right one's weight. */
    private static final class Pairs {
        final int[] left;
        final int[] weight;

        Pairs(int outputs) {
            left = new int[outputs];
            weight = new int[outputs];
        }
    }

    static Image linear(Image image, int height, int width) {
        // OpenCV takes the area for an exact halving, where both are the mean of four pixels.
        if (image.height() == 2 * height && image.width() == 2 * width) {
            return area(image, height, width);
        }
        return linear(image, centred(image.height(), height), centred(image.width(), width));
    }

    static Image area(Image image, int height, int width) {
        if (height > image.height() || width > image.width()) {
            return linear(
                    image,
                    alignedToEdges(image.height(), height),
                    alignedToEdges(image.width(), width));
        }
        if (image.height() % height == 0 && image.width() % width == 0) {
            return blocks(image, height, width);
        }
        return covered(image, covers(image.height(), height), covers(image.width(), width));
    }

    /**
     * The mean of whole pixels. Halves of a block of two by two go up, all others to the even
     * number, as in OpenCV.
     */
    private static Image blocks(Image image, int height, int width) {
        int channels = image.channels();
        int blockHeight = image.height() / height;
        int blockWidth = image.width() / width;
        boolean halving = blockHeight == 2 && blockWidth == 2;
        float share = 1f / (blockHeight * blockWidth);
        byte[] in = image.pixels();
        byte[] out = new byte[height * width * channels];
        for (int i = 0; i < out.length; i++) {
            int y = i / channels / width * blockHeight;
            int x = i / channels % width * blockWidth;
            long sum = 0;
            for (int dy = 0; dy < blockHeight; dy++) {
                int from = ((y + dy) * image.width() + x) * channels + i % channels;
                for (int dx = 0; dx < blockWidth; dx++, from += channels) {
                    sum += in[from] & 0xff;
                }
            }
            out[i] = (byte) (halving ? (sum + 2) >> 2 : (long) Math.rint(sum * share));
        }
        return Image.of(height, width, channels, out);
    }

    /** INTER_LINEAR: pixel centres lie at halves. */
    private static Pairs centred(int in, int out) {
        double scale = (double) in / out;
        var pairs = new Pairs(out);
        for (int i = 0; i < out; i++) {
            float position = (float) ((i + 0.5) * scale - 0.5);
            int left = (int) Math.floor(position);
            put(pairs, i, left, position - left, in);
        }
        return pairs;
    }

    /** INTER_AREA when enlarging: the blend happens only inside the last pixel of each step. */
    private static Pairs alignedToEdges(int in, int out) {
        double scale = (double) in / out;
        double inverse = (double) out / in;
        var pairs = new Pairs(out);
        for (int i = 0; i < out; i++) {
            int left = (int) Math.floor(i * scale);
            float weight = (float) ((i + 1) - (left + 1) * inverse);
            weight = weight <= 0 ? 0 : weight - (float) Math.floor(weight);
            put(pairs, i, left, weight, in);
        }
        return pairs;
    }

    private static void put(Pairs pairs, int i, int left, float weight, int in) {
        boolean inside = left >= 0 && left < in - 1;
        pairs.left[i] = Math.clamp(left, 0, in - 1);
        pairs.weight[i] = inside ? (int) Math.rint(weight * ONE) : 0;
    }

    private static Image linear(Image image, Pairs rows, Pairs columns) {
        int channels = image.channels();
        int height = rows.left.length;
        int width = columns.left.length;
        int rowLength = width * channels;
        byte[] out = new byte[height * rowLength];
        int[] upper = new int[rowLength];
        int[] lower = new int[rowLength];
        int upperRow = -1;
        int lowerRow = -1;
        for (int y = 0; y < height; y++) {
            int above = rows.left[y];
            int below = Math.min(above + 1, image.height() - 1);
            if (above != upperRow) {
                if (above == lowerRow) {
                    int[] swap = upper;
                    upper = lower;
                    lower = swap;
                    lowerRow = upperRow;
                } else {
                    blendRow(image, above, columns, upper);
                }
                upperRow = above;
            }
            if (below != lowerRow) {
                blendRow(image, below, columns, lower);
                lowerRow = below;
            }
            int weight = rows.weight[y];
            int rest = ONE - weight;
            for (int i = 0; i < rowLength; i++) {
                int sum = ((rest * (upper[i] >> 4)) >> 16) + ((weight * (lower[i] >> 4)) >> 16);
                out[y * rowLength + i] = (byte) ((sum + 2) >> 2);
            }
        }
        return Image.of(height, width, channels, out);
    }

    private static void blendRow(Image image, int row, Pairs columns, int[] out) {
        int channels = image.channels();
        byte[] in = image.pixels();
        int start = row * image.width() * channels;
        int last = (image.width() - 1) * channels;
        for (int x = 0, to = 0; x < columns.left.length; x++) {
            int left = columns.left[x] * channels;
            int right = Math.min(left + channels, last);
            int weight = columns.weight[x];
            for (int c = 0; c < channels; c++, to++) {
                out[to] =
                        (in[start + left + c] & 0xff) * (ONE - weight)
                                + (in[start + right + c] & 0xff) * weight;
            }
        }
    }

    /** For each output the first input it covers and the share of each, which add up to one. */
    private static final class Covers {
        final int[] first;
        final float[][] shares;

        Covers(int outputs) {
            first = new int[outputs];
            shares = new float[outputs][];
        }
    }

    private static Covers covers(int in, int out) {
        double scale = (double) in / out;
        var covers = new Covers(out);
        for (int i = 0; i < out; i++) {
            double start = i * scale;
            double end = start + scale;
            double extent = Math.min(scale, in - start);
            int whole = (int) Math.ceil(start);
            int wholeEnd = Math.min((int) Math.floor(end), in - 1);
            whole = Math.min(whole, wholeEnd);
            boolean before = whole - start > SLIVER;
            boolean after = end - wholeEnd > SLIVER;
            int first = before ? whole - 1 : whole;
            float[] shares = new float[wholeEnd + (after ? 1 : 0) - first];
            Arrays.fill(shares, (float) (1 / extent));
            if (before) {
                shares[0] = (float) ((whole - start) / extent);
            }
            if (after) {
                double rest = Math.min(Math.min(end - wholeEnd, 1), extent);
                shares[shares.length - 1] = (float) (rest / extent);
            }
            covers.first[i] = first;
            covers.shares[i] = shares;
        }
        return covers;
    }

    private static Image covered(Image image, Covers rows, Covers columns) {
        int channels = image.channels();
        int height = rows.first.length;
        int width = columns.first.length;
        byte[] in = image.pixels();
        byte[] out = new byte[height * width * channels];
        float[] sums = new float[width * channels];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            float[] rowShares = rows.shares[y];
            for (int k = 0; k < rowShares.length; k++) {
                int start = (rows.first[y] + k) * image.width() * channels;
                for (int x = 0; x < width; x++) {
                    float[] shares = columns.shares[x];
                    int from = start + columns.first[x] * channels;
                    for (int c = 0; c < channels; c++) {
                        float sum = 0;
                        for (int j = 0; j < shares.length; j++) {
                            sum += (in[from + j * channels + c] & 0xff) * shares[j];
                        }
                        sums[x * channels + c] += sum * rowShares[k];
                    }
                }
            }
            for (int i = 0; i < sums.length; i++) {
                int value = (int) Math.rint(sums[i]);
                out[y * sums.length + i] = (byte) Math.clamp(value, 0, 255);
            }
        }
        return Image.of(height, width, channels, out);
    }
}
