package dev.fovea.bench.fovea;

import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;

/** Weights in the form a forward kernel reads. */
final class Packing {
    private Packing() {}

    static float[] of(LinearForward kernel, float[] weights) {
        if (kernel.packedSize() == 0) {
            return weights;
        }
        float[] packed = Memory.allocate(kernel.packedSize());
        kernel.pack(weights, packed);
        return packed;
    }
}
