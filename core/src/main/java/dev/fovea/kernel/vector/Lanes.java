package dev.fovea.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How many numbers one vector holds.
 *
 * <p>The width is the machine's preferred one; the system property {@code fovea.vector.bits} (128,
 * 256 or 512) asks for a narrower one, for tests. A wider one than the machine has would run two
 * orders of magnitude slower, so it is not given.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = choose();
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /** Floats in a vector: 4, 8 or 16. */
    static final int COUNT = FLOATS.length();

    static final int BITS = FLOATS.vectorBitSize();

    private Lanes() {}

    private static VectorSpecies<Float> choose() {
        VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
        int bits = Integer.getInteger("fovea.vector.bits", preferred.vectorBitSize());
        if (bits != 128 && bits != 256 && bits != 512) {
            throw new IllegalArgumentException(
                    "fovea.vector.bits must be 128, 256 or 512, got " + bits + ".");
        }
        int given = Math.min(bits, Math.min(512, preferred.vectorBitSize()));
        return VectorSpecies.of(float.class, VectorShape.forBitSize(given));
    }

    /** {@code n} rounded up to whole vectors. */
    static int roundUp(int n) {
        return (n + COUNT - 1) / COUNT * COUNT;
    }

    /**
     * The sum of a vector that was stored to an array, in rising order and double precision. {@code
     * reduceLanes} may add floats in another order once compiled, and so change bits while a
     * program runs.
     */
    static double sum(float[] lanes) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += lanes[i];
        }
        return sum;
    }
}
