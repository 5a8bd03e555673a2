package dev.fovea.kernel.vector;

import dev.fovea.kernel.ConvGeometry;

/**
 * Windows over a map {@code [inHeight, inWidth, inChannels]}, {@code outHeight} by {@code outWidth}
 * of them: window (h, w) begins {@code top} rows above row {@code h strideHeight} and {@code left}
 * columns before column {@code w strideWidth}. Unlike padding, top and left may be negative, and
 * windows may end anywhere: the gradient of a convolution reads such ones.
 */
record WindowGrid(
        int inHeight,
        int inWidth,
        int inChannels,
        int outHeight,
        int outWidth,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int top,
        int left,
        int dilationHeight,
        int dilationWidth,
        int groups) {

    /** The windows that a convolution reads. */
    static WindowGrid of(ConvGeometry g) {
        return new WindowGrid(
                g.inHeight(),
                g.inWidth(),
                g.inChannels(),
                g.outHeight(),
                g.outWidth(),
                g.kernelHeight(),
                g.kernelWidth(),
                g.strideHeight(),
                g.strideWidth(),
                g.padTop(),
                g.padLeft(),
                g.dilationHeight(),
                g.dilationWidth(),
                g.groups());
    }

    /** The same windows over other groups of channels. */
    WindowGrid withGroups(int count) {
        return new WindowGrid(
                inHeight,
                inWidth,
                inChannels,
                outHeight,
                outWidth,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                top,
                left,
                dilationHeight,
                dilationWidth,
                count);
    }

    int taps() {
        return kernelHeight * kernelWidth;
    }

    /** Windows of one map. */
    int windows() {
        return outHeight * outWidth;
    }

    /** Floats of one map. */
    int mapSize() {
        return inHeight * inWidth * inChannels;
    }

    /** Whether window i is pixel i with all its channels. */
    boolean isPointwise() {
        return kernelHeight == 1
                && kernelWidth == 1
                && strideHeight == 1
                && strideWidth == 1
                && top == 0
                && left == 0
                && outHeight == inHeight
                && outWidth == inWidth
                && groups == 1;
    }
}
