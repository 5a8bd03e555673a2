package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.load;
import static dev.fovea.kernel.vector.Lanes.tail;

import dev.fovea.kernel.Activation;
import jdk.incubator.vector.VectorMask;

/**
 * Activations over runs of floats, on the calling thread. One loop for each function: a loop over a
 * function it is given would box every vector.
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
            case ELU -> elu(x, xOffset, y, yOffset, length, alpha);
            case RELU6 -> relu6(x, xOffset, y, yOffset, length);
            case SIGMOID -> sigmoid(x, xOffset, y, yOffset, length);
            case TANH -> tanh(x, xOffset, y, yOffset, length);
            case HARD_SIGMOID ->
                    hardSigmoid(x, xOffset, y, yOffset, length, alpha, activation.beta());
            case HARD_SWISH -> hardSwish(x, xOffset, y, yOffset, length);
            case SILU -> silu(x, xOffset, y, yOffset, length);
            case GELU -> gelu(x, xOffset, y, yOffset, length);
            case GELU_TANH -> geluTanh(x, xOffset, y, yOffset, length);
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
            ActivationFunctions.relu(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.relu(load(x, xOffset + i, last)).intoArray(y, yOffset + i, last);
        }
    }

    private static void leakyRelu(
            float[] x, int xOffset, float[] y, int yOffset, int length, float alpha) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.leakyRelu(load(x, xOffset + i), alpha).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.leakyRelu(load(x, xOffset + i, last), alpha)
                    .intoArray(y, yOffset + i, last);
        }
    }

    private static void elu(
            float[] x, int xOffset, float[] y, int yOffset, int length, float alpha) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.elu(load(x, xOffset + i), alpha).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.elu(load(x, xOffset + i, last), alpha)
                    .intoArray(y, yOffset + i, last);
        }
    }

    private static void relu6(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.relu6(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.relu6(load(x, xOffset + i, last)).intoArray(y, yOffset + i, last);
        }
    }

    private static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.sigmoid(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.sigmoid(load(x, xOffset + i, last)).intoArray(y, yOffset + i, last);
        }
    }

    private static void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.tanh(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.tanh(load(x, xOffset + i, last)).intoArray(y, yOffset + i, last);
        }
    }

    private static void hardSigmoid(
            float[] x, int xOffset, float[] y, int yOffset, int length, float alpha, float beta) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.hardSigmoid(load(x, xOffset + i), alpha, beta)
                    .intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.hardSigmoid(load(x, xOffset + i, last), alpha, beta)
                    .intoArray(y, yOffset + i, last);
        }
    }

    private static void hardSwish(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.hardSwish(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.hardSwish(load(x, xOffset + i, last))
                    .intoArray(y, yOffset + i, last);
        }
    }

    private static void silu(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.silu(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.silu(load(x, xOffset + i, last)).intoArray(y, yOffset + i, last);
        }
    }

    private static void gelu(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.gelu(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.gelu(load(x, xOffset + i, last)).intoArray(y, yOffset + i, last);
        }
    }

    private static void geluTanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            ActivationFunctions.geluTanh(load(x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < length) {
            VectorMask<Float> last = tail(i, length);
            ActivationFunctions.geluTanh(load(x, xOffset + i, last))
                    .intoArray(y, yOffset + i, last);
        }
    }
}
