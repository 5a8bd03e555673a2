package dev.fovea.kernel.vector;

import dev.fovea.kernel.Epilogue;

/** Where the sums of a dense layer go, and what is added to them first. */
@SuppressWarnings("ArrayRecordComponent") // handed to the kernel, never compared
record DenseOutput(
        Epilogue epilogue,
        float[] bias,
        float[] residual,
        int residualOffset,
        float[] y,
        int yOffset) {
    /** {@code y[at] = sum + bias + residual}, not yet activated. */
    void put(int at, int unit, float sum) {
        float before = sum + bias[unit];
        y[yOffset + at] = epilogue.residual() ? before + residual[residualOffset + at] : before;
    }

    /** Activates {@code length} outputs from {@code at} on, while they are in the cache. */
    void activate(int at, int length) {
        VectorActivations.apply(epilogue.activation(), y, yOffset + at, y, yOffset + at, length);
    }
}
