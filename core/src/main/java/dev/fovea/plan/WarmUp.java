package dev.fovea.plan;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has the JVM compile a plan's linear kernels while its weights are still on their way.
 *
 * <p>Until C2 has compiled them, kernels over vectors run hundreds of times slower than afterwards:
 * a first prediction would spend most of its time there. A thread of its own runs a small sample of
 * every kind of layer, again and again, until it is fast or somebody closes this. Samples have
 * arrays of their own, so nothing that a plan computes changes.
 */
final class WarmUp implements AutoCloseable {
    /** A sample is compiled when a run is that many times faster than its first. */
    private static final int FASTER = 100;

    private volatile boolean closed;

    private WarmUp() {}

    /** Starts to run samples of these operations. */
    static WarmUp start(List<Op> ops, Kernels kernels) {
        Kernels alone = kernels.with(Workers.of(1));
        Map<String, LinearSample> samples = new LinkedHashMap<>();
        for (Op op : ops) {
            if (op instanceof LinearOp linear) {
                linear.sample(alone).ifPresent(sample -> samples.put(sample.what(), sample));
            }
        }
        var warmUp = new WarmUp();
        Thread.ofPlatform()
                .name("fovea warm-up")
                .daemon()
                // Nothing depends on it: where memory ends, the plan itself says so.
                .uncaughtExceptionHandler((_, _) -> {})
                .start(() -> warmUp.run(List.copyOf(samples.values())));
        return warmUp;
    }

    /** In turns, so that C2 compiles the first one while others run. */
    private void run(List<LinearSample> samples) {
        List<Run> left = new ArrayList<>();
        samples.forEach(sample -> left.add(new Run(sample.prepare())));
        while (!left.isEmpty()) {
            for (Run run : List.copyOf(left)) {
                if (closed) {
                    return;
                }
                if (run.isFast()) {
                    left.remove(run);
                }
            }
        }
    }

    private static final class Run {
        private final Runnable sample;
        private long first;

        Run(Runnable sample) {
            this.sample = sample;
        }

        boolean isFast() {
            long start = System.nanoTime();
            sample.run();
            long time = System.nanoTime() - start;
            first = Math.max(first, time);
            return time < first / FASTER;
        }
    }

    /** The thread ends after the sample that it runs. */
    @Override
    public void close() {
        closed = true;
    }
}
