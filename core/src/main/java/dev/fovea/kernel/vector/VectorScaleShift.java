package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@code y = activation(x scale[c] + shift[c])}: batch norm with known statistics. */
final class VectorScaleShift {
    /** Floats that an activation other than ReLU finds in the cache. */
    private static final int IN_CACHE = 2048;

    private VectorScaleShift() {}

    static void run(
            Workers workers,
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            float[] shift,
            Activation activation,
            float[] y,
            int yOffset) {
        int block = Math.max(1, IN_CACHE / channels);
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to) -> {
                    for (int start = from; start < to; start += block) {
                        int count = Math.min(block, to - start);
                        int at = start * channels;
                        if (activation.kind() == Activation.Kind.RELU) {
                            relu(count, channels, x, xOffset + at, scale, shift, y, yOffset + at);
                        } else {
                            linear(count, channels, x, xOffset + at, scale, shift, y, yOffset + at);
                            VectorActivations.apply(
                                    activation, y, yOffset + at, y, yOffset + at, count * channels);
                        }
                    }
                });
    }

    private static void linear(
            int rows,
            int channels,
            float[] x,
            int xAt,
            float[] scale,
            float[] shift,
            float[] y,
            int yAt) {
        for (int row = 0; row < rows; row++) {
            int at = row * channels;
            int c = 0;
            for (; c < FLOATS.loopBound(channels); c += COUNT) {
                FloatVector.fromArray(FLOATS, x, xAt + at + c)
                        .fma(
                                FloatVector.fromArray(FLOATS, scale, c),
                                FloatVector.fromArray(FLOATS, shift, c))
                        .intoArray(y, yAt + at + c);
            }
            if (c < channels) {
                VectorMask<Float> last = FLOATS.indexInRange(c, channels);
                FloatVector.fromArray(FLOATS, x, xAt + at + c, last)
                        .fma(
                                FloatVector.fromArray(FLOATS, scale, c, last),
                                FloatVector.fromArray(FLOATS, shift, c, last))
                        .intoArray(y, yAt + at + c, last);
            }
        }
    }

    private static void relu(
            int rows,
            int channels,
            float[] x,
            int xAt,
            float[] scale,
            float[] shift,
            float[] y,
            int yAt) {
        for (int row = 0; row < rows; row++) {
            int at = row * channels;
            int c = 0;
            for (; c < FLOATS.loopBound(channels); c += COUNT) {
                FloatVector v =
                        FloatVector.fromArray(FLOATS, x, xAt + at + c)
                                .fma(
                                        FloatVector.fromArray(FLOATS, scale, c),
                                        FloatVector.fromArray(FLOATS, shift, c));
                v.blend(0f, v.lt(0f)).intoArray(y, yAt + at + c);
            }
            if (c < channels) {
                VectorMask<Float> last = FLOATS.indexInRange(c, channels);
                FloatVector v =
                        FloatVector.fromArray(FLOATS, x, xAt + at + c, last)
                                .fma(
                                        FloatVector.fromArray(FLOATS, scale, c, last),
                                        FloatVector.fromArray(FLOATS, shift, c, last));
                v.blend(0f, v.lt(0f)).intoArray(y, yAt + at + c, last);
            }
        }
    }
}
