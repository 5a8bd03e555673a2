package dev.fovea.bench.jmh;

import dev.fovea.kernel.Memory;
import java.util.SplittableRandom;

/** Inputs of kernels. */
final class Numbers {
    private Numbers() {}

    /** Between -1 and 1. */
    static float[] uniform(int length) {
        var random = new SplittableRandom(1);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** The same behind {@link Memory#OFFSET}. */
    static float[] aligned(int length) {
        float[] values = Memory.allocate(length);
        System.arraycopy(uniform(length), 0, values, Memory.OFFSET, length);
        return values;
    }
}
