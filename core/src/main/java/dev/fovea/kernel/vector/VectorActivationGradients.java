package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.load;
import static dev.fovea.kernel.vector.Lanes.tail;

import dev.fovea.kernel.Activation;
import jdk.incubator.vector.VectorMask;

/** Derivatives of activations times dy over runs of floats, on the calling thread. */
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
            case ELU -> elu(s, sOffset, dy, dyOffset, dx, dxOffset, length, alpha);
            case RELU6 -> relu6(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case SIGMOID -> sigmoid(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case TANH -> tanh(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case HARD_SIGMOID -> hardSigmoid(s, sOffset, dy, dyOffset, dx, dxOffset, length, alpha);
            case HARD_SWISH -> hardSwish(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case SILU -> silu(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case GELU -> gelu(s, sOffset, dy, dyOffset, dx, dxOffset, length);
            case GELU_TANH -> geluTanh(s, sOffset, dy, dyOffset, dx, dxOffset, length);
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
            ActivationFunctions.reluGradient(load(y, yOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.reluGradient(
                            load(y, yOffset + i, last), load(dy, dyOffset + i, last))
                    .intoArray(dx, dxOffset + i, last);
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
            ActivationFunctions.leakyReluGradient(
                            load(x, xOffset + i), load(dy, dyOffset + i), alpha)
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.leakyReluGradient(
                            load(x, xOffset + i, last), load(dy, dyOffset + i, last), alpha)
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void elu(
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
            ActivationFunctions.eluGradient(load(x, xOffset + i), load(dy, dyOffset + i), alpha)
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.eluGradient(
                            load(x, xOffset + i, last), load(dy, dyOffset + i, last), alpha)
                    .intoArray(dx, dxOffset + i, last);
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
            ActivationFunctions.relu6Gradient(load(y, yOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.relu6Gradient(
                            load(y, yOffset + i, last), load(dy, dyOffset + i, last))
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
            ActivationFunctions.sigmoidGradient(load(y, yOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.sigmoidGradient(
                            load(y, yOffset + i, last), load(dy, dyOffset + i, last))
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
            ActivationFunctions.tanhGradient(load(y, yOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.tanhGradient(
                            load(y, yOffset + i, last), load(dy, dyOffset + i, last))
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
            ActivationFunctions.hardSigmoidGradient(
                            load(y, yOffset + i), load(dy, dyOffset + i), alpha)
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.hardSigmoidGradient(
                            load(y, yOffset + i, last), load(dy, dyOffset + i, last), alpha)
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
            ActivationFunctions.hardSwishGradient(load(x, xOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.hardSwishGradient(
                            load(x, xOffset + i, last), load(dy, dyOffset + i, last))
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void silu(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.siluGradient(load(x, xOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.siluGradient(
                            load(x, xOffset + i, last), load(dy, dyOffset + i, last))
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void gelu(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.geluGradient(load(x, xOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.geluGradient(
                            load(x, xOffset + i, last), load(dy, dyOffset + i, last))
                    .intoArray(dx, dxOffset + i, last);
        }
    }

    private static void geluTanh(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.geluTanhGradient(load(x, xOffset + i), load(dy, dyOffset + i))
                    .intoArray(dx, dxOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.geluTanhGradient(
                            load(x, xOffset + i, last), load(dy, dyOffset + i, last))
                    .intoArray(dx, dxOffset + i, last);
        }
    }
}
