package dev.fovea.kernel.scalar;

/** The standard normal distribution, to the precision of a double. */
final class Gauss {
    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

    /** Where the series has become long and the continued fraction short. */
    private static final double FAR = 3;

    private static final int FRACTION_TERMS = 60;

    private Gauss() {}

    static double density(double x) {
        return Math.exp(-0.5 * x * x) / SQRT_TWO_PI;
    }

    /** The probability of a number up to x, without cancellation at either end. */
    static double distribution(double x) {
        if (x < -FAR) {
            return tail(-x);
        }
        if (x > FAR) {
            return 1 - tail(x);
        }
        return 0.5 + density(x) * series(x);
    }

    /** {@code x + x^3 / 3 + x^5 / (3 5) + ...} (Abramowitz and Stegun 1964, 26.2.11). */
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return sum;
    }

    /**
     * The probability of more than x: density / (x + 1 / (x + 2 / (x + 3 / (x + ...)))) (Abramowitz
     * and Stegun 1964, 26.2.14).
     */
    private static double tail(double x) {
        double fraction = x;
        for (int i = FRACTION_TERMS; i > 0; i--) {
            fraction = x + i / fraction;
        }
        return density(x) / fraction;
    }
}
