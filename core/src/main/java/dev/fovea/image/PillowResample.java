package dev.fovea.image;

import java.util.Arrays;

/**
 * Pillow's resampling: rows first, rounded to bytes, then columns, in 32-bit fixed point. The
 * additions are exact, so their order may be chosen for speed.
 */
final class PillowResample {
    private static final int PRECISION_BITS = Taps.PRECISION_BITS;
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private PillowResample() {}

    /** The window that the vertical and horizontal taps describe. */
    static Image resample(Image image, Taps vertical, Taps horizontal) {
        int channels = image.channels();
        int firstRow = vertical.identity ? 0 : vertical.firstInput();
        int endRow = vertical.identity ? image.height() : vertical.endInput();
        int rows = endRow - firstRow;
        byte[] wide = image.pixels();
        int wideOffset = firstRow * image.width() * channels;
        if (!horizontal.identity) {
            byte[] narrow = new byte[rows * horizontal.outputs() * channels];
            int inRow = image.width() * channels;
            int outRow = horizontal.outputs() * channels;
            for (int y = 0; y < rows; y++) {
                if (channels == 3) {
                    rowOfColours(wide, wideOffset + y * inRow, horizontal, narrow, y * outRow);
                } else {
                    rowOfGreys(wide, wideOffset + y * inRow, horizontal, narrow, y * outRow);
                }
            }
            wide = narrow;
            wideOffset = 0;
        }
        int width = horizontal.outputs();
        byte[] out = wide;
        if (!vertical.identity) {
            out = columns(wide, wideOffset, firstRow, width * channels, vertical);
        }
        return Image.of(vertical.outputs(), width, channels, out);
    }

    private static void rowOfColours(
            byte[] in, int inOffset, Taps taps, byte[] out, int outOffset) {
        int[] firsts = taps.first;
        int[] counts = taps.count;
        int[] weights = taps.weights;
        int to = outOffset;
        for (int x = 0; x < firsts.length; x++) {
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            int from = inOffset + 3 * firsts[x];
            int k = x * taps.stride;
            for (int end = k + counts[x]; k < end; k++, from += 3) {
                int weight = weights[k];
                red += (in[from] & 0xff) * weight;
                green += (in[from + 1] & 0xff) * weight;
                blue += (in[from + 2] & 0xff) * weight;
            }
            out[to] = clip(red);
            out[to + 1] = clip(green);
            out[to + 2] = clip(blue);
            to += 3;
        }
    }

    private static void rowOfGreys(byte[] in, int inOffset, Taps taps, byte[] out, int outOffset) {
        int[] firsts = taps.first;
        int[] counts = taps.count;
        int[] weights = taps.weights;
        for (int x = 0; x < firsts.length; x++) {
            int sum = HALF;
            int from = inOffset + firsts[x];
            int k = x * taps.stride;
            for (int end = k + counts[x]; k < end; k++) {
                sum += (in[from++] & 0xff) * weights[k];
            }
            out[outOffset + x] = clip(sum);
        }
    }

    /** Whole rows are weighed and added, which the compiler turns into vector instructions. */
    private static byte[] columns(byte[] in, int inOffset, int firstRow, int rowLength, Taps taps) {
        byte[] out = new byte[taps.outputs() * rowLength];
        int[] sums = new int[rowLength];
        for (int y = 0; y < taps.outputs(); y++) {
            Arrays.fill(sums, HALF);
            for (int k = 0; k < taps.count[y]; k++) {
                int row = inOffset + (taps.first[y] + k - firstRow) * rowLength;
                addRow(in, row, taps.weights[y * taps.stride + k], sums);
            }
            clipRow(sums, out, y * rowLength);
        }
        return out;
    }

    private static void addRow(byte[] in, int offset, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (in[offset + i] & 0xff) * weight;
        }
    }

    private static void clipRow(int[] sums, byte[] out, int offset) {
        for (int i = 0; i < sums.length; i++) {
            out[offset + i] = (byte) Math.max(0, Math.min(255, sums[i] >> PRECISION_BITS));
        }
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
}
