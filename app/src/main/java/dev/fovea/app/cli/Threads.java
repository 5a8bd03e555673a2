package dev.fovea.app.cli;

import dev.fovea.kernel.Kernels;
import dev.fovea.plan.KernelSets;
import picocli.CommandLine.Option;

/** {@code --threads N}: 0 stands for as many as there are processors. */
public final class Threads {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads to compute with (default: one a processor).")
    private int threads;

    /**
     * The fastest kernels on the threads asked for.
     *
     * @throws IllegalArgumentException if they are fewer than 0
     */
    public Kernels kernels() {
        return kernels(threads);
    }

    /** As {@link #kernels()}, for commands that say more about their threads. */
    static Kernels kernels(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException("--threads: 0 or more, got " + threads);
        }
        return threads == 0 ? KernelSets.best() : KernelSets.best(threads);
    }
}
