package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * The gradients of a depthwise convolution with one filter for each channel by its weights and
 * bias: whatever {@link DepthwiseForward} computes.
 *
 * <p>Parts of the rows have sums of their own, {@code [taps + 1, C]} with the bias last, which are
 * added up in their order. The last vector of a row of sums ends with the last channel, as in
 * {@link DepthwiseForward}, but has room of its own: what it computes twice it must not add twice.
 */
final class DepthwiseBackwardWeights implements LinearBackwardWeights {
    /** Parts, at most: bounds the memory for sums. */
    private static final int PARTS = 16;

    /** Numbers of dy that make a part worth handing out. */
    private static final int PIECE = 1 << 14;

    private final Workers workers;
    private final ConvGeometry geometry;
    private final int maxBatch;
    private final DepthwiseWeightSums sums;
    private final int channels;
    private final int taps;

    /** From the sums of one tap to those of the next. */
    private final int stride;

    DepthwiseBackwardWeights(Workers workers, ConvGeometry geometry, int maxBatch) {
        this.workers = workers;
        this.geometry = geometry;
        this.maxBatch = maxBatch;
        channels = geometry.inChannels();
        taps = geometry.kernelHeight() * geometry.kernelWidth();
        stride = roundUp(channels, COUNT);
        sums = new DepthwiseWeightSums(geometry, stride);
    }

    @Override
    public String algorithm() {
        return "depthwise";
    }

    private int partSize() {
        return (taps + 1) * stride;
    }

    private int parts(int n) {
        long size = (long) n * geometry.outSize();
        int most = Math.min(PARTS, n * geometry.outHeight());
        return Math.clamp(size / PIECE, 1, most);
    }

    @Override
    public long scratchSize() {
        return (long) parts(maxBatch) * partSize();
    }

    @Override
    public void run(
            int n,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dWeights,
            float[] dBias,
            float[] scratch) {
        int parts = parts(n);
        Pieces.overParts(
                workers,
                parts,
                n * geometry.outHeight(),
                (part, from, to) -> {
                    int at = Memory.OFFSET + part * partSize();
                    Arrays.fill(scratch, at, at + partSize(), 0);
                    for (int line = from; line < to; line++) {
                        int image = line / geometry.outHeight();
                        sums.addRow(
                                line % geometry.outHeight(),
                                x,
                                xOffset + image * geometry.inSize(),
                                dy,
                                dyOffset + line * geometry.outWidth() * channels,
                                scratch,
                                at);
                    }
                });
        OuterProducts.addUp(parts, partSize(), scratch, Memory.OFFSET, partSize());
        store(scratch, dWeights, dBias);
    }

    /** {@code [H, W, C]} becomes {@code [C, 1, H, W]}. */
    private void store(float[] scratch, float[] dWeights, float[] dBias) {
        for (int c = 0; c < channels; c++) {
            int block = c / COUNT * COUNT;
            int from = Memory.OFFSET + block + c - Math.min(block, channels - COUNT);
            for (int t = 0; t < taps; t++) {
                dWeights[c * taps + t] = scratch[from + t * stride];
            }
            dBias[c] = scratch[from + taps * stride];
        }
    }
}
