package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;

import dev.fovea.kernel.ConvGeometry;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What one row of dy adds to the gradients of a depthwise convolution by its weights and bias: for
 * each tap the products with what the tap reads, for each channel by itself.
 */
final class DepthwiseWeightSums {
    private final ConvGeometry g;
    private final int channels;
    private final int stride;

    /** First and last pixel (exclusive) for which the taps of a column lie inside the row. */
    private final int[] first;

    private final int[] last;

    /** The same for all taps. */
    private final int firstOfAll;

    private final int lastOfAll;

    /**
     * @param stride from the sums of one tap to those of the next, whole vectors
     */
    DepthwiseWeightSums(ConvGeometry geometry, int stride) {
        g = geometry;
        this.stride = stride;
        channels = geometry.inChannels();
        first = new int[geometry.kernelWidth()];
        last = new int[geometry.kernelWidth()];
        for (int u = 0; u < first.length; u++) {
            int left = u * geometry.dilationWidth() - geometry.padLeft();
            int outWidth = geometry.outWidth();
            first[u] = Math.clamp(ceilDiv(-left, geometry.strideWidth()), 0, outWidth);
            int end = ceilDiv(geometry.inWidth() - left, geometry.strideWidth());
            last[u] = Math.clamp(end, first[u], outWidth);
        }
        firstOfAll = Arrays.stream(first).max().orElseThrow();
        lastOfAll = Arrays.stream(last).min().orElseThrow();
    }

    /**
     * @param h the row
     * @param image where the image begins in x
     * @param row where the row begins in dy
     * @param sums added to
     */
    void addRow(int h, float[] x, int image, float[] dy, int row, float[] sums, int sumsAt) {
        int top = h * g.strideHeight() - g.padTop();
        for (int block = 0; block < channels; block += COUNT) {
            int c = Math.min(block, channels - COUNT);
            int to = sumsAt + block;
            for (int t = 0; t < g.kernelHeight(); t++) {
                int line = top + t * g.dilationHeight();
                if (line >= 0 && line < g.inHeight()) {
                    int from = image + line * g.inWidth() * channels + c;
                    int sum = to + t * g.kernelWidth() * stride;
                    addLine(x, from, dy, row + c, sums, sum);
                }
            }
            addBias(dy, row + c, sums, to + g.kernelHeight() * g.kernelWidth() * stride);
        }
    }

    /** The taps of one row of the kernel. */
    private void addLine(float[] x, int line, float[] dy, int row, float[] sums, int sumsAt) {
        // Three taps read most of a row together: each dy is then loaded once.
        boolean together = g.kernelWidth() == 3 && firstOfAll < lastOfAll;
        if (together) {
            int p = line + (firstOfAll * g.strideWidth() - g.padLeft()) * channels;
            int q = row + firstOfAll * channels;
            addThree(lastOfAll - firstOfAll, x, p, dy, q, sums, sumsAt);
        }
        for (int u = 0; u < g.kernelWidth(); u++) {
            int sum = sumsAt + u * stride;
            if (together) {
                addTap(u, first[u], firstOfAll, x, line, dy, row, sums, sum);
                addTap(u, lastOfAll, last[u], x, line, dy, row, sums, sum);
            } else {
                addTap(u, first[u], last[u], x, line, dy, row, sums, sum);
            }
        }
    }

    private void addThree(
            int pixels, float[] x, int xAt, float[] dy, int dyAt, float[] sums, int sumsAt) {
        int step = g.strideWidth() * channels;
        int tap1 = g.dilationWidth() * channels;
        int tap2 = 2 * tap1;
        FloatVector even0 = FloatVector.fromArray(FLOATS, sums, sumsAt);
        FloatVector even1 = FloatVector.fromArray(FLOATS, sums, sumsAt + stride);
        FloatVector even2 = FloatVector.fromArray(FLOATS, sums, sumsAt + 2 * stride);
        FloatVector odd0 = FloatVector.zero(FLOATS);
        FloatVector odd1 = odd0;
        FloatVector odd2 = odd0;
        int p = xAt;
        int q = dyAt;
        for (int i = 1; i < pixels; i += 2) {
            FloatVector d = FloatVector.fromArray(FLOATS, dy, q);
            even0 = d.fma(FloatVector.fromArray(FLOATS, x, p), even0);
            even1 = d.fma(FloatVector.fromArray(FLOATS, x, p + tap1), even1);
            even2 = d.fma(FloatVector.fromArray(FLOATS, x, p + tap2), even2);
            FloatVector e = FloatVector.fromArray(FLOATS, dy, q + channels);
            odd0 = e.fma(FloatVector.fromArray(FLOATS, x, p + step), odd0);
            odd1 = e.fma(FloatVector.fromArray(FLOATS, x, p + step + tap1), odd1);
            odd2 = e.fma(FloatVector.fromArray(FLOATS, x, p + step + tap2), odd2);
            p += 2 * step;
            q += 2 * channels;
        }
        if (pixels % 2 == 1) {
            FloatVector d = FloatVector.fromArray(FLOATS, dy, q);
            even0 = d.fma(FloatVector.fromArray(FLOATS, x, p), even0);
            even1 = d.fma(FloatVector.fromArray(FLOATS, x, p + tap1), even1);
            even2 = d.fma(FloatVector.fromArray(FLOATS, x, p + tap2), even2);
        }
        even0.add(odd0).intoArray(sums, sumsAt);
        even1.add(odd1).intoArray(sums, sumsAt + stride);
        even2.add(odd2).intoArray(sums, sumsAt + 2 * stride);
    }

    /** Tap u of a row of the kernel over the pixels {@code from} to {@code end}. */
    private void addTap(
            int u,
            int from,
            int end,
            float[] x,
            int line,
            float[] dy,
            int row,
            float[] sums,
            int sumsAt) {
        int step = g.strideWidth() * channels;
        int left = u * g.dilationWidth() - g.padLeft();
        int p = line + (from * g.strideWidth() + left) * channels;
        int q = row + from * channels;
        FloatVector even = FloatVector.fromArray(FLOATS, sums, sumsAt);
        FloatVector odd = FloatVector.zero(FLOATS);
        int i = from;
        for (; i + 1 < end; i += 2) {
            FloatVector d = FloatVector.fromArray(FLOATS, dy, q);
            even = d.fma(FloatVector.fromArray(FLOATS, x, p), even);
            FloatVector e = FloatVector.fromArray(FLOATS, dy, q + channels);
            odd = e.fma(FloatVector.fromArray(FLOATS, x, p + step), odd);
            p += 2 * step;
            q += 2 * channels;
        }
        if (i < end) {
            FloatVector d = FloatVector.fromArray(FLOATS, dy, q);
            even = d.fma(FloatVector.fromArray(FLOATS, x, p), even);
        }
        even.add(odd).intoArray(sums, sumsAt);
    }

    private void addBias(float[] dy, int row, float[] sums, int sumsAt) {
        FloatVector even = FloatVector.fromArray(FLOATS, sums, sumsAt);
        FloatVector odd = FloatVector.zero(FLOATS);
        int width = g.outWidth();
        int q = row;
        for (int i = 1; i < width; i += 2) {
            even = even.add(FloatVector.fromArray(FLOATS, dy, q));
            odd = odd.add(FloatVector.fromArray(FLOATS, dy, q + channels));
            q += 2 * channels;
        }
        if (width % 2 == 1) {
            even = even.add(FloatVector.fromArray(FLOATS, dy, q));
        }
        even.add(odd).intoArray(sums, sumsAt);
    }
}
