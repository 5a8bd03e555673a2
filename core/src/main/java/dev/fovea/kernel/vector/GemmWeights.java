package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * Weights {@code [O, I / groups, H, W]} as the right operands of one matrix product for each block
 * of groups: panels of output channels, k ordered by tap and then channel as in {@link WindowRows}.
 *
 * <p>A group with few outputs would leave most of a panel empty. So as many groups as fill one are
 * joined, with zeros between them: the panel is multiplied in full either way.
 *
 * @param blocks of joined groups
 * @param joined groups in a block
 * @param inputs channels of one group that the convolution reads
 * @param outputs channels of one group that it writes
 */
record GemmWeights(int blocks, int joined, int inputs, int outputs, int taps) {
    /** Channels moved at a time, so that the scattered side stays in the first-level cache. */
    private static final int CHANNELS_AT_ONCE = 64;

    static GemmWeights of(ConvGeometry geometry) {
        int groups = geometry.groups();
        int outputs = geometry.outChannels() / groups;
        int joined = 1;
        for (int i = 2; i <= groups && i * outputs <= COLUMNS; i++) {
            if (groups % i == 0) {
                joined = i;
            }
        }
        return new GemmWeights(
                groups / joined,
                joined,
                geometry.inChannels() / groups,
                outputs,
                geometry.kernelHeight() * geometry.kernelWidth());
    }

    /** The geometry with as many groups as there are blocks: what the zeros make of it. */
    ConvGeometry joined(ConvGeometry g) {
        return new ConvGeometry(
                g.inHeight(),
                g.inWidth(),
                g.inChannels(),
                g.outChannels(),
                g.kernelHeight(),
                g.kernelWidth(),
                g.strideHeight(),
                g.strideWidth(),
                g.padTop(),
                g.padBottom(),
                g.padLeft(),
                g.padRight(),
                g.dilationHeight(),
                g.dilationWidth(),
                blocks);
    }

    /** Rows of a block's operand. */
    int k() {
        return taps * joined * inputs;
    }

    /** Output channels of a block. */
    int columns() {
        return joined * outputs;
    }

    long size() {
        return (long) blocks * Panels.rightSize(columns(), k());
    }

    /** Where the panel that begins with a block's output channel {@code column} lies. */
    int offset(int block, int column) {
        return block * Panels.rightSize(columns(), k()) + column * k();
    }

    void pack(Workers workers, float[] w, float[] packed, int target) {
        int panels = Panels.ceilDiv(columns(), COLUMNS);
        workers.run(
                blocks * panels,
                (piece, worker) -> {
                    int block = piece / panels;
                    int column = piece % panels * COLUMNS;
                    packPanel(w, block, column, packed, target + offset(block, column));
                });
    }

    private void packPanel(float[] w, int block, int column, float[] packed, int target) {
        int width = Math.min(COLUMNS, columns() - column);
        if (width < COLUMNS || joined > 1) {
            Arrays.fill(packed, target, target + k() * COLUMNS, 0);
        }
        for (int c0 = 0; c0 < inputs; c0 += CHANNELS_AT_ONCE) {
            int c1 = Math.min(inputs, c0 + CHANNELS_AT_ONCE);
            for (int j = column; j < column + width; j++) {
                int from = (block * columns() + j) * taps * inputs;
                int firstInput = joined == 1 ? 0 : j / outputs * inputs;
                int to = target + firstInput * COLUMNS + j - column;
                for (int c = c0; c < c1; c++) {
                    for (int t = 0; t < taps; t++) {
                        packed[to + (t * joined * inputs + c) * COLUMNS] = w[from + c * taps + t];
                    }
                }
            }
        }
    }
}
