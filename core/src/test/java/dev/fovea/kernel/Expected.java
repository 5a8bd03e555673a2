package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;

/** What a kernel must come close to, in double precision, and how close. */
public final class Expected {
    /** Half the distance of a float from the next, relative: 2^-24. */
    private static final double UNIT = 0x1p-24;

    private final double[] value;
    private final double[] bound;
    private final double[] scale;

    private Expected(double[] value, double[] bound, double[] scale) {
        this.value = value;
        this.bound = bound;
        this.scale = scale;
    }

    /**
     * Sums that floats may be off from, added one after the other: rounding errors grow with the
     * root of the number of terms. A forgotten, doubled or misplaced term is far outside.
     *
     * @param magnitude for each sum the absolute values of its terms, added up: what rounding
     *     errors are measured by
     * @param terms of the longest sum
     */
    public static Expected sums(double[] value, double[] magnitude, int terms) {
        double relative = 4 * UNIT * (Math.sqrt(terms) + 4);
        var bound = new double[value.length];
        var scale = new double[value.length];
        for (int i = 0; i < value.length; i++) {
            bound[i] = relative * magnitude[i];
            scale[i] = Math.max(Math.abs(value[i]), magnitude[i] / Math.sqrt(terms));
        }
        return new Expected(value, bound, scale);
    }

    /**
     * Numbers that are not sums.
     *
     * @param relative allowed error, times the number's own size
     * @param absolute allowed error besides
     */
    public static Expected within(double relative, double absolute, double... value) {
        return within(relative, absolute, value, value);
    }

    /**
     * @param relative allowed error, times the magnitude
     * @param absolute allowed error besides
     */
    public static Expected within(
            double relative, double absolute, double[] value, double[] magnitude) {
        var bound = new double[value.length];
        for (int i = 0; i < value.length; i++) {
            bound[i] = relative * Math.abs(magnitude[i]) + absolute;
        }
        return new Expected(value, bound, value);
    }

    /** Numbers that leave no room. */
    public static Expected exactly(double... value) {
        return within(0, 0, value);
    }

    /** The same numbers, without the tolerance. */
    public double[] values() {
        return value.clone();
    }

    /** Zero where the mask is not positive. */
    public Expected masked(double[] mask) {
        var masked = new Expected(value.clone(), bound.clone(), scale.clone());
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] <= 0) {
                masked.value[i] = 0;
                masked.bound[i] = 0;
                masked.scale[i] = 0;
            }
        }
        return masked;
    }

    /** What these become when other numbers are added before rounding matters. */
    public Expected plus(double[] other) {
        var sum = new Expected(value.clone(), bound.clone(), scale.clone());
        for (int i = 0; i < other.length; i++) {
            sum.value[i] += other[i];
            sum.bound[i] += 4 * UNIT * Math.abs(other[i]);
        }
        return sum;
    }

    /**
     * What these become by a function that floats compute to about four units in the last place.
     *
     * @param steepness an upper bound of the function's slope: what it makes of errors before it
     */
    public Expected map(DoubleUnaryOperator function, double steepness) {
        var mapped = new Expected(value.clone(), bound.clone(), scale.clone());
        for (int i = 0; i < value.length; i++) {
            mapped.value[i] = function.applyAsDouble(value[i]);
            mapped.bound[i] = steepness * bound[i] + 2e-6 * Math.abs(mapped.value[i]) + 2e-7;
            mapped.scale[i] = Math.max(Math.abs(mapped.value[i]), steepness * scale[i]);
        }
        return mapped;
    }

    /** What a linear map's output becomes by an epilogue. */
    public Expected after(Epilogue epilogue, double[] residual) {
        Activation activation = epilogue.activation();
        Expected sum = epilogue.residual() ? plus(residual) : this;
        return activation.kind() == Activation.Kind.NONE
                ? sum
                : sum.map(x -> NaiveActivations.value(activation, x), NaiveActivations.steepest());
    }

    public void assertClose(String what, Buffer got) {
        assertClose(what, got.payload());
    }

    public void assertClose(String what, float[] got) {
        assertThat(got).as(what).hasSize(value.length);
        for (int i = 0; i < value.length; i++) {
            assertElement(what, i, got[i], bound[i]);
        }
    }

    private void assertElement(String what, int i, float got, double allowed) {
        boolean same = Double.compare(got, value[i]) == 0;
        // NaN is close to nothing but NaN.
        if (!same && !(Math.abs(got - value[i]) <= allowed)) {
            throw new AssertionError(
                    what
                            + ": element "
                            + i
                            + " of "
                            + value.length
                            + " is "
                            + got
                            + ", expected "
                            + value[i]
                            + " within "
                            + allowed);
        }
    }

    /**
     * The tolerance of Winograd's algorithm, whose errors spread over a tile: 1e-5 in relative L2,
     * and no element further off than a thousandth of the largest.
     */
    public void assertCloseInL2(String what, Buffer got) {
        double error = 0;
        double norm = 0;
        double largest = 0;
        for (int i = 0; i < value.length; i++) {
            double difference = got.get(i) - value[i];
            error += difference * difference;
            norm += scale[i] * scale[i];
            largest = Math.max(largest, scale[i]);
        }
        assertThat(Math.sqrt(error) / Math.sqrt(norm))
                .as("%s: relative L2 error", what)
                .isLessThanOrEqualTo(1e-5);
        for (int i = 0; i < value.length; i++) {
            assertElement(what, i, got.get(i), 1e-3 * largest);
        }
    }
}
