package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

/** What a kernel must come close to, in double precision. */
public final class Expected {
    /** Half the distance of a float from the next, relative: 2^-24. */
    private static final double UNIT = 0x1p-24;

    private final double[] value;
    private final double[] magnitude;
    private final int terms;

    /**
     * @param value the results
     * @param magnitude for each result the sum of the absolute values of the terms that make it up:
     *     what rounding errors are measured by
     * @param terms how many terms the longest sum has
     */
    public Expected(double[] value, double[] magnitude, int terms) {
        this.value = value;
        this.magnitude = magnitude;
        this.terms = terms;
    }

    /** Results that are not sums: the magnitude is the value's own. */
    public static Expected of(double... value) {
        var magnitude = new double[value.length];
        for (int i = 0; i < value.length; i++) {
            magnitude[i] = Math.abs(value[i]);
        }
        return new Expected(value, magnitude, 1);
    }

    /** Zero where the mask is not positive. */
    public Expected masked(double[] mask) {
        var masked = value.clone();
        var size = magnitude.clone();
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] <= 0) {
                masked[i] = 0;
                size[i] = 0;
            }
        }
        return new Expected(masked, size, terms);
    }

    /**
     * Every result within what floats, added one after the other, may be off: rounding errors grow
     * with the root of the number of terms. A forgotten, doubled or misplaced term is far outside.
     */
    public void assertClose(String what, Buffer got) {
        assertClose(what, got, 4 * UNIT * (Math.sqrt(terms) + 4), 0);
    }

    /**
     * @param relative allowed error, times the magnitude
     * @param absolute allowed error besides
     */
    public void assertClose(String what, Buffer got, double relative, double absolute) {
        assertClose(what, got.payload(), relative, absolute);
    }

    public void assertClose(String what, float[] got, double relative, double absolute) {
        assertThat(got).as(what).hasSize(value.length);
        for (int i = 0; i < value.length; i++) {
            double bound = relative * magnitude[i] + absolute;
            // Not (error > bound): NaN must fail.
            if (!(Math.abs(got[i] - value[i]) <= bound)) {
                throw new AssertionError(
                        what
                                + ": element "
                                + i
                                + " of "
                                + value.length
                                + " is "
                                + got[i]
                                + ", expected "
                                + value[i]
                                + " within "
                                + bound);
            }
        }
    }

    /**
     * The tolerance of Winograd's algorithm, whose errors spread over a tile: 1e-5 relative L2, and
     * no element further off than a tenth of a thousandth of the largest magnitude.
     */
    public void assertCloseInL2(String what, Buffer got) {
        double error = 0;
        double norm = 0;
        double largest = 0;
        for (int i = 0; i < value.length; i++) {
            double difference = got.get(i) - value[i];
            error += difference * difference;
            norm += value[i] * value[i];
            largest = Math.max(largest, magnitude[i]);
        }
        assertThat(Math.sqrt(error))
                .as("%s: L2 error", what)
                .isLessThanOrEqualTo(1e-5 * Math.sqrt(norm));
        assertClose(what, got, 0, 1e-4 * largest);
    }
}
