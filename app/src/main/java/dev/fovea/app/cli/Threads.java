package dev.fovea.app.cli;

import dev.fovea.kernel.Kernels;
import dev.fovea.plan.KernelSets;

/** {@code --threads N}: 0 stands for as many as there are processors. */
public final class Threads {
    private Threads() {}

    /**
     * @throws IllegalArgumentException if there are fewer than 0
     */
    public static Kernels kernels(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException("--threads: 0 or more, got " + threads);
        }
        return threads == 0 ? KernelSets.best() : KernelSets.best(threads);
    }
}
