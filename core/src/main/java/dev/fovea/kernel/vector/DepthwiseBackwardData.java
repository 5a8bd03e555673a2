package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.ceilDiv;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a depthwise convolution with one filter for each channel by its input, row by row
 * of dx: whatever {@link DepthwiseForward} computes.
 */
final class DepthwiseBackwardData implements LinearBackwardData {
    /** Numbers of dx that make a piece of work worth handing out. */
    private static final int PIECE = 1 << 14;

    private final Workers workers;
    private final ConvGeometry geometry;
    private final boolean masked;
    private final int channels;
    private final List<StridePhase> phases;
    private final DepthwiseGradientRow[] rows;

    /** Where the packed weights of each phase begin. */
    private final int[] packedAt;

    private final int packedEnd;

    /** Whether there are pixels that no tap reaches. */
    private final boolean hasGaps;

    DepthwiseBackwardData(Workers workers, ConvGeometry geometry, boolean masked) {
        this.workers = workers;
        this.geometry = geometry;
        this.masked = masked;
        channels = geometry.inChannels();
        phases = StridePhase.of(geometry);
        rows = new DepthwiseGradientRow[phases.size()];
        packedAt = new int[phases.size()];
        int end = Memory.OFFSET;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new DepthwiseGradientRow(phases.get(i).grid(), geometry.strideWidth());
            packedAt[i] = end;
            end += phases.get(i).grid().taps() * channels;
        }
        packedEnd = end;
        hasGaps = phases.stream().anyMatch(StridePhase::isEmpty);
    }

    @Override
    public String algorithm() {
        return "depthwise";
    }

    @Override
    public long packedSize() {
        return (long) packedEnd - Memory.OFFSET;
    }

    /** {@code [C, 1, H, W]} becomes {@code [taps, C]} for each phase. */
    @Override
    public void pack(float[] weights, float[] packed) {
        int size = geometry.kernelHeight() * geometry.kernelWidth();
        int to = Memory.OFFSET;
        for (StridePhase phase : phases) {
            for (int tap : phase.taps()) {
                for (int c = 0; c < channels; c++) {
                    packed[to++] = weights[c * size + tap];
                }
            }
        }
    }

    @Override
    public long scratchSize() {
        return 0;
    }

    @Override
    public void run(
            int n,
            float[] dy,
            int dyOffset,
            float[] weights,
            float[] mask,
            int maskOffset,
            float[] dx,
            int dxOffset,
            float[] scratch) {
        int lines = n * geometry.inHeight();
        int length = geometry.inWidth() * channels;
        int linesAtOnce = Math.max(1, PIECE / length);
        workers.run(
                ceilDiv(lines, linesAtOnce),
                (piece, worker) -> {
                    int last = Math.min(lines, (piece + 1) * linesAtOnce);
                    for (int line = piece * linesAtOnce; line < last; line++) {
                        int image = dyOffset + line / geometry.inHeight() * geometry.outSize();
                        int to = dxOffset + line * length;
                        if (hasGaps) {
                            Arrays.fill(dx, to, to + length, 0);
                        }
                        line(line % geometry.inHeight(), dy, image, weights, dx, to);
                        if (masked) {
                            ReluMask.apply(length, mask, maskOffset + line * length, dx, to);
                        }
                    }
                });
    }

    /** One row of dx, which phases share by columns. */
    private void line(int h, float[] dy, int image, float[] weights, float[] dx, int to) {
        for (int i = 0; i < rows.length; i++) {
            StridePhase phase = phases.get(i);
            if (phase.firstRow() == h % geometry.strideHeight() && !phase.isEmpty()) {
                rows[i].run(
                        h / geometry.strideHeight(),
                        dy,
                        image,
                        weights,
                        packedAt[i],
                        dx,
                        to + phase.firstColumn() * channels);
            }
        }
    }
}
