package dev.fovea.bench;

import dev.fovea.bench.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Measures one task: all engines stay alive and take turns, A B C A B C, so that a machine that
 * drifts drifts for all of them.
 */
final class Measurement {
    private final Task task;
    private final Settings settings;
    private final Consumer<String> progress;
    private final Deadline deadline;
    private final Map<Engine, WorkerProcess> workers = new EnumMap<>(Engine.class);
    private final Map<Engine, float[]> checks = new EnumMap<>(Engine.class);
    private final Map<Engine, Integer> times = new EnumMap<>(Engine.class);
    private final Map<Engine, List<Double>> seconds = new EnumMap<>(Engine.class);
    private final Map<Engine, List<Double>> memory = new EnumMap<>(Engine.class);
    private final Map<String, String> failures = new TreeMap<>();

    private Measurement(Task task, Settings settings, Consumer<String> progress) {
        this.task = task;
        this.settings = settings;
        this.progress = progress;
        deadline = Deadline.in(settings.limit());
    }

    /**
     * Measures.
     *
     * @param engines in the order of their turns
     * @param progress hears what is done just now
     */
    static Outcome of(
            Task task, List<Engine> engines, Settings settings, Consumer<String> progress)
            throws InterruptedException {
        var measurement = new Measurement(task, settings, progress);
        List<Engine> able = engines.stream().filter(engine -> engine.does(task)).toList();
        return task instanceof Task.FirstPrediction
                ? measurement.wholeProcesses(able)
                : measurement.turns(able);
    }

    /** What an engine does in its turn; a failure takes it out of the task. */
    @FunctionalInterface
    private interface Turn {
        void take(Engine engine) throws IOException, InterruptedException;
    }

    private void each(List<Engine> engines, Turn turn) throws InterruptedException {
        for (Engine engine : engines) {
            if (failures.containsKey(engine.label())) {
                continue;
            }
            try {
                turn.take(engine);
            } catch (IOException e) {
                failures.put(engine.label(), String.valueOf(e.getMessage()));
                progress.accept(task.id() + ": " + engine.label() + " " + e.getMessage());
                WorkerProcess worker = workers.remove(engine);
                if (worker != null) {
                    worker.close();
                }
            }
        }
    }

    private Outcome turns(List<Engine> engines) throws InterruptedException {
        try {
            each(engines, this::prepare);
            for (int round = 0; round < settings.rounds() && !deadline.passed(); round++) {
                each(
                        engines,
                        engine ->
                                seconds.get(engine)
                                        .add(workers.get(engine).run(times.get(engine))));
            }
            return outcome(engines);
        } finally {
            workers.values().forEach(WorkerProcess::close);
        }
    }

    /** Starts, checks and warms one engine, and finds how often a sample runs the task. */
    private void prepare(Engine engine) throws IOException, InterruptedException {
        progress.accept(task.id() + ": " + engine.label());
        WorkerProcess worker = start(engine);
        workers.put(engine, worker);
        worker.awaitReady();
        checks.put(engine, worker.check());
        double warm = 0;
        double last = worker.run(1);
        for (int runs = 1; runs < 3 || warm < settings.warmUp().toNanos() / 1e9; runs++) {
            last = worker.run(1);
            warm += last;
        }
        double sample = settings.sample().toNanos() / 1e9;
        times.put(engine, (int) Math.clamp(Math.ceil(sample / last), 1, 100_000));
        seconds.put(engine, new ArrayList<>());
    }

    private WorkerProcess start(Engine engine) throws IOException {
        return WorkerProcess.start(engine, task, settings, log(engine), deadline);
    }

    private Path log(Engine engine) throws IOException {
        Path logs = Files.createDirectories(settings.folder().resolve("logs"));
        return logs.resolve(engine.label() + ".log");
    }

    /** One process a sample; the first round is not counted, it fills the page cache. */
    private Outcome wholeProcesses(List<Engine> engines) throws InterruptedException {
        for (Engine engine : engines) {
            seconds.put(engine, new ArrayList<>());
            memory.put(engine, new ArrayList<>());
        }
        for (int round = 0; round <= settings.rounds() && !deadline.passed(); round++) {
            boolean counts = round > 0;
            each(engines, engine -> wholeProcess(engine, counts));
        }
        return outcome(engines);
    }

    private void wholeProcess(Engine engine, boolean counts)
            throws IOException, InterruptedException {
        progress.accept(task.id() + ": " + engine.label());
        try (WorkerProcess worker = start(engine)) {
            // Does not wait until it is ready: the command lies in the pipe when it is.
            checks.put(engine, worker.firstCheck());
            double time = worker.secondsSinceStart();
            if (counts) {
                seconds.get(engine).add(time);
                memory.get(engine).add(worker.memory());
            }
        }
    }

    private Outcome outcome(List<Engine> engines) {
        List<Result> results = new ArrayList<>();
        for (Engine engine : engines) {
            List<Double> times = seconds.getOrDefault(engine, List.of());
            if (times.isEmpty()) {
                failures.putIfAbsent(engine.label(), "no sample within the time limit");
                continue;
            }
            boolean rate = !task.unit().equals("s");
            List<Double> samples =
                    times.stream().map(time -> rate ? task.work() / time : time).toList();
            results.add(Result.of(task.id(), engine.label(), task.unit(), samples));
        }
        memory.forEach(
                (engine, samples) -> {
                    if (!samples.isEmpty()) {
                        String workload = task.id() + "/peak-memory";
                        results.add(Result.of(workload, engine.label(), "MiB", samples));
                    }
                });
        return new Outcome(task, results, failures, differences());
    }

    private Map<String, Double> differences() {
        Map<String, Double> differences = new TreeMap<>();
        float[] ours = checks.getOrDefault(Engine.FOVEA, new float[0]);
        checks.forEach(
                (engine, theirs) -> {
                    if (engine != Engine.FOVEA && ours.length > 0 && theirs.length > 0) {
                        differences.put(engine.label(), Distance.relative(ours, theirs));
                    }
                });
        return differences;
    }
}
