package dev.fovea.image;

/**
 * The random numbers that belong to one sample (or batch) of one epoch. They follow from the seed
 * and the coordinates alone, so it does not matter which thread asks, or in which order samples are
 * prepared.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014), and not a generator of the JDK because the numbers must stay the same on every Java.
 */
public final class SampleRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private SampleRandom(long state) {
        this.state = state;
    }

    /**
     * The numbers at these coordinates.
     *
     * @param seed of the run
     * @param epoch counted from anywhere
     * @param index of the sample in the data set, or of the batch in the epoch
     */
    public static SampleRandom of(long seed, long epoch, long index) {
        long hash = mix(seed + GOLDEN_GAMMA);
        hash = mix((hash ^ epoch) + GOLDEN_GAMMA);
        return new SampleRandom(mix((hash ^ index) + GOLDEN_GAMMA));
    }

    /** 64 random bits. */
    public long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** 0 (inclusive) to 1 (exclusive), a multiple of 2^-53. */
    public double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Between two numbers. */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** 0 to {@code bound - 1}. */
    public int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    /** From {@code low} to {@code high}, both included. */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return uniform() < probability;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
