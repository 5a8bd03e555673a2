package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Workers;

/** Sums over rows, a number for each channel, in double precision. */
final class Sums {
    private Sums() {}

    /** {@code sums[c]} = the sum of column c, overwritten. */
    static void overRows(
            Workers workers, int rows, int channels, float[] x, int xOffset, float[] sums) {
        Pieces.overChannels(
                workers,
                channels,
                (from, to, worker) -> {
                    var total = new double[Pieces.CHANNELS];
                    for (int row = 0; row < rows; row++) {
                        Rows.addTo(to - from, total, x, xOffset + row * channels + from);
                    }
                    for (int c = from; c < to; c++) {
                        sums[c] = (float) total[c - from];
                    }
                });
    }
}
