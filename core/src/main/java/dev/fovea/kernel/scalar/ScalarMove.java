package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Workers;

/** Copies in another order. */
final class ScalarMove {
    private ScalarMove() {}

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
        Pieces.overRows(
                workers,
                rows,
                width,
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        System.arraycopy(
                                x, xOffset + row * xStride, y, yOffset + row * yStride, width);
                    }
                });
    }

    /** One piece is {@link Pieces#CHANNELS} channels of one image: columns of x, rows of y. */
    static void pixelsToChannels(
            Workers workers,
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        Pieces.overImagesAndChannels(
                workers,
                n,
                channels,
                (image, from, to, worker) -> {
                    int xAt = xOffset + image * pixels * channels;
                    int yAt = yOffset + image * pixels * channels;
                    for (int pixel = 0; pixel < pixels; pixel++) {
                        for (int c = from; c < to; c++) {
                            y[yAt + c * pixels + pixel] = x[xAt + pixel * channels + c];
                        }
                    }
                });
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
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        int xAt = xOffset + row * channels;
                        int yAt = yOffset + row * channels;
                        for (int group = 0; group < groups; group++) {
                            for (int i = 0; i < size; i++) {
                                y[yAt + i * groups + group] = x[xAt + group * size + i];
                            }
                        }
                    }
                });
    }
}
