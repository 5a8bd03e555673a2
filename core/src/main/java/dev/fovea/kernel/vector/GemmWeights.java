package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.COLUMNS;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * Weights {@code [O, I / groups, H, W]} as the right operands of one matrix product for each block
 * of groups: panels of the channels that are written, k ordered by tap and then by the channel that
 * is read, as in {@link WindowRows}. Forwards the outputs are written; backwards, the inputs.
 *
 * <p>A group that writes few channels would leave most of a panel empty. So as many groups as fill
 * one are joined, with zeros between them: the panel is multiplied in full either way.
 */
final class GemmWeights {
    /** Channels moved at a time, so that the scattered side stays in the first-level cache. */
    private static final int CHANNELS_AT_ONCE = 64;

    private final int blocks;
    private final int joined;
    private final int read;
    private final int written;

    /** Where in a kernel the taps lie that take part, in their order. */
    private final int[] taps;

    /** From one group, one channel written and one read to the next in the weights. */
    private final int groupStride;

    private final int writtenStride;
    private final int readStride;

    private GemmWeights(
            int groups, int read, int written, int[] taps, int size, boolean transposed) {
        this.read = read;
        this.written = written;
        this.taps = taps;
        joined = joined(groups, written);
        blocks = groups / joined;
        groupStride = read * written * size;
        writtenStride = transposed ? size : read * size;
        readStride = transposed ? written * size : size;
    }

    /** For windows of x. */
    static GemmWeights of(ConvGeometry g) {
        int size = g.kernelHeight() * g.kernelWidth();
        var all = new int[size];
        Arrays.setAll(all, tap -> tap);
        int groups = g.groups();
        return new GemmWeights(
                groups, g.inChannels() / groups, g.outChannels() / groups, all, size, false);
    }

    /** For windows of dy in which the taps have this order. */
    static GemmWeights transposed(ConvGeometry g, int[] taps) {
        int groups = g.groups();
        return new GemmWeights(
                groups,
                g.outChannels() / groups,
                g.inChannels() / groups,
                taps,
                g.kernelHeight() * g.kernelWidth(),
                true);
    }

    private static int joined(int groups, int written) {
        int most = 1;
        for (int i = 2; i <= groups && i * written <= COLUMNS; i++) {
            if (groups % i == 0) {
                most = i;
            }
        }
        return most;
    }

    /** Blocks of joined groups. */
    int blocks() {
        return blocks;
    }

    /** Groups in a block. */
    int joined() {
        return joined;
    }

    /** Rows of a block's operand. */
    int k() {
        return taps.length * joined * read;
    }

    /** Channels that a block writes. */
    int columns() {
        return joined * written;
    }

    long size() {
        return (long) blocks * Panels.rightSize(columns(), k());
    }

    /** Where the panel that begins with a block's channel {@code column} lies. */
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
        for (int c0 = 0; c0 < read; c0 += CHANNELS_AT_ONCE) {
            int c1 = Math.min(read, c0 + CHANNELS_AT_ONCE);
            for (int j = column; j < column + width; j++) {
                int group = j / written;
                int from = (block * joined + group) * groupStride + j % written * writtenStride;
                int to = target + group * read * COLUMNS + j - column;
                for (int c = c0; c < c1; c++) {
                    for (int t = 0; t < taps.length; t++) {
                        packed[to + (t * joined * read + c) * COLUMNS] =
                                w[from + c * readStride + taps[t]];
                    }
                }
            }
        }
    }
}
