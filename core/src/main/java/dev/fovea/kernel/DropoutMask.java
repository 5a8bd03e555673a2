package dev.fovea.kernel;

/**
 * Which elements {@link Kernels#dropout} keeps: a hash of the element's index, so that any part of
 * a tensor may be worked out by itself, and the same in every set of kernels.
 *
 * <p>Element i is kept when {@code hash >>> 8 >= threshold}, with {@code hash = mix(mix(i + key0) +
 * key1)} in 32-bit arithmetic and {@code mix} the finalizer of MurmurHash3 (Appleby 2011). Only
 * additions, products, shifts and exclusive ors: the lanes of a vector can do it.
 *
 * @param threshold {@code rate 2^24}, rounded; 2^24 keeps nothing
 * @param key0 one half of the mixed seed
 * @param key1 the other half
 * @param scale {@code 1 / (1 - rate)}: what a kept element is multiplied by
 */
public record DropoutMask(int threshold, int key0, int key1, float scale) {
    /** How many leading bits of the hash decide. */
    public static final int BITS = 24;

    /** The finalizer's multipliers. */
    public static final int MIX1 = 0x85ebca6b;

    public static final int MIX2 = 0xc2b2ae35;

    /**
     * The mask of a seed.
     *
     * @param rate the probability of dropping an element, 0 .. 1
     */
    public static DropoutMask of(float rate, long seed) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(
                    "DropoutMask: the rate is a probability, 0 .. 1, got " + rate);
        }
        int threshold = (int) Math.rint(rate * (double) (1 << BITS));
        int key0 = mix((int) seed + 0x9e3779b9);
        int key1 = mix((int) (seed >>> 32) + key0);
        return new DropoutMask(
                threshold, key0, key1, rate == 1 ? 0 : (float) (1 / (1 - (double) rate)));
    }

    /** Whether element {@code i} is kept. */
    public boolean keeps(int i) {
        return mix(mix(i + key0) + key1) >>> (Integer.SIZE - BITS) >= threshold;
    }

    private static int mix(int h) {
        h = (h ^ (h >>> 16)) * MIX1;
        h = (h ^ (h >>> 13)) * MIX2;
        return h ^ (h >>> 16);
    }
}
