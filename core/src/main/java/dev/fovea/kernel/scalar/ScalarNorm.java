package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.Workers;

/** Batch normalisation: statistics and gradients, {@link Pieces#CHANNELS} channels to a piece. */
final class ScalarNorm {
    private ScalarNorm() {}

    static void scaleShift(
            Workers workers,
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            float[] shift,
            Activation activation,
            float[] y,
            int yOffset) {
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        for (int c = 0; c < channels; c++) {
                            y[yOffset + at + c] = x[xOffset + at + c] * scale[c] + shift[c];
                        }
                    }
                    int first = yOffset + from * channels;
                    ScalarActivations.apply(activation, (to - from) * channels, y, first, y, first);
                });
    }

    /** Two passes: the mean, then the squares of the distances from it. */
    static void moments(
            Workers workers,
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] mean,
            float[] variance) {
        Pieces.overChannels(
                workers,
                channels,
                (from, to, worker) -> {
                    int width = to - from;
                    var means = new double[Pieces.CHANNELS];
                    var squares = new double[Pieces.CHANNELS];
                    for (int row = 0; row < rows; row++) {
                        Rows.addTo(width, means, x, xOffset + row * channels + from);
                    }
                    for (int c = 0; c < width; c++) {
                        means[c] /= rows;
                    }
                    for (int row = 0; row < rows; row++) {
                        int at = xOffset + row * channels + from;
                        for (int c = 0; c < width; c++) {
                            double distance = x[at + c] - means[c];
                            squares[c] += distance * distance;
                        }
                    }
                    for (int c = 0; c < width; c++) {
                        mean[from + c] = (float) means[c];
                        variance[from + c] = (float) (squares[c] / rows);
                    }
                });
    }

    static void batchNormBackward(
            Workers workers,
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] gamma,
            float[] mean,
            float[] invStd,
            boolean fixedStatistics,
            float[] dGamma,
            float[] dBeta,
            float[] dx,
            int dxOffset) {
        Pieces.overChannels(
                workers,
                channels,
                (from, to, worker) -> {
                    var sums = new double[Pieces.CHANNELS];
                    var products = new double[Pieces.CHANNELS];
                    for (int row = 0; row < rows; row++) {
                        int at = row * channels;
                        for (int c = from; c < to; c++) {
                            double gradient = dy[dyOffset + at + c];
                            sums[c - from] += gradient;
                            products[c - from] += gradient * (x[xOffset + at + c] - mean[c]);
                        }
                    }
                    for (int c = from; c < to; c++) {
                        dBeta[c] = (float) sums[c - from];
                        dGamma[c] = (float) (products[c - from] * invStd[c]);
                    }
                    for (int row = 0; row < rows; row++) {
                        int at = row * channels;
                        for (int c = from; c < to; c++) {
                            float gradient = dy[dyOffset + at + c];
                            if (!fixedStatistics) {
                                float xhat = (x[xOffset + at + c] - mean[c]) * invStd[c];
                                gradient -= (dBeta[c] + xhat * dGamma[c]) / rows;
                            }
                            dx[dxOffset + at + c] = gamma[c] * invStd[c] * gradient;
                        }
                    }
                });
    }
}
