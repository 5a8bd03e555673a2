package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.ConvGeometry;
import java.util.Arrays;
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
    static WinogradInput of(WinogradTile tile, ConvGeometry geometry) {
        return new WinogradInput(
                tile,
                geometry.inHeight(),
                geometry.inWidth(),
                geometry.inChannels(),
                geometry.padTop(),
                geometry.padLeft(),
                Panels.ceilDiv(geometry.outHeight(), tile.size()),
                Panels.ceilDiv(geometry.outWidth(), tile.size()));
    }

    /** Floats of scratch for one thread, room for two tiles. */
    int scratchSize() {
        return 2 * tile.scratchSize();
    }

    int tilesPerImage() {
        return tilesHigh * tilesWide;
    }

    /**
     * Transforms the channels from {@code firstChannel} to {@code lastChannel} of one tile.
     *
     * @param index of the tile
     * @param firstChannel a multiple of the lanes
     * @param v vector i of channels goes to {@code vOffset + i blockStride}, lanes beyond the last
     *     channel are zero
     * @param scratch {@link #scratchSize()} floats from {@code scratchOffset}
     */
    void transform(
            int index,
            int firstChannel,
            int lastChannel,
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
        int span = tile.span();
        boolean inside = top >= 0 && left >= 0 && top + span <= height && left + span <= width;
        int whole =
                inside ? firstChannel + (lastChannel - firstChannel) / COUNT * COUNT : firstChannel;
        int target = vOffset;
        for (int c = firstChannel; c < whole; c += COUNT) {
            tile.input(
                    x,
                    corner + c,
                    width * channels,
                    channels,
                    v,
                    target,
                    planeStride,
                    scratch,
                    scratchOffset);
            target += blockStride;
        }
        if (whole < lastChannel) {
            int window = scratchOffset + tile.scratchSize();
            Arrays.fill(scratch, window, window + tile.scratchSize(), 0);
            for (int c = whole; c < lastChannel; c += COUNT) {
                copyWindow(
                        x,
                        corner + c,
                        top,
                        left,
                        Math.min(COUNT, lastChannel - c),
                        scratch,
                        window);
                tile.input(
                        scratch,
                        window,
                        span * COUNT,
                        COUNT,
                        v,
                        target,
                        planeStride,
                        scratch,
                        scratchOffset);
                target += blockStride;
            }
        }
    }

    /** Copies what lies inside the map; the rest of the window stays as it is. */
    private void copyWindow(
            float[] x, int corner, int top, int left, int lanes, float[] window, int offset) {
        int span = tile.span();
        int firstRow = Math.max(0, -top);
        int lastRow = Math.min(span, height - top);
        int firstColumn = Math.max(0, -left);
        int lastColumn = Math.min(span, width - left);
        for (int i = firstRow; i < lastRow; i++) {
            for (int j = firstColumn; j < lastColumn; j++) {
                int from = corner + (i * width + j) * channels;
                int to = offset + (i * span + j) * COUNT;
                if (lanes == COUNT) {
                    FloatVector.fromArray(FLOATS, x, from).intoArray(window, to);
                } else {
                    copyLanes(x, from, lanes, window, to);
                }
            }
        }
    }

    private static void copyLanes(float[] x, int from, int lanes, float[] window, int to) {
        for (int l = 0; l < lanes; l++) {
            window[to + l] = x[from + l];
        }
        for (int l = lanes; l < COUNT; l++) {
            window[to + l] = 0;
        }
    }
}
