package dev.fovea.kernel.general;

/** Functions of a number that the library of Java has not. */
public final class Functions {
    private Functions() {}

    /**
     * The error function, by its Taylor series for small x (Abramowitz and Stegun 7.1.5) and by the
     * continued fraction of its complement beyond (7.1.14), evaluated from the back; right to
     * 1e-12.
     */
    public static double erf(double x) {
        double size = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        if (size > 6) {
            return Math.copySign(1, x);
        }
        if (size < 2.5) {
            double term = x;
            double sum = x;
            for (int n = 1; n < 60; n++) {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return 2 / Math.sqrt(Math.PI) * sum;
        }
        double fraction = 0;
        for (int n = 60; n >= 1; n--) {
            fraction = n / 2.0 / (size + fraction);
        }
        double rest = Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction);
        return Math.copySign(1 - rest, x);
    }

    /** {@code log(1 + e^x)}. */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
