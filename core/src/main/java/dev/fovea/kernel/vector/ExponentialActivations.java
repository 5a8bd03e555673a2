package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.roundUp;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.fovea.kernel.Activation;
import jdk.incubator.vector.FloatVector;

/**
 * The activations that need an exponential, a block at a time: x is copied into scratch, the
 * exponential's argument t is worked out beside it, {@link VectorExp} runs over t, and a last loop
 * makes y of both. All of it stays in the first-level cache.
 *
 * <p>Errors are those of {@link VectorExp} and one or two roundings more: ELU, sigmoid, SiLU and
 * tanh at most 3 ulp; GELU 7 ulp where it is the sum of large terms.
 */
final class ExponentialActivations {
    static final int BLOCK = 512;

    /** 2 sqrt(2 / pi) and the factor of the cube in the tanh approximation of GELU. */
    static final float TWO_SQRT_TWO_OVER_PI = 1.595769f;

    static final float CUBIC = 0.044715f;

    private ExponentialActivations() {}

    static void apply(
            Activation activation, float[] x, int xOffset, float[] y, int yOffset, int length) {
        int room = Math.min(BLOCK, roundUp(length));
        var v = new float[room];
        var t = new float[room];
        var phi = new float[activation.kind() == Activation.Kind.GELU ? room : 0];
        for (int from = 0; from < length; from += BLOCK) {
            int count = Math.min(BLOCK, length - from);
            System.arraycopy(x, xOffset + from, v, 0, count);
            block(activation, v, t, phi, roundUp(count));
            System.arraycopy(v, 0, y, yOffset + from, count);
        }
    }

    /** {@code v = f(v)} for whole vectors. */
    private static void block(
            Activation activation, float[] v, float[] t, float[] phi, int length) {
        switch (activation.kind()) {
            case ELU -> {
                System.arraycopy(v, 0, t, 0, length);
                VectorExp.inPlace(t, 0, length);
                elu(v, t, length, activation.alpha());
            }
            case SIGMOID -> {
                scale(v, -1, t, length);
                VectorExp.inPlace(t, 0, length);
                sigmoid(t, v, length);
            }
            case TANH -> {
                scale(v, 2, t, length);
                VectorExp.inPlace(t, 0, length);
                tanh(v, t, length);
            }
            case SILU -> {
                scale(v, -1, t, length);
                VectorExp.inPlace(t, 0, length);
                silu(v, t, length);
            }
            case GELU_TANH -> {
                tanhArgument(v, t, length);
                VectorExp.inPlace(t, 0, length);
                silu(v, t, length);
            }
            case GELU -> {
                NormalDistribution.run(v, t, phi, length);
                product(v, phi, length);
            }
            default -> throw new AssertionError(activation + " needs no exponential");
        }
    }

    /** {@code t = factor v}. */
    static void scale(float[] v, float factor, float[] t, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector.fromArray(FLOATS, v, i).mul(factor).intoArray(t, i);
        }
    }

    /**
     * {@code t = -2 sqrt(2 / pi) (v + 0.044715 v^3)}: {@code (1 + tanh u) / 2 = 1 / (1 + e^-2u)},
     * which does not cancel where tanh u is near -1 (arXiv 1606.08415, section 2).
     */
    static void tanhArgument(float[] v, float[] t, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector cubic = x.mul(x).mul(x);
            cubic.fma(FloatVector.broadcast(FLOATS, CUBIC), x)
                    .mul(-TWO_SQRT_TWO_OVER_PI)
                    .intoArray(t, i);
        }
    }

    /** Near 0 the exponential's own polynomial, for {@code e^x - 1} would cancel. */
    private static void elu(float[] v, float[] t, int length, float alpha) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector p = FloatVector.broadcast(FLOATS, VectorExp.P4);
            p = x.fma(FloatVector.broadcast(FLOATS, VectorExp.P5), p);
            p = p.fma(x, FloatVector.broadcast(FLOATS, VectorExp.P3));
            p = p.fma(x, FloatVector.broadcast(FLOATS, VectorExp.P2));
            p = p.fma(x, FloatVector.broadcast(FLOATS, VectorExp.P1));
            p = p.fma(x, FloatVector.broadcast(FLOATS, VectorExp.P0));
            FloatVector near = p.fma(x.mul(x), x);
            FloatVector far = FloatVector.fromArray(FLOATS, t, i).sub(1f);
            FloatVector negative = near.blend(far, x.lt(-0.34f));
            negative.mul(alpha).blend(x, x.compare(GT, 0f)).intoArray(v, i);
        }
    }

    /** {@code v = 1 / (1 + t)}. */
    static void sigmoid(float[] t, float[] v, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(FLOATS, t, i).add(1f);
            FloatVector.broadcast(FLOATS, 1f).div(sum).intoArray(v, i);
        }
    }

    /** {@code 1 - 2 / (e^2x + 1)}, near 0 Cephes' polynomial (single/tanhf.c). */
    private static void tanh(float[] v, float[] t, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector z = x.mul(x);
            FloatVector p = FloatVector.broadcast(FLOATS, 0.020639088f);
            p = z.fma(FloatVector.broadcast(FLOATS, -0.0057049887f), p);
            p = p.fma(z, FloatVector.broadcast(FLOATS, -0.053739715f));
            p = p.fma(z, FloatVector.broadcast(FLOATS, 0.13331442f));
            p = p.fma(z, FloatVector.broadcast(FLOATS, -0.3333328f));
            FloatVector near = p.mul(z).fma(x, x);
            FloatVector sum = FloatVector.fromArray(FLOATS, t, i).add(1f);
            FloatVector quotient = FloatVector.broadcast(FLOATS, 2f).div(sum);
            FloatVector far = FloatVector.broadcast(FLOATS, 1f).sub(quotient);
            far.blend(near, x.abs().lt(0.625f)).intoArray(v, i);
        }
    }

    /** {@code v = v / (1 + t)}. */
    private static void silu(float[] v, float[] t, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(FLOATS, t, i).add(1f);
            FloatVector.fromArray(FLOATS, v, i).div(sum).intoArray(v, i);
        }
    }

    private static void product(float[] v, float[] factor, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector f = FloatVector.fromArray(FLOATS, factor, i);
            FloatVector.fromArray(FLOATS, v, i).mul(f).intoArray(v, i);
        }
    }
}
