package dev.fovea.plan;

import dev.fovea.kernel.Kernels;

/** What a step needs to know about the run it is part of. */
final class Pass {
    final Kernels kernels;

    /** Samples in this run. */
    int n;

    /** Decides dropout in this run. */
    long seed;

    float[] scratch = {};

    Pass(Kernels kernels) {
        this.kernels = kernels;
    }
}
