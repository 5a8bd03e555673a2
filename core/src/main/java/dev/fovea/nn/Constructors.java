package dev.fovea.nn;

/** Checks of the constructors of layers: who, the rule, what came. */
final class Constructors {
    /** Keeps the integers of windows far from overflowing. */
    static final int MOST_PIXELS = 1_000_000;

    private Constructors() {}

    static void window(String who, Size kernel, Size dilation) {
        if (span(kernel.height(), dilation.height()) > MOST_PIXELS
                || span(kernel.width(), dilation.width()) > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "%s: a window may span at most %d pixels, got kernel %s with dilation %s"
                            .formatted(who, MOST_PIXELS, kernel, dilation));
        }
    }

    private static long span(int kernel, int dilation) {
        return (long) dilation * (kernel - 1) + 1;
    }

    static void positive(String who, String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    who + ": " + what + " must be at least 1, got " + value);
        }
    }

    static void finite(String who, String what, float value) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(who + ": " + what + " must be finite, got " + value);
        }
    }

    /** {@code low <= value <= high}. */
    static void between(String who, String what, float low, float high, float value) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    who + ": " + what + " must lie in [" + low + ", " + high + "], got " + value);
        }
    }
}
