package dev.fovea.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How many numbers one vector holds.
 *
 * <p>The width is the machine's preferred one; the system property {@code fovea.vector.bits} (128,
 * 256 or 512) asks for a narrower one, for tests. A wider one than the machine has would run two
 * orders of magnitude slower, because the JIT compiler does not turn it into instructions, so it is
 * refused.
 */
final class Lanes {
    private static final String PROPERTY = "fovea.vector.bits";

    static final VectorSpecies<Float> FLOATS = choose();
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /** Floats in a vector: 4, 8 or 16. */
    static final int COUNT = FLOATS.length();

    static final int BITS = FLOATS.vectorBitSize();

    private Lanes() {}

    private static VectorSpecies<Float> choose() {
        int widest = widest();
        int bits = Integer.getInteger(PROPERTY, widest);
        return VectorSpecies.of(
                float.class, VectorShape.forBitSize(isThere(bits, widest) ? bits : widest));
    }

    private static int widest() {
        return Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    private static boolean isThere(int bits, int widest) {
        return (bits == 128 || bits == 256 || bits == 512) && bits <= widest;
    }

    /**
     * Makes sure that the width asked for is the one in use. Not done where the width is chosen,
     * since what a class initialiser throws hides the message.
     *
     * @throws IllegalArgumentException if the property asks for a width that is not there
     */
    static void check() {
        String asked = System.getProperty(PROPERTY);
        if (asked != null && !asked.equals(Integer.toString(BITS))) {
            throw new IllegalArgumentException(
                    PROPERTY
                            + " must be 128, 256 or 512, and at most the "
                            + widest()
                            + " bits that the JVM uses on this machine, got "
                            + asked
                            + "; leave it out to use them all");
        }
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
