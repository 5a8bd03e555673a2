package dev.fovea.kernel.vector;

/** The two sizes of Winograd's algorithm in use, and their transforms. */
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

    /** Columns of pixels, see {@link Winograd4#inputColumns}. */
    void inputColumns(
            float[] x, int xOffset, int rowStride, int run, float[] t, int tOffset, int tStride) {
        if (this == F4) {
            Winograd4.inputColumns(x, xOffset, rowStride, run, t, tOffset, tStride);
        } else {
            Winograd2.inputColumns(x, xOffset, rowStride, run, t, tOffset, tStride);
        }
    }

    /** Half-transformed columns to planes, see {@link Winograd4#inputRows}. */
    void inputRows(
            float[] t,
            int tOffset,
            int vectors,
            float[] v,
            int vOffset,
            int blockStride,
            int planeStride) {
        if (this == F4) {
            Winograd4.inputRows(t, tOffset, vectors, v, vOffset, blockStride, planeStride);
        } else {
            Winograd2.inputRows(t, tOffset, vectors, v, vOffset, blockStride, planeStride);
        }
    }

    /** Products of one vector of channels back to pixels, see {@link Winograd4#output}. */
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

    /** Nine vectors of taps to planes. */
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
