package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import jdk.incubator.vector.FloatVector;

/**
 * Cuts maps {@code [N, height, width, channels]} into the overlapping tiles that Winograd's
 * algorithm reads, and transforms them; what lies outside of a map is zero.
 *
 * <p>Tiles are numbered by image, row and column. Output pixel (0, 0) of an image reads its first
 * input at {@code (-padTop, -padLeft)}.
 *
 * @param height of the input, like width
 * @param tilesHigh tiles that cover the output's height, like tilesWide
 */
record WinogradInput(
        WinogradTile tile,
        int height,
        int width,
        int channels,
        int padTop,
        int padLeft,
        int tilesHigh,
        int tilesWide) {
    /** Channels transformed together: a tile of them fits the first-level cache. */
    private static final int CHANNELS_AT_ONCE = 128;

    static WinogradInput of(WinogradTile tile, ConvGeometry geometry) {
        return new WinogradInput(
                tile,
                geometry.inHeight(),
                geometry.inWidth(),
                geometry.inChannels(),
                geometry.padTop(),
                geometry.padLeft(),
                ceilDiv(geometry.outHeight(), tile.size()),
                ceilDiv(geometry.outWidth(), tile.size()));
    }

    /** Floats of scratch for one thread: a half-transformed tile and a window with its edges. */
    int scratchSize() {
        int pixel = roundUp(Math.min(channels, CHANNELS_AT_ONCE), COUNT);
        return 2 * tile.planes() * pixel;
    }

    int tilesPerImage() {
        return tilesHigh * tilesWide;
    }

    /**
     * Transforms all channels of one tile. Where they do not fill their last vector, its other
     * lanes hold something or other.
     *
     * @param index of the tile
     * @param v vector i of channels goes to {@code vOffset + i blockStride}
     * @param scratch {@link #scratchSize()} floats from {@code scratchOffset}
     */
    void transform(
            int index,
            float[] x,
            int xOffset,
            float[] v,
            int vOffset,
            int blockStride,
            int planeStride,
            float[] scratch,
            int scratchOffset) {
        int inImage = index % tilesPerImage();
        int top = inImage / tilesWide * tile.size() - padTop;
        int left = inImage % tilesWide * tile.size() - padLeft;
        int image = xOffset + index / tilesPerImage() * height * width * channels;
        int corner = image + (top * width + left) * channels;
        for (int c = 0; c < channels; c += CHANNELS_AT_ONCE) {
            int vectors = ceilDiv(Math.min(CHANNELS_AT_ONCE, channels - c), COUNT);
            columns(x, corner + c, top, left, vectors, scratch, scratchOffset);
            int target = vOffset + c / COUNT * blockStride;
            tile.inputRows(scratch, scratchOffset, vectors, v, target, blockStride, planeStride);
        }
    }

    /**
     * Transforms the columns of a tile; zeros take the place of what is not inside the map. Columns
     * that lie side by side in memory are transformed in one go.
     */
    private void columns(
            float[] x, int corner, int top, int left, int vectors, float[] t, int tOffset) {
        int span = tile.span();
        int pixel = vectors * COUNT;
        int rowStride = width * channels;
        int firstRow = Math.clamp(-top, 0, span);
        int lastRow = Math.clamp(height - top, firstRow, span);
        int firstColumn = Math.clamp(-left, 0, span);
        int lastColumn = Math.clamp(width - left, firstColumn, span);
        if (firstColumn > 0) {
            clearColumns(0, firstColumn, pixel, t, tOffset);
        }
        if (lastColumn < span) {
            clearColumns(lastColumn, span, pixel, t, tOffset);
        }
        boolean whole = lastRow - firstRow == span;
        int columnsAtOnce = pixel == channels ? lastColumn - firstColumn : 1;
        int run = columnsAtOnce * pixel;
        int window = tOffset + span * span * pixel;
        if (!whole) {
            clear(t, window, firstRow * run);
            clear(t, window + lastRow * run, (span - lastRow) * run);
        }
        for (int j = firstColumn; j < lastColumn; j += columnsAtOnce) {
            int from = corner + j * channels;
            int to = tOffset + j * pixel;
            if (whole) {
                tile.inputColumns(x, from, rowStride, run, t, to, span * pixel);
            } else {
                for (int i = firstRow; i < lastRow; i++) {
                    copy(x, from + i * rowStride, t, window + i * run, run);
                }
                tile.inputColumns(t, window, run, run, t, to, span * pixel);
            }
        }
    }

    private void clearColumns(int first, int last, int pixel, float[] t, int tOffset) {
        int span = tile.span();
        for (int i = 0; i < span; i++) {
            clear(t, tOffset + (i * span + first) * pixel, (last - first) * pixel);
        }
    }

    private static void clear(float[] t, int from, int length) {
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = 0; i < length; i += COUNT) {
            zero.intoArray(t, from + i);
        }
    }

    private static void copy(float[] x, int from, float[] y, int to, int length) {
        for (int i = 0; i < length; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, from + i).intoArray(y, to + i);
        }
    }
}
