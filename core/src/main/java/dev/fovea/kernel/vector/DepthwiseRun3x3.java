package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * A run of pixels of a 3x3 depthwise convolution whose windows lie inside the map: the nine weights
 * stay in registers, and the processor works on several pixels at a time by itself.
 */
final class DepthwiseRun3x3 {
    private DepthwiseRun3x3() {}

    /**
     * One vector of channels of {@code pixels} neighbouring outputs, summed tap by tap from the
     * bias on, as {@link DepthwiseRow} sums the others.
     *
     * @param from the first window's first input
     * @param line floats between two input rows
     * @param step floats between the windows of two pixels
     * @param w packed weights {@code [3, 3, C]}, those of these channels from {@code wOffset} on
     */
    static void run(
            int pixels,
            int channels,
            float[] x,
            int from,
            int line,
            int step,
            float[] w,
            int wOffset,
            float[] bias,
            int biasOffset,
            float floor,
            float ceiling,
            float[] y,
            int target) {
        FloatVector w00 = FloatVector.fromArray(FLOATS, w, wOffset);
        FloatVector w01 = FloatVector.fromArray(FLOATS, w, wOffset + channels);
        FloatVector w02 = FloatVector.fromArray(FLOATS, w, wOffset + 2 * channels);
        FloatVector w10 = FloatVector.fromArray(FLOATS, w, wOffset + 3 * channels);
        FloatVector w11 = FloatVector.fromArray(FLOATS, w, wOffset + 4 * channels);
        FloatVector w12 = FloatVector.fromArray(FLOATS, w, wOffset + 5 * channels);
        FloatVector w20 = FloatVector.fromArray(FLOATS, w, wOffset + 6 * channels);
        FloatVector w21 = FloatVector.fromArray(FLOATS, w, wOffset + 7 * channels);
        FloatVector w22 = FloatVector.fromArray(FLOATS, w, wOffset + 8 * channels);
        FloatVector start = FloatVector.fromArray(FLOATS, bias, biasOffset);
        FloatVector low = FloatVector.broadcast(FLOATS, floor);
        FloatVector high = FloatVector.broadcast(FLOATS, ceiling);
        int right = 2 * channels;
        for (int i = 0; i < pixels; i++) {
            int p = from + i * step;
            FloatVector sum = w00.fma(FloatVector.fromArray(FLOATS, x, p), start);
            sum = w01.fma(FloatVector.fromArray(FLOATS, x, p + channels), sum);
            sum = w02.fma(FloatVector.fromArray(FLOATS, x, p + right), sum);
            p += line;
            sum = w10.fma(FloatVector.fromArray(FLOATS, x, p), sum);
            sum = w11.fma(FloatVector.fromArray(FLOATS, x, p + channels), sum);
            sum = w12.fma(FloatVector.fromArray(FLOATS, x, p + right), sum);
            p += line;
            sum = w20.fma(FloatVector.fromArray(FLOATS, x, p), sum);
            sum = w21.fma(FloatVector.fromArray(FLOATS, x, p + channels), sum);
            sum = w22.fma(FloatVector.fromArray(FLOATS, x, p + right), sum);
            sum = sum.blend(low, sum.lt(low));
            sum.blend(high, high.lt(sum)).intoArray(y, target + i * channels);
        }
    }
}
