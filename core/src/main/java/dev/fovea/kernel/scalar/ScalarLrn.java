package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Workers;

/** Local response normalisation across channels: {@code y_c = x_c b_c^-beta}. */
record ScalarLrn(int channels, int size, float alpha, float beta, float k) {
    void forward(Workers workers, int rows, float[] x, int xOffset, float[] y, int yOffset) {
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        int xAt = xOffset + row * channels;
                        int yAt = yOffset + row * channels;
                        for (int c = 0; c < channels; c++) {
                            y[yAt + c] = (float) (x[xAt + c] * Math.pow(base(x, xAt, c), -beta));
                        }
                    }
                });
    }

    /**
     * {@code dx_i = dy_i b_i^-beta - 2 alpha beta / size x_i sum of dy_c y_c / b_c} over the
     * channels c whose windows hold i.
     */
    void backward(
            Workers workers,
            int rows,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        double factor = 2.0 * alpha * beta / size;
        Pieces.overRows(
                workers,
                rows,
                channels,
                (from, to, worker) -> {
                    for (int row = from; row < to; row++) {
                        int at = row * channels;
                        int xAt = xOffset + at;
                        for (int i = 0; i < channels; i++) {
                            double sum = 0;
                            int end = Math.min(channels, i + (size - 1) / 2 + 1);
                            for (int c = Math.max(0, i - size / 2); c < end; c++) {
                                double dyy = (double) dy[dyOffset + at + c] * y[yOffset + at + c];
                                sum += dyy / base(x, xAt, c);
                            }
                            double own = dy[dyOffset + at + i] * Math.pow(base(x, xAt, i), -beta);
                            dx[dxOffset + at + i] = (float) (own - factor * x[xAt + i] * sum);
                        }
                    }
                });
    }

    /** {@code b_c = k + alpha / size * sum of x_j^2} over the window of channel c. */
    private double base(float[] x, int xAt, int c) {
        double sum = 0;
        int end = Math.min(channels, c + size / 2 + 1);
        for (int j = Math.max(0, c - (size - 1) / 2); j < end; j++) {
            sum += (double) x[xAt + j] * x[xAt + j];
        }
        return k + (double) alpha / size * sum;
    }
}
