package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Workers;

/** {@code y = x if x > 0, else slope x}, with one slope or one a channel. */
final class ScalarPrelu {
    private ScalarPrelu() {}

    static void forward(
            Workers workers,
            int rows,
            int channels,
            float[] slope,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        int step = slope.length == 1 ? 0 : 1;
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        for (int c = 0; c < channels; c++) {
                            float value = x[xOffset + at + c];
                            y[yOffset + at + c] = value > 0 ? value : slope[c * step] * value;
                        }
                    }
                });
    }

    static void backward(
            Workers workers,
            int rows,
            int channels,
            float[] slope,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dSlope,
            float[] dx,
            int dxOffset) {
        boolean shared = slope.length == 1;
        int width = shared ? 1 : channels;
        // A shared slope is one channel of rows * channels rows.
        int length = shared ? rows * channels : rows;
        Pieces.overChannels(
                workers,
                width,
                (from, to, worker) -> {
                    var sums = new double[Pieces.CHANNELS];
                    for (int row = 0; row < length; row++) {
                        int at = row * width;
                        for (int c = from; c < to; c++) {
                            float value = x[xOffset + at + c];
                            float gradient = dy[dyOffset + at + c];
                            if (value > 0) {
                                dx[dxOffset + at + c] = gradient;
                            } else {
                                sums[c - from] += (double) value * gradient;
                                dx[dxOffset + at + c] = slope[c] * gradient;
                            }
                        }
                    }
                    for (int c = from; c < to; c++) {
                        dSlope[c] = (float) sums[c - from];
                    }
                });
    }
}
