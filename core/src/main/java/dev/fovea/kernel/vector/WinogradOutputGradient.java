package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.COLUMNS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Cuts gradients {@code [N, height, width, channels]} into tiles of 4x4 pixels and transforms them
 * ({@link Winograd4Gradient#output}); what lies outside of a map is zero. Tiles are numbered as
 * {@link WinogradInput} numbers them.
 */
record WinogradOutputGradient(int height, int width, int channels, int tilesHigh, int tilesWide) {
    private static final int SIZE = Winograd4.SIZE;

    /** Floats of scratch for one thread. */
    static final int SCRATCH = Winograd4.SCRATCH + SIZE * SIZE * COUNT;

    /**
     * Transforms all channels of one tile into panels of a right operand (see {@link
     * OuterProducts}).
     *
     * @param index of the tile
     * @param t which of {@code room} rows of the operand it becomes
     * @param scratch {@link #SCRATCH} floats from {@code scratchOffset}
     */
    void transform(
            int index,
            int t,
            int room,
            float[] dy,
            int dyOffset,
            float[] d,
            int dOffset,
            int planeStride,
            float[] scratch,
            int scratchOffset) {
        int inImage = index % (tilesHigh * tilesWide);
        int image = index / (tilesHigh * tilesWide);
        int top = inImage / tilesWide * SIZE;
        int left = inImage % tilesWide * SIZE;
        int corner = dyOffset + ((image * height + top) * width + left) * channels;
        int rows = Math.min(SIZE, height - top);
        int columns = Math.min(SIZE, width - left);
        boolean inside = rows == SIZE && columns == SIZE;
        int window = scratchOffset + Winograd4.SCRATCH;
        if (!inside) {
            Arrays.fill(scratch, window, window + SIZE * SIZE * COUNT, 0);
        }
        for (int c = 0; c < channels; c += COUNT) {
            int target = dOffset + (c / COLUMNS * room + t) * COLUMNS + c % COLUMNS;
            int lanes = Math.min(COUNT, channels - c);
            if (inside && lanes == COUNT) {
                Winograd4Gradient.output(
                        dy,
                        corner + c,
                        width * channels,
                        channels,
                        d,
                        target,
                        planeStride,
                        scratch,
                        scratchOffset);
            } else {
                copyWindow(dy, corner + c, rows, columns, lanes, scratch, window);
                Winograd4Gradient.output(
                        scratch,
                        window,
                        SIZE * COUNT,
                        COUNT,
                        d,
                        target,
                        planeStride,
                        scratch,
                        scratchOffset);
            }
        }
    }

    private void copyWindow(
            float[] dy, int corner, int rows, int columns, int lanes, float[] window, int offset) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int from = corner + (i * width + j) * channels;
                int to = offset + (i * SIZE + j) * COUNT;
                if (lanes == COUNT) {
                    FloatVector.fromArray(FLOATS, dy, from).intoArray(window, to);
                } else {
                    System.arraycopy(dy, from, window, to, lanes);
                    Arrays.fill(window, to + lanes, to + COUNT, 0);
                }
            }
        }
    }
}
