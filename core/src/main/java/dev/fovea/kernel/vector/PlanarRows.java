package dev.fovea.kernel.vector;

import dev.fovea.kernel.ConvGeometry;
import java.util.Arrays;

/**
 * Input rows of a map of few channels, rearranged so that what neighbouring output pixels read lies
 * side by side: {@code [row][channel][phase][column / strideWidth]}, where the phase is the column
 * modulo the stride. Padding left and right is part of a row, and a row outside of the map is zero.
 */
final class PlanarRows {
    private final ConvGeometry geometry;
    private final int stride;

    /** Columns of one phase, with room for a last tile of output pixels. */
    private final int phaseSize;

    private final int[] offsets;

    /**
     * @param tileWidth output pixels that are read together, so that the last tile may read as many
     *     beyond the last pixel
     */
    PlanarRows(ConvGeometry geometry, int tileWidth) {
        this.geometry = geometry;
        stride = geometry.strideWidth();
        int reach = geometry.dilationWidth() * (geometry.kernelWidth() - 1) / stride;
        int padded = geometry.inWidth() + geometry.padLeft() + geometry.padRight();
        phaseSize =
                Math.max(
                        Panels.roundUp(geometry.outWidth(), tileWidth) + reach + 1,
                        Panels.ceilDiv(padded, stride));
        offsets = offsets();
    }

    /** Floats of one row. */
    int rowSize() {
        return geometry.inChannels() * stride * phaseSize;
    }

    /**
     * Where output pixel 0 of output row 0 finds the k-th number of its window, counted from the
     * row that its window begins in, with k ordered as {@link GemmWeights} has it; the next pixel
     * finds it one further on.
     */
    int[] windowOffsets() {
        return offsets;
    }

    private int[] offsets() {
        int channels = geometry.inChannels();
        var all = new int[geometry.kernelHeight() * geometry.kernelWidth() * channels];
        int i = 0;
        for (int h = 0; h < geometry.kernelHeight(); h++) {
            for (int w = 0; w < geometry.kernelWidth(); w++) {
                int column = w * geometry.dilationWidth();
                for (int c = 0; c < channels; c++) {
                    int plane = c * stride + column % stride;
                    all[i++] =
                            h * geometry.dilationHeight() * rowSize()
                                    + plane * phaseSize
                                    + column / stride;
                }
            }
        }
        return all;
    }

    /**
     * Rearranges {@code rows} rows of an image, from row {@code first} on, which may be outside.
     */
    void fill(float[] x, int image, int first, int rows, float[] planes, int offset) {
        Arrays.fill(planes, offset, offset + rows * rowSize(), 0);
        int channels = geometry.inChannels();
        for (int r = 0; r < rows; r++) {
            int h = first + r;
            if (h >= 0 && h < geometry.inHeight()) {
                int from = image + h * geometry.inWidth() * channels;
                for (int c = 0; c < channels; c++) {
                    spread(x, from + c, planes, offset + r * rowSize() + c * stride * phaseSize);
                }
            }
        }
    }

    /** One channel of one row. */
    private void spread(float[] x, int from, float[] planes, int offset) {
        int channels = geometry.inChannels();
        int width = geometry.inWidth();
        int padLeft = geometry.padLeft();
        for (int phase = 0; phase < stride; phase++) {
            // Columns w with (w + padLeft) modulo stride = phase.
            int w = Math.floorMod(phase - padLeft, stride);
            int to = offset + phase * phaseSize + (w + padLeft) / stride;
            for (; w < width; w += stride) {
                planes[to++] = x[from + w * channels];
            }
        }
    }
}
