package dev.fovea.image;

/**
 * Which pixels of a row, with which weights, make each pixel of a window of the resized row. The
 * weights are integers over 2^22, as in Pillow.
 */
final class Taps {
    /** 32 bits less 8 for the pixel and 2 for sign and overshoot. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    /** For each output the first input pixel. */
    final int[] first;

    /** For each output the number of input pixels. */
    final int[] count;

    /** For each output {@link #stride} weights, of which {@link #count} are used. */
    final int[] weights;

    /** The distance of the weights of neighbouring outputs. */
    final int stride;

    /** True if the row keeps its length and is taken whole. */
    final boolean identity;

    private Taps(int[] first, int[] count, int[] weights, int stride, boolean identity) {
        this.first = first;
        this.count = count;
        this.weights = weights;
        this.stride = stride;
        this.identity = identity;
    }

    /**
     * The taps of outputs {@code start} to {@code start + length - 1} of {@code out}, made of
     * {@code in} pixels.
     */
    static Taps of(int in, int out, int start, int length, ResizeFilter filter) {
        double scale = (double) in / out;
        // When reducing, the filter is stretched so that it covers every input pixel.
        double stretch = Math.max(scale, 1);
        double support = filter.support() * stretch;
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[length];
        int[] count = new int[length];
        int[] weights = new int[Math.multiplyExact(length, stride)];
        double[] exact = new double[stride];
        for (int i = 0; i < length; i++) {
            double center = (start + i + 0.5) * scale;
            int from = Math.max((int) (center - support + 0.5), 0);
            int taps = Math.min((int) (center + support + 0.5), in) - from;
            double sum = 0;
            for (int k = 0; k < taps; k++) {
                exact[k] = filter.weight((k + from - center + 0.5) * (1 / stretch));
                sum += exact[k];
            }
            for (int k = 0; k < taps; k++) {
                double weight = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION_BITS);
                weights[i * stride + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            first[i] = from;
            count[i] = taps;
        }
        return new Taps(first, count, weights, stride, in == out && length == out);
    }

    int outputs() {
        return first.length;
    }

    /** The first input pixel that any output needs. */
    int firstInput() {
        return first[0];
    }

    /** One more than the last input pixel that any output needs. */
    int endInput() {
        int last = first.length - 1;
        return first[last] + count[last];
    }
}
