package dev.fovea.kernel;

/**
 * Decides which elements dropout keeps: element i by {@code (seed, i)} alone, in 32-bit arithmetic,
 * so that every kernel set takes the same decisions and a vector of them costs a dozen
 * instructions.
 *
 * <p>The seed is spread by the finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast
 * splittable pseudorandom number generators", figure 17); its halves enter before and between two
 * rounds of multiply and xor-shift in the manner of MurmurHash3's finaliser.
 */
public final class DropoutHash {
    /** Decisions compare this many bits of the hash, so a rate is exact to 6e-8. */
    public static final int BITS = 24;

    public static final int STEP = 0x9E3779B9;
    public static final int MULTIPLIER_1 = 0x21F0AAAD;
    public static final int MULTIPLIER_2 = 0x735A2D97;
    public static final int SHIFT_1 = 16;
    public static final int SHIFT_2 = 15;

    private DropoutHash() {}

    /** The low half enters the hash first, the high half between its rounds. */
    public static long spread(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** {@link #BITS} bits, uniform over the elements; {@code spread} comes from {@link #spread}. */
    public static int hash(long spread, int i) {
        int h = i * STEP + (int) spread;
        h = (h ^ (h >>> SHIFT_1)) * MULTIPLIER_1;
        h = (h ^ (h >>> SHIFT_2)) + (int) (spread >>> 32);
        h *= MULTIPLIER_2;
        return (h ^ (h >>> SHIFT_1)) >>> (32 - BITS);
    }

    /**
     * An element is kept when its hash is at or above this.
     *
     * @param rate 0 .. 1, the share that is dropped
     */
    public static int threshold(float rate) {
        return Math.round(rate * (1 << BITS));
    }

    public static boolean keeps(long spread, int i, int threshold) {
        return hash(spread, i) >= threshold;
    }
}
