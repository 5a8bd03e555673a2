package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.Epilogue;
import jdk.incubator.vector.FloatVector;

/**
 * The epilogue of a block of a matrix product: what the tiles start from, what they do in
 * registers, and what is left to do while the block is in the cache.
 *
 * @param stride floats between two rows of the output
 */
record BlockEpilogue(Epilogue epilogue, int stride) {
    /** Whether the tiles of the last stretch of k apply the activation themselves. */
    boolean reluInTiles() {
        return epilogue.activation().kind() == Activation.Kind.RELU;
    }

    /** Whether tiles start from the bias; otherwise they add to what {@link #begin} left in y. */
    boolean startsFromBias() {
        return !epilogue.residual();
    }

    /** Where there is a residual, {@code y = residual + bias}. */
    void begin(
            int rows,
            int width,
            float[] residual,
            int residualOffset,
            float[] bias,
            int channel,
            float[] y,
            int yOffset) {
        if (!epilogue.residual()) {
            return;
        }
        for (int r = 0; r < rows; r++) {
            int from = residualOffset + r * stride;
            int to = yOffset + r * stride;
            int j = 0;
            for (; j <= width - COUNT; j += COUNT) {
                FloatVector.fromArray(FLOATS, residual, from + j)
                        .add(FloatVector.fromArray(FLOATS, bias, channel + j))
                        .intoArray(y, to + j);
            }
            for (; j < width; j++) {
                y[to + j] = residual[from + j] + bias[channel + j];
            }
        }
    }

    /** Activations that are not done in registers. */
    void end(int rows, int width, float[] y, int yOffset) {
        Activation activation = epilogue.activation();
        if (activation.kind() == Activation.Kind.NONE || reluInTiles()) {
            return;
        }
        if (width == stride) {
            VectorActivations.apply(activation, y, yOffset, y, yOffset, rows * width);
            return;
        }
        for (int r = 0; r < rows; r++) {
            int at = yOffset + r * stride;
            VectorActivations.apply(activation, y, at, y, at, width);
        }
    }
}
