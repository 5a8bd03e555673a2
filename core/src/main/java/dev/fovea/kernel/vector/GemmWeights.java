package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * Weights {@code [O, I / groups, H, W]} as the right operands of one matrix product for each group:
 * panels of output channels, k ordered by tap and then channel as in {@link WindowRows}.
 *
 * @param inputs channels of a group that the convolution reads
 * @param outputs channels of a group that it writes
 */
record GemmWeights(int groups, int inputs, int outputs, int taps) {
    /** Channels moved at a time, so that the scattered side stays in the first-level cache. */
    private static final int CHANNELS_AT_ONCE = 64;

    static GemmWeights of(ConvGeometry geometry) {
        return new GemmWeights(
                geometry.groups(),
                geometry.inChannels() / geometry.groups(),
                geometry.outChannels() / geometry.groups(),
                geometry.kernelHeight() * geometry.kernelWidth());
    }

    private int k() {
        return taps * inputs;
    }

    long size() {
        return (long) groups * Panels.rightSize(outputs, k());
    }

    /** Where the panel that begins with a group's output channel {@code column} lies. */
    int offset(int group, int column) {
        return group * Panels.rightSize(outputs, k()) + column * k();
    }

    void pack(Workers workers, float[] w, float[] packed, int target) {
        int panels = Panels.ceilDiv(outputs, COLUMNS);
        workers.run(
                groups * panels,
                (piece, worker) -> {
                    int group = piece / panels;
                    int column = piece % panels * COLUMNS;
                    packPanel(w, group, column, packed, target + offset(group, column));
                });
    }

    private void packPanel(float[] w, int group, int column, float[] packed, int target) {
        int width = Math.min(COLUMNS, outputs - column);
        if (width < COLUMNS) {
            Arrays.fill(packed, target, target + k() * COLUMNS, 0);
        }
        for (int c0 = 0; c0 < inputs; c0 += CHANNELS_AT_ONCE) {
            int c1 = Math.min(inputs, c0 + CHANNELS_AT_ONCE);
            for (int j = 0; j < width; j++) {
                int from = (group * outputs + column + j) * k();
                for (int c = c0; c < c1; c++) {
                    for (int t = 0; t < taps; t++) {
                        int i = t * inputs + c;
                        packed[target + i * COLUMNS + j] = w[from + c * taps + t];
                    }
                }
            }
        }
    }
}
