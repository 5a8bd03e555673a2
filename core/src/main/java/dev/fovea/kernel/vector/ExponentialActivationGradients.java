package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.ExponentialActivations.CUBIC;
import static dev.fovea.kernel.vector.ExponentialActivations.TWO_SQRT_TWO_OVER_PI;
import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.roundUp;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.fovea.kernel.Activation;
import jdk.incubator.vector.FloatVector;

/**
 * The derivatives of activations that need an exponential, a block at a time as in {@link
 * ExponentialActivations}.
 */
final class ExponentialActivationGradients {
    private static final int BLOCK = ExponentialActivations.BLOCK;

    private ExponentialActivationGradients() {}

    static void apply(
            Activation activation,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        int room = Math.min(BLOCK, roundUp(length));
        var v = new float[room];
        var t = new float[room];
        var g = new float[room];
        var phi = new float[activation.kind() == Activation.Kind.GELU ? room : 0];
        for (int from = 0; from < length; from += BLOCK) {
            int count = Math.min(BLOCK, length - from);
            System.arraycopy(x, xOffset + from, v, 0, count);
            System.arraycopy(dy, dyOffset + from, g, 0, count);
            block(activation, v, t, phi, g, roundUp(count));
            System.arraycopy(g, 0, dx, dxOffset + from, count);
        }
    }

    /** {@code g = f'(v) g} for whole vectors. */
    private static void block(
            Activation activation, float[] v, float[] t, float[] phi, float[] g, int length) {
        switch (activation.kind()) {
            case ELU -> {
                System.arraycopy(v, 0, t, 0, length);
                VectorExp.inPlace(t, 0, length);
                elu(v, t, g, length, activation.alpha());
            }
            case SILU -> {
                ExponentialActivations.scale(v, -1, t, length);
                VectorExp.inPlace(t, 0, length);
                ExponentialActivations.sigmoid(t, t, length);
                silu(v, t, g, length);
            }
            case GELU_TANH -> {
                ExponentialActivations.tanhArgument(v, t, length);
                VectorExp.inPlace(t, 0, length);
                ExponentialActivations.sigmoid(t, t, length);
                geluTanh(v, t, g, length);
            }
            case GELU -> {
                NormalDistribution.run(v, t, phi, length);
                gelu(v, t, phi, g, length);
            }
            default -> throw new AssertionError(activation + " needs no exponential");
        }
    }

    private static void elu(float[] v, float[] t, float[] g, int length, float alpha) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector dy = FloatVector.fromArray(FLOATS, g, i);
            FloatVector negative = FloatVector.fromArray(FLOATS, t, i).mul(alpha).mul(dy);
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            negative.blend(dy, x.compare(GT, 0f)).intoArray(g, i);
        }
    }

    /** {@code s (1 + x (1 - s))}, with the sigmoid s in t. */
    private static void silu(float[] v, float[] t, float[] g, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector one = FloatVector.broadcast(FLOATS, 1f);
            FloatVector s = FloatVector.fromArray(FLOATS, t, i);
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector slope = x.fma(one.sub(s), one).mul(s);
            FloatVector.fromArray(FLOATS, g, i).mul(slope).intoArray(g, i);
        }
    }

    /** {@code s (1 + x 2u' (1 - s))}, with s = sigmoid(2u) in t. */
    private static void geluTanh(float[] v, float[] t, float[] g, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector one = FloatVector.broadcast(FLOATS, 1f);
            FloatVector s = FloatVector.fromArray(FLOATS, t, i);
            // Beyond 16, where s is 0 or 1, squares must not overflow.
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            x = x.blend(-16f, x.lt(-16f));
            x = x.blend(16f, x.compare(GT, 16f));
            FloatVector inner = x.mul(x).fma(FloatVector.broadcast(FLOATS, 3 * CUBIC), one);
            FloatVector slope = x.mul(inner.mul(TWO_SQRT_TWO_OVER_PI)).fma(one.sub(s), one).mul(s);
            FloatVector.fromArray(FLOATS, g, i).mul(slope).intoArray(g, i);
        }
    }

    /** {@code Phi(x) + x phi(x)}, with the density in t. */
    private static void gelu(float[] v, float[] t, float[] phi, float[] g, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector density = FloatVector.fromArray(FLOATS, t, i);
            FloatVector slope = x.fma(density, FloatVector.fromArray(FLOATS, phi, i));
            FloatVector.fromArray(FLOATS, g, i).mul(slope).intoArray(g, i);
        }
    }
}
