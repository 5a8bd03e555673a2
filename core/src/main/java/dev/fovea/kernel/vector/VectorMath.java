package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions of a whole vector in float arithmetic.
 *
 * <p>Ranges are reduced in two steps after Cody and Waite (1980, "Software manual for the
 * elementary functions"); the polynomials are those of the Cephes library's single-precision files
 * (S. L. Moshier, netlib.org/cephes). Each method states its largest error, which a test measures.
 * NaN stays NaN.
 */
final class VectorMath {
    private static final float LOG2_E = 1.442695f;
    // ln 2 in two parts: the first has 9 significant bits, so n times it is exact.
    private static final float LN2_HIGH = 355f / 512;
    private static final float LN2_LOW = -2.1219444e-4f;
    // 1.5 * 2^23: adding it to |t| < 2^22 rounds t to an integer and leaves that in the low bits.
    private static final float ROUND = 12582912f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final int EXPONENT_SHIFT = 23;
    private static final int ONE_BITS = 0x3F800000;
    private static final float INV_SQRT_TWO_PI = 0.3989423f;

    private VectorMath() {}

    /** {@code e^x}, at most 1.5 ulp off; 0 below -104, infinite from 88.73. */
    static FloatVector exp(FloatVector x) {
        FloatVector t = clampForExp(x);
        FloatVector rounded = t.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector r = reduceForExp(t, rounded.sub(ROUND));
        FloatVector y = expPolynomial(r).add(1f);
        // 2^n in two factors, because n itself may lie outside the exponents of a float.
        IntVector n = rounded.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = n.lanewise(VectorOperators.ASHR, 1);
        return y.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
    }

    /** {@code e^x - 1} for {@code x <= 0}, at most 2.5 ulp off, near 0 too. */
    static FloatVector expm1OfNegative(FloatVector x) {
        FloatVector t = x.blend(-80f, x.lt(-80f));
        FloatVector rounded = t.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector r = reduceForExp(t, rounded.sub(ROUND));
        FloatVector scale = powerOfTwo(rounded.reinterpretAsInts().sub(ROUND_BITS));
        return expPolynomial(r).fma(scale, scale.sub(1f));
    }

    /** {@code 1 / (1 + e^-x)}, at most 2.5 ulp off; 0 below -88.7. */
    static FloatVector sigmoid(FloatVector x) {
        return broadcast(1f).div(exp(x.neg()).add(1f));
    }

    /** {@code tanh x}, at most 2.5 ulp off. */
    static FloatVector tanh(FloatVector x) {
        FloatVector z = x.mul(x);
        FloatVector small =
                broadcast(-0.0057049887f)
                        .fma(z, broadcast(0.020639088f))
                        .fma(z, broadcast(-0.053739715f))
                        .fma(z, broadcast(0.13331442f))
                        .fma(z, broadcast(-0.3333328f))
                        .mul(z)
                        .fma(x, x);
        FloatVector magnitude = x.abs();
        // 1 - 2 / (e^2|x| + 1), which is 1 where e^2|x| is infinite.
        FloatVector e = exp(magnitude.add(magnitude)).add(1f);
        FloatVector large = broadcast(1f).sub(broadcast(2f).div(e));
        FloatVector signed = large.blend(large.neg(), x.lt(0f));
        return signed.blend(small, magnitude.lt(0.625f));
    }

    /**
     * {@code ln x} for normal {@code x > 0}, at most 1 ulp off (2 ulp of 1 near 1); -infinity for
     * 0.
     */
    static FloatVector log(FloatVector x) {
        // x = m 2^e with m in [sqrt 1/2, sqrt 2)
        IntVector bits = x.reinterpretAsInts();
        IntVector shifted = bits.sub(0x3F3504F3).lanewise(VectorOperators.ASHR, EXPONENT_SHIFT);
        FloatVector m =
                bits.sub(shifted.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT))
                        .reinterpretAsFloats()
                        .sub(1f);
        // The integer exponent as a float, by the rounding trick turned round.
        FloatVector e = shifted.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
        FloatVector z = m.mul(m);
        FloatVector p =
                broadcast(0.070376836f)
                        .fma(m, broadcast(-0.1151461f))
                        .fma(m, broadcast(0.116769984f))
                        .fma(m, broadcast(-0.12420141f))
                        .fma(m, broadcast(0.14249323f))
                        .fma(m, broadcast(-0.16668057f))
                        .fma(m, broadcast(0.20000714f))
                        .fma(m, broadcast(-0.24999994f))
                        .fma(m, broadcast(0.3333333f));
        FloatVector low = p.mul(m).fma(z, e.mul(LN2_LOW));
        FloatVector y = m.add(z.fma(broadcast(-0.5f), low));
        FloatVector result = e.fma(broadcast(LN2_HIGH), y);
        VectorMask<Float> finite = x.lt(Float.POSITIVE_INFINITY);
        return result.blend(Float.NEGATIVE_INFINITY, x.eq(0f))
                .blend(Float.NaN, x.lt(0f))
                .blend(x, finite.not());
    }

    /**
     * The normal distribution function, at most 6 ulp off, in its far left tail too (until results
     * are subnormal).
     *
     * @param density {@link #normalDensity} of x
     */
    static FloatVector normalDistribution(FloatVector x, FloatVector density) {
        FloatVector a = x.abs().mul(0.70710677f);
        FloatVector near = distributionNear(x);
        // Beyond |x| = sqrt 2: erfc(a) = e^(-a^2) / a P(1 / a^2), and e^(-a^2) is in the density.
        FloatVector q = broadcast(1f).div(a);
        FloatVector y = q.mul(q);
        FloatVector p = erfcMiddle(y).blend(erfcFar(y), a.lt(2f).not());
        FloatVector tail = density.mul(0.5f / INV_SQRT_TWO_PI).mul(q).mul(p);
        FloatVector far = tail.blend(broadcast(1f).sub(tail), x.lt(0f).not());
        return far.blend(near, a.lt(1f));
    }

    /** {@code e^(-x^2 / 2) / sqrt(2 pi)}, at most 3 ulp off until results are subnormal. */
    static FloatVector normalDensity(FloatVector x) {
        // Squared in two parts: the rounding error of x^2 would be multiplied by x^2 / 2.
        FloatVector bounded = x.abs();
        bounded = bounded.blend(20f, bounded.lt(20f).not());
        FloatVector square = bounded.mul(bounded);
        FloatVector rest = bounded.fma(bounded, square.neg()).mul(-0.5f);
        FloatVector e = exp(square.mul(-0.5f));
        FloatVector density = rest.fma(e, e).mul(INV_SQRT_TWO_PI);
        return density.blend(x, x.test(VectorOperators.IS_NAN));
    }

    private static FloatVector clampForExp(FloatVector x) {
        FloatVector low = x.blend(-104.5f, x.lt(-104.5f));
        VectorMask<Float> above = low.compare(VectorOperators.GT, 89f);
        return low.blend(89f, above);
    }

    private static FloatVector reduceForExp(FloatVector x, FloatVector n) {
        return n.fma(broadcast(-LN2_LOW), n.fma(broadcast(-LN2_HIGH), x));
    }

    /** {@code e^r - 1} for {@code |r| <= ln 2 / 2}. */
    private static FloatVector expPolynomial(FloatVector r) {
        return broadcast(1.9875691e-4f)
                .fma(r, broadcast(0.0013981999f))
                .fma(r, broadcast(0.008333452f))
                .fma(r, broadcast(0.041665796f))
                .fma(r, broadcast(0.16666666f))
                .fma(r, broadcast(0.5f))
                .fma(r.mul(r), r);
    }

    /** {@code 2^n} for n from -126 to 127. */
    private static FloatVector powerOfTwo(IntVector n) {
        return n.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT).add(ONE_BITS).reinterpretAsFloats();
    }

    /**
     * {@code (1 + erf(x / sqrt 2)) / 2} for {@code |x| < sqrt 2}. The polynomial is scaled to x
     * itself: rounding {@code x / sqrt 2} first would show where the sum cancels.
     */
    private static FloatVector distributionNear(FloatVector x) {
        FloatVector z = x.mul(x).mul(0.5f);
        return broadcast(2.7767594e-5f)
                .fma(z, broadcast(-2.8320312e-4f))
                .fma(z, broadcast(0.0018343509f))
                .fma(z, broadcast(-0.009494256f))
                .fma(z, broadcast(0.039893497f))
                .fma(z, broadcast(-0.13298072f))
                .fma(z, broadcast(0.3989423f))
                .fma(x, broadcast(0.5f));
    }

    /** {@code a e^(a^2) erfc(a)} of {@code y = 1 / a^2} for a from 1 to 2. */
    private static FloatVector erfcMiddle(FloatVector y) {
        return broadcast(0.0232682f)
                .fma(y, broadcast(-0.13870394f))
                .fma(y, broadcast(0.36874247f))
                .fma(y, broadcast(-0.5824733f))
                .fma(y, broadcast(0.62100047f))
                .fma(y, broadcast(-0.49445152f))
                .fma(y, broadcast(0.340488f))
                .fma(y, broadcast(-0.2741127f))
                .fma(y, broadcast(0.56382596f));
    }

    /** {@code a e^(a^2) erfc(a)} of {@code y = 1 / a^2} for a from 2. */
    private static FloatVector erfcFar(FloatVector y) {
        return broadcast(-10.477664f)
                .fma(y, broadcast(12.9772f))
                .fma(y, broadcast(-7.4955187f))
                .fma(y, broadcast(2.921019f))
                .fma(y, broadcast(-1.0152652f))
                .fma(y, broadcast(0.42184633f))
                .fma(y, broadcast(-0.28207675f))
                .fma(y, broadcast(0.5641895f));
    }
}
