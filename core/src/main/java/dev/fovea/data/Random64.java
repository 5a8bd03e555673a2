package dev.fovea.data;

/**
 * A stream of pseudo-random numbers that is the same on every Java version: SplitMix64 (Steele, Lea
 * and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
 */
final class Random64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private Random64(long state) {
        this.state = state;
    }

    /** The stream that belongs to a seed and, say, an epoch and an index. */
    static Random64 of(long seed, long... coordinates) {
        return new Random64(seed(seed, coordinates));
    }

    /** A seed for whatever happens at these coordinates, unrelated to that of any others. */
    static long seed(long seed, long... coordinates) {
        long hash = mix(seed + GOLDEN_GAMMA);
        for (long coordinate : coordinates) {
            hash = mix((hash ^ coordinate) + GOLDEN_GAMMA);
        }
        return hash;
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** 0 .. bound - 1; the bias is below bound / 2^64. */
    int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    /** 0 (inclusive) to 1 (exclusive), a multiple of 2^-53. */
    double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Puts the numbers into a random order (Fisher and Yates; Durstenfeld 1964). */
    void shuffle(int[] numbers) {
        for (int i = numbers.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int moved = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = moved;
        }
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
