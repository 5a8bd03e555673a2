package dev.fovea.data;

/**
 * How much is taken from the training pictures for the splits that data do not bring.
 *
 * @param validation the part for validation, 0 (no validation split) or more
 * @param test the part for the test, 0 (no test split) or more; both together less than 1
 * @param seed chooses the pictures
 */
public record SplitOptions(double validation, double test, long seed) {
    public SplitOptions {
        if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
            throw new IllegalArgumentException(
                    ("SplitOptions: validation and test are parts of the training pictures, 0"
                                    + " or more and together below 1, got %s and %s")
                            .formatted(validation, test));
        }
    }

    /** A tenth each, seed 0. */
    public static SplitOptions standard() {
        return new SplitOptions(0.1, 0.1, 0);
    }

    /** Nothing is taken: only the splits that are there. */
    public static SplitOptions asFound() {
        return new SplitOptions(0, 0, 0);
    }

    /** The same with another part for validation. */
    public SplitOptions withValidation(double part) {
        return new SplitOptions(part, test, seed);
    }

    /** The same with another part for the test. */
    public SplitOptions withTest(double part) {
        return new SplitOptions(validation, part, seed);
    }

    /** The same with another choice of pictures. */
    public SplitOptions withSeed(long newSeed) {
        return new SplitOptions(validation, test, newSeed);
    }
}
