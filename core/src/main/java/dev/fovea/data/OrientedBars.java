package dev.fovea.data;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Grey pictures of one bar each, with noise: the smallest task that needs detectors of direction.
 * The classes are horizontal, vertical and the two diagonals.
 */
public final class OrientedBars {
    /** Rows and columns of every picture. */
    public static final int SIDE = 14;

    /** The classes, by the direction of the bar. */
    public static final List<String> CLASSES =
            List.of("horizontal", "vertical", "rising diagonal", "falling diagonal");

    /** Normals of the bars, row and column, in the order of the classes. */
    private static final double[][] NORMALS = {
        {1, 0}, {0, 1}, {Math.sqrt(0.5), Math.sqrt(0.5)}, {Math.sqrt(0.5), -Math.sqrt(0.5)}
    };

    private static final double HALF_WIDTH = 1;
    private static final double MOST_OFFSET = 3.5;
    private static final double NOISE = 25;

    private OrientedBars() {}

    /**
     * As many pictures of every class, give or take one; the same seed gives the same pictures.
     *
     * @param count at least 1
     */
    public static Packed of(String name, int count, long seed) {
        var random = new SplittableRandom(seed);
        byte[] pixels = new byte[count * SIDE * SIDE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES.size();
            draw(random, NORMALS[labels[i]], pixels, i * SIDE * SIDE);
        }
        return Packed.of(name, SIDE, SIDE, 1, pixels, labels, CLASSES);
    }

    private static void draw(SplittableRandom random, double[] normal, byte[] pixels, int from) {
        double offset = random.nextDouble(-MOST_OFFSET, MOST_OFFSET);
        double middle = (SIDE - 1) / 2.0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double distance =
                        Math.abs(normal[0] * (y - middle) + normal[1] * (x - middle) - offset);
                double bar = 200 * Math.clamp(HALF_WIDTH + 0.5 - distance, 0, 1);
                double noise = NOISE * (random.nextDouble(-1, 1) + random.nextDouble(-1, 1));
                pixels[from + y * SIDE + x] =
                        (byte) Math.rint(Math.clamp(30 + bar + noise, 0, 255));
            }
        }
    }
}
