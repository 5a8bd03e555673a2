package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Sums and products of tensors, bound by memory. */
final class VectorElements {
    /** What is added before an activation other than ReLU reads it again from the cache. */
    private static final int IN_CACHE = 2048;

    /** Parts of one image, at most: bounds the memory for partial sums. */
    private static final int IMAGE_PARTS = 4;

    private VectorElements() {}

    static void activation(
            Workers workers,
            Activation activation,
            int length,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        Pieces.overElements(
                workers,
                length,
                (from, to) ->
                        VectorActivations.apply(
                                activation, x, xOffset + from, y, yOffset + from, to - from));
    }

    static void activationBackward(
            Workers workers,
            Activation activation,
            int length,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        boolean ofInput = activation.kind().needs() == Activation.Needs.INPUT;
        float[] s = ofInput ? x : y;
        int sOffset = ofInput ? xOffset : yOffset;
        Pieces.overElements(
                workers,
                length,
                (from, to) ->
                        VectorActivationGradients.apply(
                                activation,
                                s,
                                sOffset + from,
                                dy,
                                dyOffset + from,
                                dx,
                                dxOffset + from,
                                to - from));
    }

    static void add(
            Workers workers,
            Activation activation,
            int length,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset) {
        Pieces.overElements(
                workers,
                length,
                (from, to) -> {
                    if (activation.kind() == Activation.Kind.RELU) {
                        addRelu(to - from, a, aOffset + from, b, bOffset + from, y, yOffset + from);
                        return;
                    }
                    for (int i = from; i < to; i += IN_CACHE) {
                        int count = Math.min(IN_CACHE, to - i);
                        add(count, a, aOffset + i, b, bOffset + i, y, yOffset + i);
                        VectorActivations.apply(activation, y, yOffset + i, y, yOffset + i, count);
                    }
                });
    }

    private static void add(
            int length, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector.fromArray(FLOATS, a, aAt + i)
                    .add(FloatVector.fromArray(FLOATS, b, bAt + i))
                    .intoArray(y, yAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector.fromArray(FLOATS, a, aAt + i, last)
                    .add(FloatVector.fromArray(FLOATS, b, bAt + i, last))
                    .intoArray(y, yAt + i, last);
        }
    }

    private static void addRelu(
            int length, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector sum =
                    FloatVector.fromArray(FLOATS, a, aAt + i)
                            .add(FloatVector.fromArray(FLOATS, b, bAt + i));
            sum.blend(0f, sum.lt(0f)).intoArray(y, yAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector sum =
                    FloatVector.fromArray(FLOATS, a, aAt + i, last)
                            .add(FloatVector.fromArray(FLOATS, b, bAt + i, last));
            sum.blend(0f, sum.lt(0f)).intoArray(y, yAt + i, last);
        }
    }

    static void multiply(
            Workers workers,
            int length,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset) {
        Pieces.overElements(
                workers,
                length,
                (from, to) ->
                        multiply(
                                to - from,
                                a,
                                aOffset + from,
                                b,
                                bOffset + from,
                                y,
                                yOffset + from));
    }

    private static void multiply(
            int length, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector.fromArray(FLOATS, a, aAt + i)
                    .mul(FloatVector.fromArray(FLOATS, b, bAt + i))
                    .intoArray(y, yAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector.fromArray(FLOATS, a, aAt + i, last)
                    .mul(FloatVector.fromArray(FLOATS, b, bAt + i, last))
                    .intoArray(y, yAt + i, last);
        }
    }

    static void multiplyChannels(
            Workers workers,
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            int scaleOffset,
            float[] y,
            int yOffset) {
        Pieces.overRows(
                workers,
                n * pixels,
                channels,
                (from, to) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        int scaleAt = scaleOffset + row / pixels * channels;
                        multiply(channels, x, xOffset + at, scale, scaleAt, y, yOffset + at);
                    }
                });
    }

    /** One piece is one image, or a part of its pixels where images are large. */
    static void multiplyChannelsBackward(
            Workers workers,
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dScale,
            int dScaleOffset) {
        int parts = Math.min(IMAGE_PARTS, Pieces.parts(pixels, channels));
        var partial = new float[n * parts * channels];
        workers.run(
                n * parts,
                (piece, worker) -> {
                    int part = piece % parts;
                    int from = Pieces.start(part, parts, pixels);
                    int to = Pieces.start(part + 1, parts, pixels);
                    int at = (piece / parts * pixels + from) * channels;
                    ColumnSums.sumProducts(
                            to - from,
                            channels,
                            x,
                            xOffset + at,
                            dy,
                            dyOffset + at,
                            new float[channels],
                            partial,
                            piece * channels);
                });
        for (int image = 0; image < n; image++) {
            ColumnSums.reduce(
                    parts,
                    channels,
                    partial,
                    image * parts * channels,
                    channels,
                    1,
                    dScale,
                    dScaleOffset + image * channels);
        }
    }
}
