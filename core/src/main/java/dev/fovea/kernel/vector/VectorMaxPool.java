package dev.fovea.kernel.vector;

import dev.fovea.kernel.PoolAxis;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/** Maxima of windows, channels along the lanes. One piece is some output rows. */
record VectorMaxPool(PoolGeometry geometry, PoolAxis rows, PoolAxis columns) {
    static VectorMaxPool of(PoolGeometry geometry) {
        return new VectorMaxPool(geometry, PoolAxis.rows(geometry), PoolAxis.columns(geometry));
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
        int width = geometry.outWidth() * geometry.channels();
        Pieces.overRows(
                workers,
                n * outHeight,
                geometry.inSize() / outHeight,
                (from, to) -> {
                    for (int row = from; row < to; row++) {
                        int xAt = xOffset + row / outHeight * geometry.inSize();
                        int at = row * width;
                        if (switches.length > 0) {
                            row(row % outHeight, x, xAt, y, yOffset + at, switches, at);
                        } else {
                            row(row % outHeight, x, xAt, y, yOffset + at);
                        }
                    }
                });
    }

    private void row(int oh, float[] x, int xAt, float[] y, int yAt) {
        int channels = geometry.channels();
        int line = geometry.inWidth() * channels;
        int down = rows.step() * line;
        int right = columns.step() * channels;
        int firstRow = rows.first(oh);
        int height = cells(firstRow, rows.end(oh), rows.step());
        for (int ow = 0; ow < geometry.outWidth(); ow++) {
            int firstColumn = columns.first(ow);
            int width = cells(firstColumn, columns.end(ow), columns.step());
            int at = xAt + firstRow * line + firstColumn * channels;
            int to = yAt + ow * channels;
            if (height == 2 && width == 2) {
                MaxWindows.two(channels, down, right, x, at, y, to);
            } else if (height > 0 && width > 0) {
                MaxWindows.any(channels, height, width, down, right, x, at, y, to);
            } else {
                Arrays.fill(y, to, to + channels, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private void row(
            int oh, float[] x, int xAt, float[] y, int yAt, int[] switches, int switchesAt) {
        int channels = geometry.channels();
        int line = geometry.inWidth() * channels;
        int down = rows.step() * line;
        int right = columns.step() * channels;
        int firstRow = rows.first(oh);
        int height = cells(firstRow, rows.end(oh), rows.step());
        for (int ow = 0; ow < geometry.outWidth(); ow++) {
            int firstColumn = columns.first(ow);
            int width = cells(firstColumn, columns.end(ow), columns.step());
            int cell = firstRow * line + firstColumn * channels;
            int to = yAt + ow * channels;
            int switchTo = switchesAt + ow * channels;
            if (height == 2 && width == 2) {
                MaxWindows.two(channels, down, right, cell, x, xAt, y, to, switches, switchTo);
            } else if (height > 0 && width > 0) {
                MaxWindows.any(
                        channels, height, width, down, right, cell, x, xAt, y, to, switches,
                        switchTo);
            } else {
                Arrays.fill(y, to, to + channels, Float.NEGATIVE_INFINITY);
                Arrays.fill(switches, switchTo, switchTo + channels, -1);
            }
        }
    }

    private static int cells(int first, int end, int step) {
        return Math.ceilDiv(end - first, step);
    }
}
