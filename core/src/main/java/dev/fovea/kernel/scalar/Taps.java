package dev.fovea.kernel.scalar;

/**
 * Which outputs of a window operation lie on the map for one tap of the window.
 *
 * <p>Along one axis, output {@code o} reads input {@code o stride - pad + tap dilation}. Clipping
 * the range of o once replaces a test for padding at every element.
 */
final class Taps {
    private Taps() {}

    /**
     * The first output whose input is not before the map.
     *
     * @param reach {@code tap dilation - pad}
     */
    static int first(int reach, int stride) {
        return reach >= 0 ? 0 : Math.ceilDiv(-reach, stride);
    }

    /**
     * One past the last output, of {@code out}, whose input is not behind a map of {@code in}.
     *
     * @param reach {@code tap dilation - pad}
     */
    static int end(int reach, int stride, int in, int out) {
        return Math.min(out, Math.floorDiv(in - 1 - reach, stride) + 1);
    }

    /**
     * The output for which this tap reads input {@code i}, or -1 if there is none.
     *
     * @param reach {@code tap dilation - pad}
     */
    static int reading(int i, int reach, int stride, int out) {
        int distance = i - reach;
        if (distance < 0 || distance % stride != 0 || distance / stride >= out) {
            return -1;
        }
        return distance / stride;
    }
}
