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

    /** Real cells at the end that no window reads. */
    long unread() {
        return Math.max(0, (long) before + in - (out() - 1) * stride - span());
    }

    /**
     * {@link #unread()} where one more window would have begun among the real cells; 0 where it is
     * no more than the gap that a stride larger than the window leaves after every window.
     */
    long lost() {
        return out() > 0 && out() * stride < (long) before + in ? unread() : 0;
    }

    /** The first window that covers no real cell; -1 if all do. */
    long emptyWindow() {
        long out = out();
        for (long window = 0; window < out && window * stride < before; window++) {
            long skipped = Math.ceilDiv(before - window * stride, dilation);
            if (skipped >= kernel || window * stride - before + skipped * dilation >= in) {
                return window;
            }
        }
        long beyond = Math.ceilDiv((long) before + in, stride);
        return beyond < out ? beyond : -1;
    }

    /** The largest window, not larger than this one, that fits; at least 1. */
    int largestKernel() {
        long most = ((long) before + in + after - 1) / dilation + 1;
        return Math.toIntExact(Math.min(kernel, most));
    }

    /** The smallest input, not smaller than this one, into which the window fits. */
    int smallestInput() {
        return Math.toIntExact(Math.max(in, span() - before - after));
    }

    WindowAxis withIn(int in) {
        return new WindowAxis(in, kernel, stride, before, after, dilation, ceil);
    }

    WindowAxis withKernel(int kernel) {
        return new WindowAxis(in, kernel, stride, before, after, dilation, ceil);
    }

    WindowAxis withPadding(int before, int after) {
        return new WindowAxis(in, kernel, stride, before, after, dilation, ceil);
    }

    WindowAxis withCeil(boolean ceil) {
        return new WindowAxis(in, kernel, stride, before, after, dilation, ceil);
    }

    /** {@code (10 - 3 + 0) / 2 + 1 = 4.5}: the formula with its numbers, before rounding. */
    String formula() {
        String window = dilation == 1 ? kernel + "" : "%d (%d - 1) - 1".formatted(dilation, kernel);
        return "(%d - %s + %d) / %d + 1 = %s"
                .formatted(
                        in,
                        window,
                        (long) before + after,
                        stride,
                        Text.twoPlaces((double) room() / stride + 1));
    }
}
