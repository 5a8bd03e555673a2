package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code e^x} in float arithmetic, at most 1.5 ulp off; 0 below -104, infinite from 88.73; NaN
 * stays NaN.
 *
 * <p>{@code x = n ln 2 + r} in two steps after Cody and Waite (1980, "Software manual for the
 * elementary functions"); the polynomial for {@code |r| <= ln 2 / 2} is that of the Cephes library
 * (S. L. Moshier, netlib.org/cephes, single/expf.c).
 */
final class VectorExp {
    /**
     * {@code e^x - 1 = x + x^2 P(x)} for {@code |x| <= ln 2 / 2}: P from the highest power down.
     */
    static final float P5 = 1.9875691e-4f;

    static final float P4 = 0.0013981999f;
    static final float P3 = 0.008333452f;
    static final float P2 = 0.041665796f;
    static final float P1 = 0.16666666f;
    static final float P0 = 0.5f;

    private static final float LOG2_E = 1.442695f;
    // ln 2 in two parts: the first has 9 significant bits, so n times it is exact.
    private static final float LN2_HIGH = 355f / 512;
    private static final float LN2_LOW = -2.1219444e-4f;
    // 1.5 * 2^23: adding it to |t| < 2^22 rounds t to an integer and leaves that in the low bits.
    private static final float ROUND = 12582912f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final int EXPONENT_SHIFT = 23;
    private static final int ONE_BITS = Float.floatToRawIntBits(1);

    private VectorExp() {}

    /**
     * {@code x = e^x} for whole vectors.
     *
     * @param length a multiple of the lanes
     */
    static void inPlace(float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i += COUNT) {
            FloatVector t = FloatVector.fromArray(FLOATS, x, i);
            t = t.blend(-104.5f, t.lt(-104.5f));
            t = t.blend(89f, t.compare(VectorOperators.GT, 89f));
            FloatVector rounded =
                    t.fma(
                            FloatVector.broadcast(FLOATS, LOG2_E),
                            FloatVector.broadcast(FLOATS, ROUND));
            FloatVector steps = rounded.sub(ROUND);
            FloatVector r = steps.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), t);
            r = steps.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector p =
                    r.fma(FloatVector.broadcast(FLOATS, P5), FloatVector.broadcast(FLOATS, P4));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P1));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P0));
            FloatVector y = p.fma(r.mul(r), r).add(1f);
            // 2^n in two factors, because n itself may lie outside the exponents of a float.
            IntVector n = rounded.reinterpretAsInts().sub(ROUND_BITS);
            IntVector half = n.lanewise(VectorOperators.ASHR, 1);
            IntVector rest = n.sub(half);
            half = half.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT).add(ONE_BITS);
            rest = rest.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT).add(ONE_BITS);
            y.mul(half.reinterpretAsFloats()).mul(rest.reinterpretAsFloats()).intoArray(x, i);
        }
    }
}
