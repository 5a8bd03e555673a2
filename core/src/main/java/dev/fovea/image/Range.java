package dev.fovea.image;

/**
 * Numbers from {@code low} to {@code high}.
 *
 * @param low the smallest
 * @param high the largest; may be equal
 */
public record Range(double low, double high) {
    public Range {
        if (!(low <= high) || !Double.isFinite(low) || !Double.isFinite(high)) {
            throw new IllegalArgumentException(
                    "a range goes from a smaller to a larger number, got "
                            + Numbers.plain(low)
                            + ".."
                            + Numbers.plain(high));
        }
    }

    public static Range of(double low, double high) {
        return new Range(low, high);
    }

    /** One of the numbers, each as likely. */
    double draw(SampleRandom random) {
        return random.uniform(low, high);
    }

    /** One of the numbers, each ratio as likely: 1/2 and 2 come equally often. */
    double drawLogarithmic(SampleRandom random) {
        return StrictMath.exp(random.uniform(StrictMath.log(low), StrictMath.log(high)));
    }

    boolean isWithin(double least, double most) {
        return low >= least && high <= most;
    }

    /** {@code 0.5..2}. */
    @Override
    public String toString() {
        return Numbers.plain(low) + ".." + Numbers.plain(high);
    }
}
