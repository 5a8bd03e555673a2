package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;

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

    /** Each at least 1, and together no more than an array can be. */
    static List<Integer> extents(String who, List<Integer> extents) {
        if (extents.isEmpty() || extents.stream().anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException(
                    who + ": needs extents of at least 1, got " + extents);
        }
        shape(extents);
        return List.copyOf(extents);
    }

    static Shape shape(List<Integer> extents) {
        try {
            return Shape.of(extents.stream().mapToInt(extent -> extent).toArray());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("extents too large: " + extents, e);
        }
    }

    static long[] longs(Shape shape) {
        return Arrays.stream(shape.toArray()).asLongStream().toArray();
    }

    /** {@code low <= value <= high}. */
    static void between(String who, String what, float low, float high, float value) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    who + ": " + what + " must lie in [" + low + ", " + high + "], got " + value);
        }
    }
}
