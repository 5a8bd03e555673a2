package dev.fovea.bench;

/** How far two engines' numbers are apart. */
final class Distance {
    private Distance() {}

    /**
     * {@code |a - b| / |b|} in the Euclidean norm; infinite where lengths differ or a number is
     * missing or not finite.
     */
    static double relative(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.POSITIVE_INFINITY;
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            difference += d * d;
            norm += (double) b[i] * b[i];
        }
        double distance = Math.sqrt(difference / norm);
        return Double.isFinite(distance) ? distance : Double.POSITIVE_INFINITY;
    }
}
