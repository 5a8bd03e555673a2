package dev.fovea.kernel;

/**
 * Every integer a pooling window needs.
 *
 * <p>{@code [N, inHeight, inWidth, channels] -> [N, outHeight, outWidth, channels]}. The output
 * extents are given, not derived, because ceil mode may add a last window that hangs over the
 * padded edge. Padding is never the winner of a maximum. An average divides by the cells of the
 * window that lie inside the input, or, with {@code countPadding}, by those inside the padded input
 * (PyTorch's {@code count_include_pad}).
 */
public record PoolGeometry(
        int inHeight,
        int inWidth,
        int channels,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        int dilationHeight,
        int dilationWidth,
        int outHeight,
        int outWidth,
        boolean countPadding) {
    public PoolGeometry {
        if (inHeight < 1 || inWidth < 1 || channels < 1 || outHeight < 1 || outWidth < 1) {
            throw new IllegalArgumentException("PoolGeometry: extents must be positive");
        }
        if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException("PoolGeometry: kernel and stride must be positive");
        }
        if (padTop < 0 || padBottom < 0 || padLeft < 0 || padRight < 0) {
            throw new IllegalArgumentException("PoolGeometry: padding must not be negative");
        }
        if (dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("PoolGeometry: dilation must be positive");
        }
    }

    /** A square window without padding, sizes rounded down. */
    public static PoolGeometry of(int height, int width, int channels, int kernel, int stride) {
        return new PoolGeometry(
                height,
                width,
                channels,
                kernel,
                kernel,
                stride,
                stride,
                0,
                0,
                0,
                0,
                1,
                1,
                (height - kernel) / stride + 1,
                (width - kernel) / stride + 1,
                false);
    }

    /** One window over the whole map: {@code [N, H, W, C] -> [N, 1, 1, C]}. */
    public static PoolGeometry global(int height, int width, int channels) {
        return new PoolGeometry(
                height, width, channels, height, width, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, false);
    }

    public int inSize() {
        return inHeight * inWidth * channels;
    }

    public int outSize() {
        return outHeight * outWidth * channels;
    }
}
