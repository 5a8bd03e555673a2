package dev.fovea.nn;

/** Checks of the constructors of layers: who, the rule, what came. */
final class Constructors {
    private Constructors() {}

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
