package dev.fovea.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs a test over random cases that can be told again.
 *
 * <p>Each case has its own seed, counted up from {@code -Dfovea.test.seed} (1 where it is not
 * given). A failure names the seed of its case: run the test with that seed, and the case comes
 * first.
 */
public final class RandomCases {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATOR =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private RandomCases() {}

    /** One case of a random test. */
    @FunctionalInterface
    public interface Case {
        void run(RandomGenerator random) throws Exception;
    }

    public static void run(int cases, Case test) {
        long first = Long.getLong("fovea.test.seed", 1);
        long count = (long) cases * Integer.getInteger("fovea.test.scale", 1);
        for (long seed = first; seed < first + count; seed++) {
            try {
                test.run(GENERATOR.create(seed));
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        "case with -Dfovea.test.seed=" + seed + " failed: " + e, e);
            }
        }
    }
}
