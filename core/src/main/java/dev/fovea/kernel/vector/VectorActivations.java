package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.fovea.kernel.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Activations over runs of floats, on the calling thread: one loop for each function that is made
 * of comparisons and products; {@link ExponentialActivations} has the others.
 */
final class VectorActivations {
    private VectorActivations() {}

    /** {@code y = f(x)} over {@code length} floats; x and y may be the same. */
    static void apply(
            Activation activation, float[] x, int xOffset, float[] y, int yOffset, int length) {
        float alpha = activation.alpha();
        switch (activation.kind()) {
            case NONE -> copy(x, xOffset, y, yOffset, length);
            case RELU -> relu(x, xOffset, y, yOffset, length);
            case LEAKY_RELU -> leakyRelu(x, xOffset, y, yOffset, length, alpha);
            case RELU6 -> relu6(x, xOffset, y, yOffset, length);
            case HARD_SIGMOID ->
                    hardSigmoid(x, xOffset, y, yOffset, length, alpha, activation.beta());
            case HARD_SWISH -> hardSwish(x, xOffset, y, yOffset, length);
            case ELU, SIGMOID, TANH, SILU, GELU, GELU_TANH ->
                    ExponentialActivations.apply(activation, x, xOffset, y, yOffset, length);
        }
    }

    /** Copies unless source and target are the same place. */
    @SuppressWarnings("ReferenceEquality") // the place matters, not the contents
    static void copy(float[] x, int xOffset, float[] y, int yOffset, int length) {
        if (x != y || xOffset != yOffset) {
            System.arraycopy(x, xOffset, y, yOffset, length);
        }
    }

    private static void relu(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector f = v.blend(0f, v.lt(0f));
            f.intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i, last);
            FloatVector f = v.blend(0f, v.lt(0f));
            f.intoArray(y, yOffset + i, last);
        }
    }

    private static void leakyRelu(
            float[] x, int xOffset, float[] y, int yOffset, int length, float alpha) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector f = v.mul(alpha).blend(v, v.compare(GT, 0f));
            f.intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i, last);
            FloatVector f = v.mul(alpha).blend(v, v.compare(GT, 0f));
            f.intoArray(y, yOffset + i, last);
        }
    }

    private static void relu6(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector f = v.blend(0f, v.lt(0f));
            f = f.blend(6f, f.compare(GT, 6f));
            f.intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i, last);
            FloatVector f = v.blend(0f, v.lt(0f));
            f = f.blend(6f, f.compare(GT, 6f));
            f.intoArray(y, yOffset + i, last);
        }
    }

    private static void hardSigmoid(
            float[] x, int xOffset, float[] y, int yOffset, int length, float alpha, float beta) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector f = v.mul(alpha).add(beta);
            f = f.blend(0f, f.lt(0f));
            f = f.blend(1f, f.compare(GT, 1f));
            f.intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i, last);
            FloatVector f = v.mul(alpha).add(beta);
            f = f.blend(0f, f.lt(0f));
            f = f.blend(1f, f.compare(GT, 1f));
            f.intoArray(y, yOffset + i, last);
        }
    }

    private static void hardSwish(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector f = v.add(3f);
            f = f.blend(0f, f.lt(0f));
            f = v.mul(f.blend(6f, f.compare(GT, 6f)).mul(1 / 6f));
            f.intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i, last);
            FloatVector f = v.add(3f);
            f = f.blend(0f, f.lt(0f));
            f = v.mul(f.blend(6f, f.compare(GT, 6f)).mul(1 / 6f));
            f.intoArray(y, yOffset + i, last);
        }
    }
}
