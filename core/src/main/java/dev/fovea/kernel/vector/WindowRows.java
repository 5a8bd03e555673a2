package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.roundUp;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The left operand of a convolution seen as a matrix product: row by row the windows that the
 * output pixels read, {@code [N H' W', kernelHeight kernelWidth C / groups]}, never stored but
 * packed where and when a piece of work needs them. What a window reads outside of the map is zero.
 */
final class WindowRows {
    private final WindowGrid grid;
    private final int channels;
    private final int outHeight;
    private final int outWidth;
    private final int k;

    WindowRows(WindowGrid grid) {
        this.grid = grid;
        channels = grid.inChannels() / grid.groups();
        outHeight = grid.outHeight();
        outWidth = grid.outWidth();
        k = channels * grid.taps();
    }

    /** Numbers in a window: the product's k, ordered by tap and then channel. */
    int k() {
        return k;
    }

    WindowGrid grid() {
        return grid;
    }

    /** Floats of scratch that {@link #pack} needs. */
    int scratchSize() {
        return ROWS * rowStride();
    }

    private int rowStride() {
        return roundUp(Panels.K_BLOCK, COUNT) + 2 * COUNT;
    }

    /**
     * Packs {@code rows} windows from number {@code first} on, of each the {@code length} numbers
     * from {@code from} on, into {@link Panels}.
     *
     * @param from a multiple of {@link Panels#K_BLOCK}; length is at most that
     */
    void pack(
            int group,
            int first,
            int rows,
            int from,
            int length,
            float[] x,
            int xOffset,
            float[] p,
            int pOffset,
            float[] scratch,
            int scratchOffset) {
        int source = xOffset + group * channels;
        if (grid.isPointwise()) {
            Panels.packRows(x, source + first * k + from, k, rows, length, p, pOffset);
            return;
        }
        int paddedLength = roundUp(length, COUNT);
        for (int i = 0; i < rows; i += ROWS) {
            int room = Panels.panelRows(i, rows);
            int height = Math.min(room, rows - i);
            int panel = pOffset + i * paddedLength;
            if (channels % COUNT == 0) {
                for (int r = 0; r < height; r++) {
                    packRow(first + i + r, from, length, x, source, p, panel + r * COUNT, room);
                }
            } else {
                packThroughScratch(
                        first + i,
                        height,
                        from,
                        length,
                        x,
                        source,
                        p,
                        panel,
                        room,
                        scratch,
                        scratchOffset);
            }
            for (int r = height; r < room; r++) {
                Panels.clearRow(length, p, panel + r * COUNT, room * COUNT);
            }
        }
    }

    /**
     * Copies {@code rows} windows from number {@code first} on, of each the {@code length} numbers
     * from {@code from} on, to rows {@code stride} apart.
     *
     * @param stride leaves room for a vector and more behind the length, which is overwritten
     */
    void copy(
            int group,
            int first,
            int rows,
            int from,
            int length,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int stride) {
        int source = xOffset + group * channels;
        if (length == k) {
            copyWhole(first, rows, x, source, y, yOffset, stride);
            return;
        }
        for (int r = 0; r < rows; r++) {
            gather(first + r, from, length, x, source, y, yOffset + r * stride);
        }
    }

    /** Whole windows: so short that finding their pixels by divisions took longer than copying. */
    private void copyWhole(
            int first, int rows, float[] x, int source, float[] y, int yOffset, int stride) {
        int image = first / grid.windows();
        int h = first % grid.windows() / outWidth;
        int w = first % outWidth;
        for (int r = 0; r < rows; r++) {
            int top = h * grid.strideHeight() - grid.top();
            int left = w * grid.strideWidth() - grid.left();
            copyWindow(image, top, left, x, source, y, yOffset + r * stride);
            w++;
            if (w == outWidth) {
                w = 0;
                h++;
            }
            if (h == outHeight) {
                h = 0;
                image++;
            }
        }
    }

    private void copyWindow(
            int image, int top, int left, float[] x, int source, float[] y, int yOffset) {
        boolean wholeRows = hasWholeRows(left);
        int runs = wholeRows ? 1 : grid.kernelWidth();
        int run = wholeRows ? channels * grid.kernelWidth() : channels;
        int at = yOffset;
        for (int t = 0; t < grid.kernelHeight(); t++) {
            int h = top + t * grid.dilationHeight();
            for (int u = 0; u < runs; u++) {
                int w = left + u * grid.dilationWidth();
                if (isInside(h, w)) {
                    copyRun(x, source + pixelOffset(image, h, w), run, y, at);
                } else {
                    Arrays.fill(y, at, at + run, 0);
                }
                at += run;
            }
        }
    }

    /** Whether what a window reads of a row lies side by side in memory. */
    private boolean hasWholeRows(int left) {
        return grid.groups() == 1
                && grid.dilationWidth() == 1
                && left >= 0
                && left + grid.kernelWidth() <= grid.inWidth();
    }

    /** One window whose vectors each lie within one tap. */
    private void packRow(
            int row, int from, int length, float[] x, int source, float[] p, int target, int room) {
        int image = row / (outHeight * outWidth);
        int pixel = row % (outHeight * outWidth);
        int top = pixel / outWidth * grid.strideHeight() - grid.top();
        int left = pixel % outWidth * grid.strideWidth() - grid.left();
        int at = target;
        int i = from;
        while (i < from + length) {
            int tap = i / channels;
            int channel = i % channels;
            int end = Math.min(channels, channel + from + length - i);
            int h = top + tap / grid.kernelWidth() * grid.dilationHeight();
            int w = left + tap % grid.kernelWidth() * grid.dilationWidth();
            i += end - channel;
            if (isInside(h, w)) {
                int s = source + pixelOffset(image, h, w);
                for (; channel < end; channel += COUNT) {
                    FloatVector.fromArray(FLOATS, x, s + channel).intoArray(p, at);
                    at += room * COUNT;
                }
            } else {
                for (; channel < end; channel += COUNT) {
                    FloatVector.zero(FLOATS).intoArray(p, at);
                    at += room * COUNT;
                }
            }
        }
    }

    private boolean isInside(int h, int w) {
        return h >= 0 && w >= 0 && h < grid.inHeight() && w < grid.inWidth();
    }

    private int pixelOffset(int image, int h, int w) {
        return ((image * grid.inHeight() + h) * grid.inWidth() + w) * grid.inChannels();
    }

    /**
     * Windows whose vectors cross taps are put together in scratch first, all of a panel before any
     * is read: a load that spans several stores just made has to wait for them.
     */
    private void packThroughScratch(
            int row,
            int height,
            int from,
            int length,
            float[] x,
            int source,
            float[] p,
            int panel,
            int room,
            float[] scratch,
            int scratchOffset) {
        for (int r = 0; r < height; r++) {
            gather(row + r, from, length, x, source, scratch, scratchOffset + r * rowStride());
        }
        for (int r = 0; r < height; r++) {
            Panels.packRow(
                    scratch,
                    scratchOffset + r * rowStride(),
                    length,
                    p,
                    panel + r * COUNT,
                    room * COUNT);
        }
    }

    /** Taps that lie side by side in memory are copied as one run. */
    private void gather(
            int row, int from, int length, float[] x, int source, float[] line, int target) {
        int image = row / (outHeight * outWidth);
        int pixel = row % (outHeight * outWidth);
        int top = pixel / outWidth * grid.strideHeight() - grid.top();
        int left = pixel % outWidth * grid.strideWidth() - grid.left();
        int kernelWidth = grid.kernelWidth();
        boolean wholeRows = hasWholeRows(left);
        int run = wholeRows ? channels * kernelWidth : channels;
        int i = from;
        while (i < from + length) {
            int within = i % run;
            int end = Math.min(run, within + from + length - i);
            int tap = i / run * (wholeRows ? kernelWidth : 1);
            int h = top + tap / kernelWidth * grid.dilationHeight();
            int w = left + tap % kernelWidth * grid.dilationWidth();
            int at = target + i - from;
            if (isInside(h, w)) {
                copyRun(x, source + pixelOffset(image, h, w) + within, end - within, line, at);
            } else {
                Arrays.fill(line, at, at + end - within, 0);
            }
            i += end - within;
        }
    }

    /** Copies whole vectors: what is written beyond the run, the next run overwrites. */
    private static void copyRun(float[] x, int from, int length, float[] y, int to) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, from + i).intoArray(y, to + i);
        }
    }
}
