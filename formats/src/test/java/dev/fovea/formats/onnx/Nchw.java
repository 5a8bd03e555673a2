package dev.fovea.formats.onnx;

import dev.fovea.plan.Buffer;
import dev.fovea.tensor.Shape;

/** Between ONNX's [N, C, H, W] and a plan's [N, H, W, C]. */
final class Nchw {
    private Nchw() {}

    static void put(float[] nchw, int n, Buffer to) {
        int size = to.shape().size();
        for (int i = 0; i < n * size; i++) {
            to.data()[to.offset() + index(i, to.shape())] = nchw[i];
        }
    }

    static float[] get(int n, Buffer from) {
        float[] nchw = new float[n * from.shape().size()];
        for (int i = 0; i < nchw.length; i++) {
            nchw[i] = from.data()[from.offset() + index(i, from.shape())];
        }
        return nchw;
    }

    private static int index(int nchw, Shape shape) {
        int size = shape.size();
        if (!shape.isMap()) {
            return nchw;
        }
        int pixels = shape.height() * shape.width();
        int within = nchw % size;
        return nchw - within + within % pixels * shape.channels() + within / pixels;
    }

    static double relativeError(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 1e-30;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - (double) expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return actual.length == expected.length ? Math.sqrt(difference / norm) : Double.NaN;
    }
}
