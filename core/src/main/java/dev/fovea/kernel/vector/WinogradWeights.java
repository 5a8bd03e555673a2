package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.COLUMNS;

import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * Transforms 3x3 weights {@code [filters, channels, 3, 3]} into right operands of one matrix
 * product for each plane: {@code [plane][outputs / COLUMNS][inputs][COLUMNS]}, missing outputs
 * zero.
 *
 * @param outputs channels that the convolution writes: the filters, or, turned round, the channels
 * @param inputs channels that it reads
 * @param turned true for the gradient by the data, which is a convolution with the filters rotated
 *     by half a turn and the roles of filters and channels exchanged
 */
record WinogradWeights(WinogradTile tile, int outputs, int inputs, boolean turned) {
    /** Keeps the planes from lying a power of two apart, where they would share cache sets. */
    private static final int PLANE_GAP = 80;

    private static final int TAPS = 9;

    /** Floats between two planes. */
    int planeStride() {
        return Panels.rightSize(outputs, inputs) + PLANE_GAP;
    }

    /** Floats between two panels of {@link Panels#COLUMNS} outputs. */
    int panelStride() {
        return inputs * COLUMNS;
    }

    long size() {
        return (long) tile.planes() * planeStride();
    }

    void transform(Workers workers, float[] weights, float[] u, int uOffset) {
        workers.run(
                Panels.ceilDiv(outputs, COLUMNS),
                (piece, worker) -> panel(weights, piece, u, uOffset + piece * panelStride()));
    }

    private void panel(float[] weights, int panel, float[] u, int target) {
        float[] taps = new float[Memory.OFFSET + TAPS * COUNT];
        float[] scratch = new float[Memory.OFFSET + tile.planes() * COUNT];
        for (int half = 0; half < COLUMNS; half += COUNT) {
            int first = panel * COLUMNS + half;
            int lanes = Math.max(0, Math.min(COUNT, outputs - first));
            Arrays.fill(taps, 0);
            for (int in = 0; in < inputs; in++) {
                gather(weights, first, lanes, in, taps);
                tile.weights(
                        taps,
                        Memory.OFFSET,
                        u,
                        target + in * COLUMNS + half,
                        planeStride(),
                        scratch,
                        Memory.OFFSET);
            }
        }
    }

    /**
     * The nine taps between one input and a vector of outputs; lanes from {@code lanes} on stay
     * zero.
     */
    private void gather(float[] weights, int firstOutput, int lanes, int in, float[] taps) {
        int outputStride = turned ? TAPS : inputs * TAPS;
        int inputStride = turned ? outputs * TAPS : TAPS;
        for (int l = 0; l < lanes; l++) {
            int from = (firstOutput + l) * outputStride + in * inputStride;
            for (int t = 0; t < TAPS; t++) {
                taps[Memory.OFFSET + t * COUNT + l] = weights[from + (turned ? TAPS - 1 - t : t)];
            }
        }
    }
}
