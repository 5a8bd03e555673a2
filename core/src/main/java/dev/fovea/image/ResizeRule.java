package dev.fovea.image;

/** To which size pictures are brought before they enter a network. */
public sealed interface ResizeRule {
    /** Pictures stay as they are and must have the size that the network wants. */
    record None() implements ResizeRule {}

    /**
     * To exactly this size; the proportions change.
     *
     * @param height rows
     * @param width columns
     */
    record Exact(int height, int width) implements ResizeRule {
        public Exact {
            requirePositive("height and width", height, width);
        }
    }

    /**
     * The shorter side to {@code side} pixels in proportion, then the middle {@code height x
     * width}, padded with black where it is larger.
     *
     * @param side the length of the shorter side
     * @param height rows of the middle
     * @param width columns of the middle
     */
    record ShorterSide(int side, int height, int width) implements ResizeRule {
        public ShorterSide {
            requirePositive("side, height and width", side, height, width);
        }
    }

    private static void requirePositive(String what, int... extents) {
        for (int extent : extents) {
            if (extent < 1) {
                throw new IllegalArgumentException(
                        "ResizeRule: %s must be positive, got %d".formatted(what, extent));
            }
        }
    }
}
