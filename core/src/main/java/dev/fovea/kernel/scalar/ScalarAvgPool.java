package dev.fovea.kernel.scalar;

import dev.fovea.kernel.PoolAxis;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * Averages of windows, summed in double precision. Forward, one piece is one output row of one
 * image; backward, where windows may overlap, {@link Pieces#CHANNELS} channels of one image.
 */
record ScalarAvgPool(PoolGeometry geometry, PoolAxis rows, PoolAxis columns) {
    static ScalarAvgPool of(PoolGeometry geometry) {
        return new ScalarAvgPool(geometry, PoolAxis.rows(geometry), PoolAxis.columns(geometry));
    }

    static ScalarAvgPool adaptive(PoolGeometry geometry) {
        return new ScalarAvgPool(
                geometry, PoolAxis.adaptiveRows(geometry), PoolAxis.adaptiveColumns(geometry));
    }

    void forward(Workers workers, int n, float[] x, int xOffset, float[] y, int yOffset) {
        int outHeight = geometry.outHeight();
        var ofWorkers = new PerWorker<>(workers, () -> new double[Pieces.CHANNELS]);
        workers.run(
                n * outHeight,
                (piece, worker) -> {
                    int xAt = xOffset + piece / outHeight * geometry.inSize();
                    int yAt = yOffset + piece * geometry.outWidth() * geometry.channels();
                    double[] sums = ofWorkers.of(worker);
                    for (int ow = 0; ow < geometry.outWidth(); ow++) {
                        int at = yAt + ow * geometry.channels();
                        window(piece % outHeight, ow, x, xAt, sums, y, at);
                    }
                });
    }

    private void window(int oh, int ow, float[] x, int xAt, double[] sums, float[] y, int yAt) {
        int channels = geometry.channels();
        int count = rows.count(oh) * columns.count(ow);
        for (int from = 0; from < channels; from += Pieces.CHANNELS) {
            int length = Math.min(Pieces.CHANNELS, channels - from);
            Arrays.fill(sums, 0);
            for (int ih = rows.first(oh); ih < rows.end(oh); ih += rows.step()) {
                for (int iw = columns.first(ow); iw < columns.end(ow); iw += columns.step()) {
                    int pixel = (ih * geometry.inWidth() + iw) * channels;
                    Rows.addTo(length, sums, x, xAt + pixel + from);
                }
            }
            for (int c = 0; c < length; c++) {
                y[yAt + from + c] = (float) (sums[c] / count);
            }
        }
    }

    void backward(Workers workers, int n, float[] dy, int dyOffset, float[] dx, int dxOffset) {
        int channels = geometry.channels();
        int pixels = geometry.inHeight() * geometry.inWidth();
        Pieces.overImagesAndChannels(
                workers,
                n,
                channels,
                (image, from, to, worker) -> {
                    int dxAt = dxOffset + image * geometry.inSize();
                    int dyAt = dyOffset + image * geometry.outSize() + from;
                    Rows.clearColumns(pixels, channels, from, to, dx, dxAt);
                    for (int oh = 0; oh < geometry.outHeight(); oh++) {
                        for (int ow = 0; ow < geometry.outWidth(); ow++) {
                            int at = dyAt + (oh * geometry.outWidth() + ow) * channels;
                            share(oh, ow, to - from, dy, at, dx, dxAt + from);
                        }
                    }
                });
    }

    private void share(int oh, int ow, int length, float[] dy, int dyAt, float[] dx, int dxAt) {
        float share = 1f / (rows.count(oh) * columns.count(ow));
        for (int ih = rows.first(oh); ih < rows.end(oh); ih += rows.step()) {
            for (int iw = columns.first(ow); iw < columns.end(ow); iw += columns.step()) {
                int pixel = (ih * geometry.inWidth() + iw) * geometry.channels();
                Rows.addScaled(length, share, dy, dyAt, dx, dxAt + pixel);
            }
        }
    }
}
