package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import dev.fovea.kernel.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Derivatives of activations times dy over runs of floats, on the calling thread: one loop for each
 * that needs no exponential; {@link ExponentialActivationGradients} has the others.
 */
final class VectorActivationGradients {
    private VectorActivationGradients() {}

    /**
     * {@code dx = f'(x) dy} over {@code length} floats; dx may be dy.
     *
     * @param s the input or the output of the activation, whichever {@link Activation.Kind#needs()}
     *     names
     */
    static void apply(
            Activation activation,
            float[] s,
            int sOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        float alpha = activation.alpha();
        switch (activation.kind()) {
            case NONE -> VectorActivations.copy(dy, dyOffset, dx, dxOffset, length);
            case RELU -> relu(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case LEAKY_RELU -> leakyRelu(s, sOffset, dy, dyOffset, dx, dxOffset, length, alpha);
            case RELU6 -> relu6(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case SIGMOID -> sigmoid(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case TANH -> tanh(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case HARD_SIGMOID -> hardSigmoid(s, sOffset, dy, dyOffset, dx, dxOffset, length, alpha);
            case HARD_SWISH -> hardSwish(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case ELU, SILU, GELU, GELU_TANH ->
                    ExponentialActivationGradients.apply(
                            activation, s, sOffset, dy, dyOffset, dx, dxOffset, length);
        }
    }

    private static void relu(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i);
            FloatVector.zero(FLOATS).blend(g, v.compare(GT, 0f)).intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i, last);
            FloatVector.zero(FLOATS).blend(g, v.compare(GT, 0f)).intoArray(dx, dxOffset + i, last);
        }
    }

    private static void leakyRelu(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length,
            float alpha) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i);
            g.mul(alpha).blend(g, v.compare(GT, 0f)).intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i, last);
            g.mul(alpha).blend(g, v.compare(GT, 0f)).intoArray(dx, dxOffset + i, last);
        }
    }

    private static void relu6(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i);
            FloatVector.zero(FLOATS)
                    .blend(g, v.compare(GT, 0f).and(v.lt(6f)))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i, last);
            FloatVector.zero(FLOATS)
                    .blend(g, v.compare(GT, 0f).and(v.lt(6f)))
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void sigmoid(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i);
            g.mul(v).mul(FloatVector.broadcast(FLOATS, 1f).sub(v)).intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i, last);
            g.mul(v)
                    .mul(FloatVector.broadcast(FLOATS, 1f).sub(v))
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void tanh(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i);
            g.mul(v.neg().fma(v, FloatVector.broadcast(FLOATS, 1f))).intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i, last);
            g.mul(v.neg().fma(v, FloatVector.broadcast(FLOATS, 1f)))
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void hardSigmoid(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length,
            float alpha) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i);
            FloatVector.zero(FLOATS)
                    .blend(g.mul(alpha), v.compare(GT, 0f).and(v.lt(1f)))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, y, yOffset + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i, last);
            FloatVector.zero(FLOATS)
                    .blend(g.mul(alpha), v.compare(GT, 0f).and(v.lt(1f)))
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void hardSwish(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i);
            g.mul(v.fma(FloatVector.broadcast(FLOATS, 1 / 3f), FloatVector.broadcast(FLOATS, 0.5f)))
                    .blend(0f, v.compare(LE, -3f))
                    .blend(g, v.compare(GT, 3f))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xOffset + i, last);
            FloatVector g = FloatVector.fromArray(FLOATS, dy, dyOffset + i, last);
            g.mul(v.fma(FloatVector.broadcast(FLOATS, 1 / 3f), FloatVector.broadcast(FLOATS, 0.5f)))
                    .blend(0f, v.compare(LE, -3f))
                    .blend(g, v.compare(GT, 3f))
                    .intoArray(dx, dxOffset + i, last);
        }
    }
}
