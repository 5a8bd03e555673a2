package dev.fovea.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine in one task: its process and what it has reached so far. */
final class Entrant {
    private static final int LEAST_RUNS = 3;
    private static final int MOST_RUNS = 100_000;

    private final Engine engine;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> memory = new ArrayList<>();
    private float[] check = new float[0];
    private int times = 1;
    private @Nullable WorkerProcess worker;

    Entrant(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    String label() {
        return engine.label();
    }

    /** Seconds of one run of the task, a number each sample. */
    List<Double> seconds() {
        return seconds;
    }

    /** Peak memory in MiB of each process, where a sample is a process. */
    List<Double> memory() {
        return memory;
    }

    /** What must agree with the other engines; empty where there is nothing. */
    float[] check() {
        return check;
    }

    /** Takes over a process, checks and warms it, and finds how often a sample runs the task. */
    void prepare(WorkerProcess process, Settings settings)
            throws IOException, InterruptedException {
        worker = process;
        process.awaitReady();
        check = process.check();
        double warm = 0;
        double last = process.run(1);
        for (int runs = 1; runs < LEAST_RUNS || warm < settings.warmUp().toNanos() / 1e9; runs++) {
            last = process.run(1);
            warm += last;
        }
        double sample = settings.sample().toNanos() / 1e9;
        times = (int) Math.clamp(Math.ceil(sample / last), 1, MOST_RUNS);
    }

    /** Takes one sample. */
    void sample() throws IOException, InterruptedException {
        if (worker == null) {
            throw new IllegalStateException(label() + ": was not prepared");
        }
        seconds.add(worker.run(times));
    }

    /** Waits for the first result of a process that was just started. */
    void first(WorkerProcess process, boolean counts) throws IOException, InterruptedException {
        // Does not wait until it is ready: the command lies in the pipe when it is.
        check = process.firstCheck();
        double time = process.secondsSinceStart();
        if (counts) {
            seconds.add(time);
            memory.add(process.memory());
        }
    }

    /** Ends the process, if there is one. */
    void stop() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }
}
