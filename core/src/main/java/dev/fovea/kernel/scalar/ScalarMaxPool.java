package dev.fovea.kernel.scalar;

import dev.fovea.kernel.PoolAxis;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * Maxima of windows. Forward, one piece is one output row of one image; backward, where windows may
 * overlap, {@link Pieces#CHANNELS} channels of one image.
 */
record ScalarMaxPool(PoolGeometry geometry, PoolAxis rows, PoolAxis columns) {
    static ScalarMaxPool of(PoolGeometry geometry) {
        return new ScalarMaxPool(geometry, PoolAxis.rows(geometry), PoolAxis.columns(geometry));
    }

    void forward(
            Workers workers,
            int n,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int[] switches) {
        int outHeight = geometry.outHeight();
        workers.run(
                n * outHeight,
                (piece, worker) -> {
                    int xAt = xOffset + piece / outHeight * geometry.inSize();
                    for (int ow = 0; ow < geometry.outWidth(); ow++) {
                        int at = (piece * geometry.outWidth() + ow) * geometry.channels();
                        if (switches.length == 0) {
                            window(piece % outHeight, ow, x, xAt, y, yOffset + at);
                        } else {
                            window(piece % outHeight, ow, x, xAt, y, yOffset + at, switches, at);
                        }
                    }
                });
    }

    private void window(int oh, int ow, float[] x, int xAt, float[] y, int yAt) {
        int channels = geometry.channels();
        Arrays.fill(y, yAt, yAt + channels, Float.NEGATIVE_INFINITY);
        for (int ih = rows.first(oh); ih < rows.end(oh); ih += rows.step()) {
            for (int iw = columns.first(ow); iw < columns.end(ow); iw += columns.step()) {
                int pixel = xAt + (ih * geometry.inWidth() + iw) * channels;
                for (int c = 0; c < channels; c++) {
                    float value = x[pixel + c];
                    if (wins(value, y[yAt + c])) {
                        y[yAt + c] = value;
                    }
                }
            }
        }
    }

    private void window(
            int oh,
            int ow,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int[] switches,
            int switchesAt) {
        int channels = geometry.channels();
        Arrays.fill(y, yAt, yAt + channels, Float.NEGATIVE_INFINITY);
        Arrays.fill(switches, switchesAt, switchesAt + channels, -1);
        for (int ih = rows.first(oh); ih < rows.end(oh); ih += rows.step()) {
            for (int iw = columns.first(ow); iw < columns.end(ow); iw += columns.step()) {
                int pixel = (ih * geometry.inWidth() + iw) * channels;
                for (int c = 0; c < channels; c++) {
                    float value = x[xAt + pixel + c];
                    if (wins(value, y[yAt + c]) || switches[switchesAt + c] < 0) {
                        y[yAt + c] = value;
                        switches[switchesAt + c] = pixel + c;
                    }
                }
            }
        }
    }

    private static boolean wins(float value, float best) {
        return value > best || (Float.isNaN(value) && !Float.isNaN(best));
    }

    void backward(
            Workers workers,
            int n,
            float[] dy,
            int dyOffset,
            int[] switches,
            float[] dx,
            int dxOffset) {
        int channels = geometry.channels();
        int windows = geometry.outHeight() * geometry.outWidth();
        int pixels = geometry.inHeight() * geometry.inWidth();
        Pieces.overImagesAndChannels(
                workers,
                n,
                channels,
                (image, from, to, worker) -> {
                    int dxAt = dxOffset + image * geometry.inSize();
                    Rows.clearColumns(pixels, channels, from, to, dx, dxAt);
                    for (int window = 0; window < windows; window++) {
                        int at = (image * windows + window) * channels;
                        for (int c = from; c < to; c++) {
                            int winner = switches[at + c];
                            if (winner >= 0) {
                                dx[dxAt + winner] += dy[dyOffset + at + c];
                            }
                        }
                    }
                });
    }
}
