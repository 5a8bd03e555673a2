package dev.fovea.kernel;

/** Sums in the making, with the size of what went into them. */
final class Sum {
    private final double[] value;
    private final double[] magnitude;

    Sum(int size) {
        value = new double[size];
        magnitude = new double[size];
    }

    void add(int i, double term) {
        value[i] += term;
        magnitude[i] += Math.abs(term);
    }

    double value(int i) {
        return value[i];
    }

    /**
     * @param terms of the longest sum
     */
    Expected expected(int terms) {
        return Expected.sums(value, magnitude, terms);
    }
}
