package dev.fovea.nn;

/** How far windows may hang over the edges of a map. */
public sealed interface Padding {
    /** No padding: Keras' "valid". */
    Padding NONE = new Explicit(0, 0, 0, 0);

    /** See {@link Same}. */
    Padding SAME = new Same();

    /**
     * As much as makes the output {@code ceil(in / stride)}, as Keras and TensorFlow do it: where
     * the total is odd, the odd row goes to the bottom and the odd column to the right.
     */
    record Same() implements Padding {
        @Override
        public Explicit resolve(Size in, Size kernel, Size stride, Size dilation) {
            int rows = total(in.height(), kernel.height(), stride.height(), dilation.height());
            int columns = total(in.width(), kernel.width(), stride.width(), dilation.width());
            return new Explicit(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
        }

        private static int total(int in, int kernel, int stride, int dilation) {
            int out = Math.ceilDiv(in, stride);
            long span = (long) dilation * (kernel - 1) + 1;
            return Math.toIntExact(Math.max(0, (long) (out - 1) * stride + span - in));
        }
    }

    /**
     * Rows and columns added at each side, 0 to 1,000,000 each.
     *
     * @param top rows above the first
     * @param bottom rows below the last
     * @param left columns before the first
     * @param right columns after the last
     */
    record Explicit(int top, int bottom, int left, int right) implements Padding {
        public Explicit {
            if (Math.min(Math.min(top, bottom), Math.min(left, right)) < 0
                    || Math.max(Math.max(top, bottom), Math.max(left, right))
                            > Constructors.MOST_PIXELS) {
                throw new IllegalArgumentException(
                        "Padding: sides must lie in 0 .. %d, got top %d, bottom %d, left %d, right %d"
                                .formatted(Constructors.MOST_PIXELS, top, bottom, left, right));
            }
        }

        @Override
        public Explicit resolve(Size in, Size kernel, Size stride, Size dilation) {
            return this;
        }
    }

    /** The same number of rows and columns at every side. */
    static Padding of(int side) {
        return new Explicit(side, side, side, side);
    }

    /**
     * @param height rows above and below
     * @param width columns left and right
     */
    static Padding of(int height, int width) {
        return new Explicit(height, height, width, width);
    }

    /** The rows and columns this means for windows over a map of {@code in} pixels. */
    Explicit resolve(Size in, Size kernel, Size stride, Size dilation);
}
