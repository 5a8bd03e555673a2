package dev.fovea.kernel.vector;

/** The two sizes of Winograd's algorithm in use, and their transforms of one vector of channels. */
enum WinogradTile {
    /** F(2x2, 3x3): 2.25 times fewer products, 1.8 times the weights. */
    F2(Winograd2.SIZE),
    /** F(4x4, 3x3): four times fewer products, four times the weights. */
    F4(Winograd4.SIZE);

    private final int size;

    WinogradTile(int size) {
        this.size = size;
    }

    /** Outputs in each direction. */
    int size() {
        return size;
    }

    /** Inputs in each direction. */
    int span() {
        return size + 2;
    }

    /** Numbers that a tile of one channel is transformed into. */
    int planes() {
        return span() * span();
    }

    /** Floats of scratch that each transform needs. */
    int scratchSize() {
        return planes() * Lanes.COUNT;
    }

    /** The pixels of a tile, from {@code xOffset}, to {@link #planes()} vectors. */
    void input(
            float[] x,
            int xOffset,
            int rowStride,
            int pixelStride,
            float[] v,
            int vOffset,
            int planeStride,
            float[] scratch,
            int scratchOffset) {
        if (this == F4) {
            Winograd4.input(
                    x,
                    xOffset,
                    rowStride,
                    pixelStride,
                    v,
                    vOffset,
                    planeStride,
                    scratch,
                    scratchOffset);
        } else {
            Winograd2.input(
                    x,
                    xOffset,
                    rowStride,
                    pixelStride,
                    v,
                    vOffset,
                    planeStride,
                    scratch,
                    scratchOffset);
        }
    }

    /** Products back to pixels: {@code y = max(floor, A^T m A + bias)}, from {@code yOffset}. */
    void output(
            float[] m,
            int mOffset,
            int planeStride,
            float[] bias,
            int biasOffset,
            float floor,
            float[] y,
            int yOffset,
            int rowStride,
            int pixelStride,
            float[] scratch,
            int scratchOffset) {
        if (this == F4) {
            Winograd4.output(
                    m,
                    mOffset,
                    planeStride,
                    bias,
                    biasOffset,
                    floor,
                    y,
                    yOffset,
                    rowStride,
                    pixelStride,
                    scratch,
                    scratchOffset);
        } else {
            Winograd2.output(
                    m,
                    mOffset,
                    planeStride,
                    bias,
                    biasOffset,
                    floor,
                    y,
                    yOffset,
                    rowStride,
                    pixelStride,
                    scratch,
                    scratchOffset);
        }
    }

    /** Nine vectors of taps to {@link #planes()} vectors. */
    void weights(
            float[] g,
            int gOffset,
            float[] u,
            int uOffset,
            int planeStride,
            float[] scratch,
            int scratchOffset) {
        if (this == F4) {
            Winograd4.weights(g, gOffset, u, uOffset, planeStride, scratch, scratchOffset);
        } else {
            Winograd2.weights(g, gOffset, u, uOffset, planeStride, scratch, scratchOffset);
        }
    }
}
