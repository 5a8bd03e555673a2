package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * A function of each number by itself.
 *
 * @param function which
 * @param a its first constant, where it has one
 * @param b its second constant, where it has one
 */
public record Pointwise(Function function, float a, float b) implements InferenceLayer {
    /** Functions of a number x. */
    public enum Function {
        /** {@code |x|}. */
        ABS,
        /** {@code -x}. */
        NEGATE,
        /** {@code e^x}. */
        EXP,
        /** The natural logarithm. */
        LOG,
        /** The square root. */
        SQRT,
        /** {@code 1 / x}. */
        RECIPROCAL,
        /** The error function. */
        ERF,
        /** {@code log(1 + e^x)}. */
        SOFTPLUS,
        /** {@code x / (1 + |x|)}. */
        SOFTSIGN,
        /** {@code b x} above 0, else {@code b a (e^x - 1)} (Klambauer et al. 2017). */
        SELU,
        /** At least a, at most b; NaN stays. */
        CLIP,
        /** Towards 0 to the next whole number. */
        TRUNCATE,
        /** 0 where x is 0, else 1. */
        TRUTH
    }

    /** A function without constants. */
    public static Pointwise of(Function function) {
        return new Pointwise(function, 0, 0);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return single(inputs);
    }
}
