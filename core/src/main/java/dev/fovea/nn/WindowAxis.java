package dev.fovea.nn;

/**
 * A window sliding along one axis, either the rows or the columns.
 *
 * @param in real cells
 * @param kernel cells of the window
 * @param stride cells from one window to the next
 * @param before padding before the first real cell
 * @param after padding after the last
 * @param dilation cells from one cell of the window to the next
 * @param ceil whether a last window may hang over the padded edge, as long as it starts inside the
 *     input or the padding before it (PyTorch's {@code ceil_mode})
 */
record WindowAxis(
        int in, int kernel, int stride, int before, int after, int dilation, boolean ceil) {
    static WindowAxis rows(
            Size in,
            Size kernel,
            Size stride,
            Padding.Explicit padding,
            Size dilation,
            boolean ceil) {
        return new WindowAxis(
                in.height(),
                kernel.height(),
                stride.height(),
                padding.top(),
                padding.bottom(),
                dilation.height(),
                ceil);
    }

    static WindowAxis columns(
            Size in,
            Size kernel,
            Size stride,
            Padding.Explicit padding,
            Size dilation,
            boolean ceil) {
        return new WindowAxis(
                in.width(),
                kernel.width(),
                stride.width(),
                padding.left(),
                padding.right(),
                dilation.width(),
                ceil);
    }

    /** Cells from the first of the window to its last. */
    long span() {
        return (long) dilation * (kernel - 1) + 1;
    }

    /** How far the first window can slide until it touches the end; negative if it does not fit. */
    long room() {
        return (long) in + before + after - span();
    }

    /** The number of windows; 0 or less if there is none. */
    long out() {
        if (!ceil) {
            return Math.floorDiv(room(), stride) + 1;
        }
        long out = Math.ceilDiv(room(), stride) + 1;
        return (out - 1) * stride >= (long) in + before ? out - 1 : out;
    }

    /** True if some window covers no real cell. */
    boolean hasEmptyWindow() {
        long out = out();
        for (long window = 0; window < out; window++) {
            long start = window * stride - before;
            // the first real cell of the window at or after cell 0 of the input
            long skipped = start < 0 ? Math.ceilDiv(-start, dilation) : 0;
            if (skipped >= kernel || start + skipped * dilation >= in) {
                return true;
            }
        }
        return false;
    }
}
