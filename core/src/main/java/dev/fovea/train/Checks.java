package dev.fovea.train;

/** Says what is wrong with a hyper-parameter. */
final class Checks {
    private Checks() {}

    static void learningRate(String who, float rate) {
        if (!(rate >= 0) || Float.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    who + ": the learning rate must be 0 or more, got " + rate);
        }
    }

    static void notNegative(String who, String what, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(
                    who + ": " + what + " must be 0 or more, got " + value);
        }
    }

    static void range(String who, String what, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    who + ": " + what + " must lie in " + low + " .. " + high + ", got " + value);
        }
    }

    static void atLeastOne(String who, String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    who + ": " + what + " must be 1 or more, got " + value);
        }
    }
}
