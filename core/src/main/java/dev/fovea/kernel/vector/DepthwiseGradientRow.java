package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;

import jdk.incubator.vector.FloatVector;

/**
 * The gradients by the input of a depthwise convolution for the pixels of one row and one {@link
 * StridePhase}: windows over dy with stride 1, vectors along the channels.
 */
final class DepthwiseGradientRow {
    /** Neighbouring pixels computed together. */
    private static final int PIXELS = 4;

    private final WindowGrid grid;
    private final int channels;

    /** From one pixel of the phase to the next in dx. */
    private final int pixelStep;

    /** First and last pixel (exclusive) whose windows lie inside the row. */
    private final int firstWhole;

    private final int lastWhole;

    DepthwiseGradientRow(WindowGrid grid, int stride) {
        this.grid = grid;
        channels = grid.inChannels();
        pixelStep = stride * channels;
        int reach = grid.dilationWidth() * (grid.kernelWidth() - 1);
        int last = grid.inWidth() - reach + grid.left();
        firstWhole = Math.clamp(grid.left(), 0, grid.outWidth());
        lastWhole = Math.clamp(last, firstWhole, grid.outWidth());
    }

    /**
     * @param h the row among those of the phase
     * @param image where the image begins in dy
     * @param w the weights of the phase, {@code [taps, C]}, from {@code wAt} on
     * @param target where the first pixel lies in dx
     */
    void run(int h, float[] dy, int image, float[] w, int wAt, float[] dx, int target) {
        int top = h - grid.top();
        int firstTap = Math.clamp(ceilDiv(-top, grid.dilationHeight()), 0, grid.kernelHeight());
        int room = ceilDiv(grid.inHeight() - top, grid.dilationHeight());
        int lastTap = Math.clamp(room, firstTap, grid.kernelHeight());
        for (int block = 0; block < channels; block += COUNT) {
            // The last vector ends with the last channel: some are computed twice.
            int c = Math.min(block, channels - COUNT);
            int i = 0;
            while (i < grid.outWidth()) {
                int to = target + i * pixelStep + c;
                if (i >= firstWhole && i + PIXELS <= lastWhole) {
                    int from = image + (top * grid.inWidth() + i - grid.left()) * channels + c;
                    pixels(firstTap, lastTap, dy, from, w, wAt + c, dx, to);
                    i += PIXELS;
                } else {
                    pixel(i, top, firstTap, lastTap, dy, image + c, w, wAt + c, dx, to);
                    i++;
                }
            }
        }
    }

    private void pixels(
            int firstTap,
            int lastTap,
            float[] dy,
            int from,
            float[] w,
            int wAt,
            float[] dx,
            int to) {
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int kernelWidth = grid.kernelWidth();
        int lineStep = grid.dilationHeight() * grid.inWidth() * channels;
        int tapStep = grid.dilationWidth() * channels;
        for (int t = firstTap; t < lastTap; t++) {
            int p = from + t * lineStep;
            int q = wAt + t * kernelWidth * channels;
            for (int u = 0; u < kernelWidth; u++) {
                FloatVector v = FloatVector.fromArray(FLOATS, w, q);
                sum0 = v.fma(FloatVector.fromArray(FLOATS, dy, p), sum0);
                sum1 = v.fma(FloatVector.fromArray(FLOATS, dy, p + channels), sum1);
                sum2 = v.fma(FloatVector.fromArray(FLOATS, dy, p + 2 * channels), sum2);
                sum3 = v.fma(FloatVector.fromArray(FLOATS, dy, p + 3 * channels), sum3);
                p += tapStep;
                q += channels;
            }
        }
        sum0.intoArray(dx, to);
        sum1.intoArray(dx, to + pixelStep);
        sum2.intoArray(dx, to + 2 * pixelStep);
        sum3.intoArray(dx, to + 3 * pixelStep);
    }

    /** A pixel whose window may hang over the left or right edge. */
    private void pixel(
            int i,
            int top,
            int firstTap,
            int lastTap,
            float[] dy,
            int image,
            float[] w,
            int wAt,
            float[] dx,
            int to) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int left = i - grid.left();
        for (int t = firstTap; t < lastTap; t++) {
            int line = image + (top + t * grid.dilationHeight()) * grid.inWidth() * channels;
            int q = wAt + t * grid.kernelWidth() * channels;
            for (int u = 0; u < grid.kernelWidth(); u++) {
                int column = left + u * grid.dilationWidth();
                if (column >= 0 && column < grid.inWidth()) {
                    FloatVector v = FloatVector.fromArray(FLOATS, w, q + u * channels);
                    sum = v.fma(FloatVector.fromArray(FLOATS, dy, line + column * channels), sum);
                }
            }
        }
        sum.intoArray(dx, to);
    }
}
