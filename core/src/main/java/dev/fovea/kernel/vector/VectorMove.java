package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Copies in another order. */
final class VectorMove {
    /** Rows from here on are left to {@code System.arraycopy}, whose call costs more below. */
    private static final int LONG_ROW = 256;

    /**
     * A transpose moves tiles of this many pixels by so many channels. Few channels, because the
     * rows of y may lie a multiple of the cache's size apart and would drive one another out.
     */
    private static final int TILE_PIXELS = 64;

    private static final int TILE_CHANNELS = 8;

    private VectorMove() {}

    static void copyRows(
            Workers workers,
            int rows,
            int width,
            float[] x,
            int xOffset,
            int xStride,
            float[] y,
            int yOffset,
            int yStride) {
        if (xStride == width && yStride == width) {
            Pieces.overElements(
                    workers,
                    rows * width,
                    (from, to) ->
                            System.arraycopy(x, xOffset + from, y, yOffset + from, to - from));
            return;
        }
        Pieces.overRows(
                workers,
                rows,
                width,
                (from, to) -> {
                    for (int row = from; row < to; row++) {
                        int xAt = xOffset + row * xStride;
                        int yAt = yOffset + row * yStride;
                        if (width >= LONG_ROW) {
                            System.arraycopy(x, xAt, y, yAt, width);
                        } else {
                            copy(width, x, xAt, y, yAt);
                        }
                    }
                });
    }

    private static void copy(int length, float[] x, int xAt, float[] y, int yAt) {
        int i = 0;
        for (; i < FLOATS.loopBound(length); i += COUNT) {
            FloatVector.fromArray(FLOATS, x, xAt + i).intoArray(y, yAt + i);
        }
        if (i < length) {
            VectorMask<Float> last = FLOATS.indexInRange(i, length);
            FloatVector.fromArray(FLOATS, x, xAt + i, last).intoArray(y, yAt + i, last);
        }
    }

    /** One piece is {@link #TILE_PIXELS} pixels of one image. */
    static void pixelsToChannels(
            Workers workers,
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        int tiles = Math.ceilDiv(pixels, TILE_PIXELS);
        workers.run(
                n * tiles,
                (piece, worker) -> {
                    int image = piece / tiles * pixels * channels;
                    int from = piece % tiles * TILE_PIXELS;
                    int to = Math.min(pixels, from + TILE_PIXELS);
                    int xAt = xOffset + image;
                    int yAt = yOffset + image;
                    for (int c = 0; c < channels; c += TILE_CHANNELS) {
                        int end = Math.min(channels, c + TILE_CHANNELS);
                        transposeTile(from, to, c, end, pixels, channels, x, xAt, y, yAt);
                    }
                });
    }

    private static void transposeTile(
            int fromPixel,
            int toPixel,
            int fromChannel,
            int toChannel,
            int pixels,
            int channels,
            float[] x,
            int xAt,
            float[] y,
            int yAt) {
        for (int pixel = fromPixel; pixel < toPixel; pixel++) {
            int row = xAt + pixel * channels;
            int column = yAt + pixel;
            for (int c = fromChannel; c < toChannel; c++) {
                y[column + c * pixels] = x[row + c];
            }
        }
    }

    static void channelShuffle(
            Workers workers,
            int rows,
            int channels,
            int groups,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        int size = channels / groups;
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        shuffle(size, groups, x, xOffset + at, y, yOffset + at);
                    }
                });
    }

    private static void shuffle(int size, int groups, float[] x, int xAt, float[] y, int yAt) {
        for (int group = 0; group < groups; group++) {
            int from = xAt + group * size;
            int to = yAt + group;
            for (int i = 0; i < size; i++) {
                y[to + i * groups] = x[from + i];
            }
        }
    }
}
