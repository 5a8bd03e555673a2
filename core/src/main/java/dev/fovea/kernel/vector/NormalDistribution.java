package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;

/**
 * The normal distribution's density, at most 3 ulp off, and its distribution function, at most 6
 * ulp off, in the left tail too until results are subnormal. NaN stays NaN.
 *
 * <p>The polynomials are those of the Cephes library (S. L. Moshier, netlib.org/cephes,
 * single/ndtrf.c).
 */
final class NormalDistribution {
    private static final float INV_SQRT_TWO_PI = 0.3989423f;
    private static final float SQRT_HALF = 0.70710677f;

    private NormalDistribution() {}

    /**
     * For whole vectors of v.
     *
     * @param density receives {@code e^(-v^2 / 2) / sqrt(2 pi)}
     * @param phi receives the integral of that from -infinity to v
     */
    static void run(float[] v, float[] density, float[] phi, int length) {
        halfSquare(v, density, length);
        VectorExp.inPlace(density, 0, length);
        correct(v, density, length);
        near(v, phi, length);
        far(v, density, phi, length);
    }

    private static void halfSquare(float[] v, float[] t, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i).abs();
            x = x.blend(20f, x.compare(GT, 20f));
            x.mul(x).mul(-0.5f).intoArray(t, i);
        }
    }

    /** The rounding error of x^2, which the exponential multiplied by x^2 / 2, is taken back. */
    private static void correct(float[] v, float[] t, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i).abs();
            x = x.blend(20f, x.compare(GT, 20f));
            FloatVector rest = x.fma(x, x.mul(x).neg()).mul(-0.5f);
            FloatVector e = FloatVector.fromArray(FLOATS, t, i);
            rest.fma(e, e).mul(INV_SQRT_TWO_PI).intoArray(t, i);
        }
    }

    /**
     * {@code (1 + erf(x / sqrt 2)) / 2} for {@code |x| < sqrt 2}. The polynomial is scaled to x
     * itself: rounding {@code x / sqrt 2} first would show where the sum cancels.
     */
    private static void near(float[] v, float[] phi, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector z = x.mul(x).mul(0.5f);
            FloatVector p = FloatVector.broadcast(FLOATS, -2.8320312e-4f);
            p = z.fma(FloatVector.broadcast(FLOATS, 2.7767594e-5f), p);
            p = p.fma(z, FloatVector.broadcast(FLOATS, 0.0018343509f));
            p = p.fma(z, FloatVector.broadcast(FLOATS, -0.009494256f));
            p = p.fma(z, FloatVector.broadcast(FLOATS, 0.039893497f));
            p = p.fma(z, FloatVector.broadcast(FLOATS, -0.13298072f));
            p = p.fma(z, FloatVector.broadcast(FLOATS, 0.3989423f));
            p.fma(x, FloatVector.broadcast(FLOATS, 0.5f)).intoArray(phi, i);
        }
    }

    /**
     * Beyond sqrt 2 with {@code a = |x| / sqrt 2}: {@code erfc(a) = e^(-a^2) / a P(1 / a^2)}, with
     * one P up to a = 2 and another from there.
     */
    private static void far(float[] v, float[] density, float[] phi, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector x = FloatVector.fromArray(FLOATS, v, i);
            FloatVector a = x.abs().mul(SQRT_HALF);
            FloatVector q = FloatVector.broadcast(FLOATS, 1f).div(a);
            FloatVector z = q.mul(q);
            FloatVector middle = FloatVector.broadcast(FLOATS, -0.13870394f);
            middle = z.fma(FloatVector.broadcast(FLOATS, 0.0232682f), middle);
            middle = middle.fma(z, FloatVector.broadcast(FLOATS, 0.36874247f));
            middle = middle.fma(z, FloatVector.broadcast(FLOATS, -0.5824733f));
            middle = middle.fma(z, FloatVector.broadcast(FLOATS, 0.62100047f));
            middle = middle.fma(z, FloatVector.broadcast(FLOATS, -0.49445152f));
            middle = middle.fma(z, FloatVector.broadcast(FLOATS, 0.340488f));
            middle = middle.fma(z, FloatVector.broadcast(FLOATS, -0.2741127f));
            middle = middle.fma(z, FloatVector.broadcast(FLOATS, 0.56382596f));
            FloatVector tail = FloatVector.broadcast(FLOATS, 12.9772f);
            tail = z.fma(FloatVector.broadcast(FLOATS, -10.477664f), tail);
            tail = tail.fma(z, FloatVector.broadcast(FLOATS, -7.4955187f));
            tail = tail.fma(z, FloatVector.broadcast(FLOATS, 2.921019f));
            tail = tail.fma(z, FloatVector.broadcast(FLOATS, -1.0152652f));
            tail = tail.fma(z, FloatVector.broadcast(FLOATS, 0.42184633f));
            tail = tail.fma(z, FloatVector.broadcast(FLOATS, -0.28207675f));
            tail = tail.fma(z, FloatVector.broadcast(FLOATS, 0.5641895f));
            FloatVector polynomial = middle.blend(tail, a.compare(GT, 2f));
            FloatVector weight =
                    FloatVector.fromArray(FLOATS, density, i).mul(0.5f / INV_SQRT_TWO_PI);
            FloatVector left = weight.mul(q).mul(polynomial);
            FloatVector right = FloatVector.broadcast(FLOATS, 1f).sub(left);
            FloatVector beyond = left.blend(right, x.compare(GT, 0f));
            FloatVector inside = FloatVector.fromArray(FLOATS, phi, i);
            inside.blend(beyond, a.compare(GT, 1f)).intoArray(phi, i);
        }
    }
}
