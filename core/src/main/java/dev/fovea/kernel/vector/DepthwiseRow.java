package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Memory;
import jdk.incubator.vector.FloatVector;

/** One output row of a depthwise convolution. */
final class DepthwiseRow {
    /** Neighbouring pixels computed together. */
    private static final int PIXELS = 4;

    private final ConvGeometry g;
    private final int channels;
    private final int outWidth;

    /** First and last output column (exclusive) whose windows lie inside the row. */
    private final int firstWhole;

    private final int lastWhole;

    /** 3x3 without dilation: runs of whole windows have a loop of their own. */
    private final boolean plain3x3;

    DepthwiseRow(ConvGeometry geometry) {
        g = geometry;
        channels = geometry.inChannels();
        outWidth = geometry.outWidth();
        int reach = geometry.dilationWidth() * (geometry.kernelWidth() - 1);
        int first = Panels.ceilDiv(geometry.padLeft(), geometry.strideWidth());
        int room = geometry.inWidth() - 1 - reach + geometry.padLeft();
        firstWhole = Math.min(first, outWidth);
        int last = room < 0 ? 0 : room / geometry.strideWidth() + 1;
        lastWhole = Math.max(firstWhole, Math.min(last, outWidth));
        plain3x3 =
                geometry.kernelHeight() == 3
                        && geometry.kernelWidth() == 3
                        && geometry.dilationHeight() == 1
                        && geometry.dilationWidth() == 1;
    }

    /**
     * @param h the output row
     * @param image where the image begins in x
     * @param w packed weights, {@code [H, W, C]}
     * @param target where the row begins in y
     */
    void run(
            int h,
            float[] x,
            int image,
            float[] w,
            float[] bias,
            Activation activation,
            float[] y,
            int target) {
        int top = h * g.strideHeight() - g.padTop();
        int firstTap =
                Math.min(g.kernelHeight(), Math.max(0, Panels.ceilDiv(-top, g.dilationHeight())));
        int lastTap =
                Math.clamp(
                        Panels.ceilDiv(g.inHeight() - top, g.dilationHeight()),
                        firstTap,
                        g.kernelHeight());
        float floor = hasFloor(activation) ? 0 : Float.NEGATIVE_INFINITY;
        float ceiling = activation.kind() == Activation.Kind.RELU6 ? 6 : Float.POSITIVE_INFINITY;
        boolean wholeWindows = plain3x3 && lastTap - firstTap == 3;
        for (int block = 0; block < channels; block += COUNT) {
            int c = Math.min(block, channels - COUNT);
            int i = 0;
            while (i < outWidth) {
                int pixel = target + i * channels + c;
                if (wholeWindows && i == firstWhole && i < lastWhole) {
                    int left = i * g.strideWidth() - g.padLeft();
                    DepthwiseRun3x3.run(
                            lastWhole - i,
                            channels,
                            x,
                            image + (top * g.inWidth() + left) * channels + c,
                            g.inWidth() * channels,
                            g.strideWidth() * channels,
                            w,
                            Memory.OFFSET + c,
                            bias,
                            c,
                            floor,
                            ceiling,
                            y,
                            pixel);
                    i = lastWhole;
                } else if (i >= firstWhole && i + PIXELS <= lastWhole) {
                    int left = i * g.strideWidth() - g.padLeft();
                    int from = image + (top * g.inWidth() + left) * channels + c;
                    pixels(x, from, firstTap, lastTap, w, c, bias, floor, ceiling, y, pixel);
                    i += PIXELS;
                } else {
                    pixel(
                            i, top, x, image + c, firstTap, lastTap, w, c, bias, floor, ceiling, y,
                            pixel);
                    i++;
                }
            }
        }
        if (activation.kind() != Activation.Kind.RELU6 && floor != 0) {
            VectorActivations.apply(activation, y, target, y, target, outWidth * channels);
        }
    }

    private static boolean hasFloor(Activation activation) {
        return activation.kind() == Activation.Kind.RELU
                || activation.kind() == Activation.Kind.RELU6;
    }

    private void pixels(
            float[] x,
            int from,
            int firstTap,
            int lastTap,
            float[] w,
            int c,
            float[] bias,
            float floor,
            float ceiling,
            float[] y,
            int target) {
        FloatVector sum0 = FloatVector.fromArray(FLOATS, bias, c);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int step = g.strideWidth() * channels;
        int kernelWidth = g.kernelWidth();
        int tapStep = g.dilationWidth() * channels;
        for (int t = firstTap; t < lastTap; t++) {
            int p = from + t * g.dilationHeight() * g.inWidth() * channels;
            int q = Memory.OFFSET + t * kernelWidth * channels + c;
            for (int u = 0; u < kernelWidth; u++) {
                FloatVector v = FloatVector.fromArray(FLOATS, w, q);
                sum0 = v.fma(FloatVector.fromArray(FLOATS, x, p), sum0);
                sum1 = v.fma(FloatVector.fromArray(FLOATS, x, p + step), sum1);
                sum2 = v.fma(FloatVector.fromArray(FLOATS, x, p + 2 * step), sum2);
                sum3 = v.fma(FloatVector.fromArray(FLOATS, x, p + 3 * step), sum3);
                p += tapStep;
                q += channels;
            }
        }
        FloatVector low = FloatVector.broadcast(FLOATS, floor);
        FloatVector high = FloatVector.broadcast(FLOATS, ceiling);
        sum0 = sum0.blend(low, sum0.lt(low));
        sum0.blend(high, high.lt(sum0)).intoArray(y, target);
        sum1 = sum1.blend(low, sum1.lt(low));
        sum1.blend(high, high.lt(sum1)).intoArray(y, target + channels);
        sum2 = sum2.blend(low, sum2.lt(low));
        sum2.blend(high, high.lt(sum2)).intoArray(y, target + 2 * channels);
        sum3 = sum3.blend(low, sum3.lt(low));
        sum3.blend(high, high.lt(sum3)).intoArray(y, target + 3 * channels);
    }

    /** A pixel whose window may hang over the left or right edge. */
    private void pixel(
            int i,
            int top,
            float[] x,
            int image,
            int firstTap,
            int lastTap,
            float[] w,
            int c,
            float[] bias,
            float floor,
            float ceiling,
            float[] y,
            int target) {
        FloatVector sum = FloatVector.fromArray(FLOATS, bias, c);
        int left = i * g.strideWidth() - g.padLeft();
        for (int t = firstTap; t < lastTap; t++) {
            int line = image + (top + t * g.dilationHeight()) * g.inWidth() * channels;
            int q = Memory.OFFSET + t * g.kernelWidth() * channels + c;
            for (int u = 0; u < g.kernelWidth(); u++) {
                int column = left + u * g.dilationWidth();
                if (column >= 0 && column < g.inWidth()) {
                    FloatVector v = FloatVector.fromArray(FLOATS, w, q + u * channels);
                    sum = v.fma(FloatVector.fromArray(FLOATS, x, line + column * channels), sum);
                }
            }
        }
        FloatVector low = FloatVector.broadcast(FLOATS, floor);
        FloatVector high = FloatVector.broadcast(FLOATS, ceiling);
        sum = sum.blend(low, sum.lt(low));
        sum.blend(high, high.lt(sum)).intoArray(y, target);
    }
}
