package dev.fovea.kernel;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Random cases that can be repeated: a failure names its seed, and {@code -Dfovea.seed=SEED} starts
 * with it.
 */
public final class Seeds {
    private static final String PROPERTY = "fovea.seed";

    private Seeds() {}

    /** Runs {@code count} cases with seeds that follow one another. */
    public static void forEach(int count, Consumer<SplittableRandom> body) {
        long first = Long.getLong(PROPERTY, 1);
        for (long seed = first; seed < first + count; seed++) {
            try {
                body.accept(new SplittableRandom(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "case of seed "
                                + seed
                                + " (-D"
                                + PROPERTY
                                + "="
                                + seed
                                + " starts with it): "
                                + e.getMessage(),
                        e);
            }
        }
    }

    /** One of the values. */
    public static int pick(SplittableRandom random, int... values) {
        return values[random.nextInt(values.length)];
    }
}
