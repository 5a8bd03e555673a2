package dev.fovea.plan;

import dev.fovea.kernel.Kernels;

/** What a step needs to know about the run it is part of. */
final class Pass {
    final Kernels kernels;

    /** Samples in this run, from {@link #first} on. */
    int n;

    int first;

    /** Where values live that a run image by image keeps only as long as the image needs them. */
    final int lane;

    /** Decides dropout in this run. */
    long seed;

    float[] scratch = {};

    Pass(Kernels kernels, int lane) {
        this.kernels = kernels;
        this.lane = lane;
    }
}
