package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code ln x} in float arithmetic for normal x, at most 1 ulp off (2 ulp of 1 near 1); -infinity
 * for 0, NaN below; NaN stays NaN.
 *
 * <p>{@code x = m 2^e} with m from sqrt 1/2 to sqrt 2; the polynomial in m - 1 is that of the
 * Cephes library (S. L. Moshier, netlib.org/cephes, single/logf.c).
 */
final class VectorLog {
    private static final int SQRT_HALF_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));
    private static final int EXPONENT_SHIFT = 23;
    // 1.5 * 2^23: a small integer added to its bits, read as a float, is that integer more.
    private static final float ROUND = 12582912f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    // ln 2 in two parts: the first has 9 significant bits, so e times it is exact.
    private static final float LN2_HIGH = 355f / 512;
    private static final float LN2_LOW = -2.1219444e-4f;

    private VectorLog() {}

    /**
     * {@code x = ln x} for whole vectors.
     *
     * @param length a multiple of the lanes
     */
    static void inPlace(float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, i);
            IntVector bits = v.reinterpretAsInts();
            IntVector exponent =
                    bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, EXPONENT_SHIFT);
            IntVector mantissa = bits.sub(exponent.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT));
            FloatVector m = mantissa.reinterpretAsFloats().sub(1f);
            FloatVector e = exponent.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
            FloatVector p =
                    m.fma(
                            FloatVector.broadcast(FLOATS, 0.070376836f),
                            FloatVector.broadcast(FLOATS, -0.1151461f));
            p = p.fma(m, FloatVector.broadcast(FLOATS, 0.116769984f));
            p = p.fma(m, FloatVector.broadcast(FLOATS, -0.12420141f));
            p = p.fma(m, FloatVector.broadcast(FLOATS, 0.14249323f));
            p = p.fma(m, FloatVector.broadcast(FLOATS, -0.16668057f));
            p = p.fma(m, FloatVector.broadcast(FLOATS, 0.20000714f));
            p = p.fma(m, FloatVector.broadcast(FLOATS, -0.24999994f));
            p = p.fma(m, FloatVector.broadcast(FLOATS, 0.3333333f));
            FloatVector square = m.mul(m);
            FloatVector low = p.mul(m).fma(square, e.mul(LN2_LOW));
            FloatVector y = m.add(square.fma(FloatVector.broadcast(FLOATS, -0.5f), low));
            FloatVector result = e.fma(FloatVector.broadcast(FLOATS, LN2_HIGH), y);
            VectorMask<Float> finite = v.lt(Float.POSITIVE_INFINITY);
            result.blend(Float.NEGATIVE_INFINITY, v.eq(0f))
                    .blend(Float.NaN, v.lt(0f))
                    .blend(v, finite.not())
                    .intoArray(x, i);
        }
    }
}
