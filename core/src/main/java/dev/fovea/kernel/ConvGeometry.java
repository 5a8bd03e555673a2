package dev.fovea.kernel;

/**
 * Every integer a convolution needs, worked out and validated once.
 *
 * <p>{@code [N, inHeight, inWidth, inChannels] -> [N, outHeight, outWidth, outChannels]} with
 * {@code outHeight = floor((inHeight + padTop + padBottom - dilationHeight (kernelHeight - 1) - 1)
 * / strideHeight) + 1}, width likewise. Weights are {@code [outChannels, inChannels / groups,
 * kernelHeight, kernelWidth]}. Output channel k reads the input channels of group {@code k /
 * (outChannels / groups)}. As everywhere in the field this is a cross-correlation: the kernel is
 * not flipped.
 */
public record ConvGeometry(
        int inHeight,
        int inWidth,
        int inChannels,
        int outChannels,
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
        int groups) {
    public ConvGeometry {
        if (inHeight < 1 || inWidth < 1 || inChannels < 1 || outChannels < 1 || groups < 1) {
            throw new IllegalArgumentException("ConvGeometry: extents and groups must be positive");
        }
        if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException("ConvGeometry: kernel and stride must be positive");
        }
        if (padTop < 0 || padBottom < 0 || padLeft < 0 || padRight < 0) {
            throw new IllegalArgumentException("ConvGeometry: padding must not be negative");
        }
        if (dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("ConvGeometry: dilation must be positive");
        }
        if (inChannels % groups != 0 || outChannels % groups != 0) {
            throw new IllegalArgumentException(
                    "ConvGeometry: groups "
                            + groups
                            + " must divide "
                            + inChannels
                            + " input and "
                            + outChannels
                            + " output channels");
        }
        if (inHeight + padTop + padBottom < dilationHeight * (kernelHeight - 1) + 1
                || inWidth + padLeft + padRight < dilationWidth * (kernelWidth - 1) + 1) {
            throw new IllegalArgumentException(
                    "ConvGeometry: the window is larger than the padded input");
        }
    }

    /** A square, ungrouped, undilated convolution with the same padding on all sides. */
    public static ConvGeometry of(
            int height,
            int width,
            int inChannels,
            int outChannels,
            int kernel,
            int stride,
            int padding) {
        return new ConvGeometry(
                height,
                width,
                inChannels,
                outChannels,
                kernel,
                kernel,
                stride,
                stride,
                padding,
                padding,
                padding,
                padding,
                1,
                1,
                1);
    }

    public int outHeight() {
        return (inHeight + padTop + padBottom - dilationHeight * (kernelHeight - 1) - 1)
                        / strideHeight
                + 1;
    }

    public int outWidth() {
        return (inWidth + padLeft + padRight - dilationWidth * (kernelWidth - 1) - 1) / strideWidth
                + 1;
    }

    /** Numbers of one input image. */
    public int inSize() {
        return inHeight * inWidth * inChannels;
    }

    /** Numbers of one output image. */
    public int outSize() {
        return outHeight() * outWidth() * outChannels;
    }

    public int weightSize() {
        return outChannels * (inChannels / groups) * kernelHeight * kernelWidth;
    }

    /** Multiply-adds of one image, padding counted as if it were read. */
    public long multiplyAdds() {
        return (long) outHeight() * outWidth() * weightSize();
    }

    /** True when each group has one input channel. */
    public boolean isDepthwise() {
        return groups == inChannels && groups > 1;
    }

    /** True for a 1x1 kernel with stride 1 and no padding: a plain matrix product over pixels. */
    public boolean isPointwise() {
        return kernelHeight == 1
                && kernelWidth == 1
                && strideHeight == 1
                && strideWidth == 1
                && padTop == 0
                && padBottom == 0
                && padLeft == 0
                && padRight == 0
                && groups == 1;
    }

    @Override
    public String toString() {
        return inHeight
                + "x"
                + inWidth
                + "x"
                + inChannels
                + " -> "
                + outHeight()
                + "x"
                + outWidth()
                + "x"
                + outChannels
                + " kernel "
                + kernelHeight
                + "x"
                + kernelWidth
                + " stride "
                + strideHeight
                + "x"
                + strideWidth
                + " padding "
                + padTop
                + ","
                + padBottom
                + ","
                + padLeft
                + ","
                + padRight
                + " dilation "
                + dilationHeight
                + "x"
                + dilationWidth
                + " groups "
                + groups;
    }
}
