package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.broadcast;
import static dev.fovea.kernel.vector.Lanes.zero;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The activation functions of a vector, and their derivatives times dy from what {@link
 * dev.fovea.kernel.Activation.Kind#needs()} names: the input x or the output y.
 */
final class ActivationFunctions {
    private static final float SIXTH = 1 / 6f;
    // sqrt(2 / pi) and the cubic term of the tanh approximation of GELU (arXiv 1606.08415).
    private static final float SQRT_TWO_OVER_PI = 0.7978846f;
    private static final float CUBIC = 0.044715f;

    private ActivationFunctions() {}

    static FloatVector relu(FloatVector x) {
        return x.blend(0f, x.lt(0f));
    }

    static FloatVector reluGradient(FloatVector y, FloatVector dy) {
        return zero().blend(dy, y.compare(GT, 0f));
    }

    static FloatVector leakyRelu(FloatVector x, float alpha) {
        return x.mul(alpha).blend(x, x.compare(GT, 0f));
    }

    static FloatVector leakyReluGradient(FloatVector x, FloatVector dy, float alpha) {
        return dy.mul(alpha).blend(dy, x.compare(GT, 0f));
    }

    static FloatVector elu(FloatVector x, float alpha) {
        return VectorMath.expm1OfNegative(x).mul(alpha).blend(x, x.compare(GT, 0f));
    }

    static FloatVector eluGradient(FloatVector x, FloatVector dy, float alpha) {
        return VectorMath.exp(x).mul(alpha).mul(dy).blend(dy, x.compare(GT, 0f));
    }

    static FloatVector relu6(FloatVector x) {
        return clamp(x, 6f);
    }

    static FloatVector relu6Gradient(FloatVector y, FloatVector dy) {
        return zero().blend(dy, inside(y, 6f));
    }

    static FloatVector sigmoid(FloatVector x) {
        return VectorMath.sigmoid(x);
    }

    static FloatVector sigmoidGradient(FloatVector y, FloatVector dy) {
        return dy.mul(y).mul(broadcast(1f).sub(y));
    }

    static FloatVector tanh(FloatVector x) {
        return VectorMath.tanh(x);
    }

    static FloatVector tanhGradient(FloatVector y, FloatVector dy) {
        return dy.mul(y.neg().fma(y, broadcast(1f)));
    }

    static FloatVector hardSigmoid(FloatVector x, float alpha, float beta) {
        return clamp(x.mul(alpha).add(beta), 1f);
    }

    static FloatVector hardSigmoidGradient(FloatVector y, FloatVector dy, float alpha) {
        return zero().blend(dy.mul(alpha), inside(y, 1f));
    }

    static FloatVector hardSwish(FloatVector x) {
        return x.mul(clamp(x.add(3f), 6f).mul(SIXTH));
    }

    static FloatVector hardSwishGradient(FloatVector x, FloatVector dy) {
        FloatVector middle = dy.mul(x.fma(broadcast(2 * SIXTH), broadcast(0.5f)));
        return middle.blend(0f, x.lt(-3f).or(x.eq(-3f))).blend(dy, x.compare(GT, 3f));
    }

    static FloatVector silu(FloatVector x) {
        return x.div(VectorMath.exp(x.neg()).add(1f));
    }

    static FloatVector siluGradient(FloatVector x, FloatVector dy) {
        FloatVector s = VectorMath.sigmoid(x);
        return dy.mul(s).mul(x.fma(broadcast(1f).sub(s), broadcast(1f)));
    }

    static FloatVector gelu(FloatVector x) {
        return x.mul(VectorMath.normalDistribution(x, VectorMath.normalDensity(x)));
    }

    static FloatVector geluGradient(FloatVector x, FloatVector dy) {
        FloatVector density = VectorMath.normalDensity(x);
        return dy.mul(x.fma(density, VectorMath.normalDistribution(x, density)));
    }

    /** x (1 + tanh u) / 2 = x sigmoid(2 u), which does not cancel where tanh u is near -1. */
    static FloatVector geluTanh(FloatVector x) {
        FloatVector u = x.mul(x).mul(x).fma(broadcast(CUBIC), x).mul(SQRT_TWO_OVER_PI);
        return x.div(VectorMath.exp(u.mul(-2f)).add(1f));
    }

    static FloatVector geluTanhGradient(FloatVector input, FloatVector dy) {
        // Beyond 16 the sigmoid is 0 or 1; squares must not overflow there.
        FloatVector low = input.blend(-16f, input.lt(-16f));
        FloatVector x = low.blend(16f, low.compare(GT, 16f));
        FloatVector square = x.mul(x);
        FloatVector u = square.mul(x).fma(broadcast(CUBIC), x).mul(SQRT_TWO_OVER_PI);
        FloatVector slope =
                square.fma(broadcast(3 * CUBIC), broadcast(1f)).mul(2 * SQRT_TWO_OVER_PI);
        FloatVector s = VectorMath.sigmoid(u.add(u));
        return dy.mul(s).mul(x.mul(slope).fma(broadcast(1f).sub(s), broadcast(1f)));
    }

    private static FloatVector clamp(FloatVector x, float high) {
        FloatVector positive = x.blend(0f, x.lt(0f));
        return positive.blend(high, positive.compare(GT, high));
    }

    private static VectorMask<Float> inside(FloatVector y, float high) {
        return y.compare(GT, 0f).and(y.lt(high));
    }
}
