package dev.fovea.bench;

import dev.fovea.bench.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final List<Entrant> entrants;
    private final Map<String, String> failures = new TreeMap<>();

    private Measurement(
            Task task, List<Engine> engines, Settings settings, Consumer<String> progress) {
        this.task = task;
        this.settings = settings;
        this.progress = progress;
        deadline = Deadline.in(settings.limit());
        entrants = engines.stream().filter(engine -> engine.does(task)).map(Entrant::new).toList();
    }

    /**
     * Measures.
     *
     * @param engines in the order of their turns
     * @param progress hears what is done just now
     */
    static Outcome of(Task task, List<Engine> engines, Settings settings, Consumer<String> progress)
            throws InterruptedException {
        var measurement = new Measurement(task, engines, settings, progress);
        return task instanceof Task.FirstPrediction
                ? measurement.wholeProcesses()
                : measurement.turns();
    }

    /** What an engine does in its turn; a failure takes it out of the task. */
    @FunctionalInterface
    private interface Turn {
        void take(Entrant entrant) throws IOException, InterruptedException;
    }

    private void each(Turn turn) throws InterruptedException {
        for (Entrant entrant : entrants) {
            if (failures.containsKey(entrant.label())) {
                continue;
            }
            try {
                turn.take(entrant);
            } catch (IOException e) {
                failures.put(entrant.label(), String.valueOf(e.getMessage()));
                progress.accept(task.id() + ": " + entrant.label() + " " + e.getMessage());
                entrant.stop();
            }
        }
    }

    private Outcome turns() throws InterruptedException {
        try {
            each(this::prepare);
            for (int round = 0; round < settings.rounds() && !deadline.passed(); round++) {
                each(Entrant::sample);
            }
            return outcome();
        } finally {
            entrants.forEach(Entrant::stop);
        }
    }

    /** Starts, checks and warms one engine, and finds how often a sample runs the task. */
    private void prepare(Entrant entrant) throws IOException, InterruptedException {
        progress.accept(task.id() + ": " + entrant.label());
        entrant.prepare(start(entrant), settings);
    }

    private WorkerProcess start(Entrant entrant) throws IOException {
        Path logs = Files.createDirectories(settings.folder().resolve("logs"));
        Path log = logs.resolve(entrant.label() + ".log");
        return WorkerProcess.start(entrant.engine(), task, settings, log, deadline);
    }

    /** One process a sample; the first round is not counted, it fills the page cache. */
    private Outcome wholeProcesses() throws InterruptedException {
        for (int round = 0; round <= settings.rounds() && !deadline.passed(); round++) {
            boolean counts = round > 0;
            each(entrant -> {
                progress.accept(task.id() + ": " + entrant.label());
                try (WorkerProcess worker = start(entrant)) {
                    entrant.first(worker, counts);
                }
            });
        }
        return outcome();
    }

    private Outcome outcome() {
        List<Result> results = new ArrayList<>();
        for (Entrant entrant : entrants) {
            if (entrant.seconds().isEmpty()) {
                failures.putIfAbsent(entrant.label(), "no sample within the time limit");
                continue;
            }
            boolean rate = !task.unit().equals("s");
            List<Double> samples =
                    entrant.seconds().stream()
                            .map(time -> rate ? task.work() / time : time)
                            .toList();
            results.add(Result.of(task.id(), entrant.label(), task.unit(), samples));
        }
        for (Entrant entrant : entrants) {
            if (!entrant.memory().isEmpty()) {
                String workload = task.id() + "/peak-memory";
                results.add(Result.of(workload, entrant.label(), "MiB", entrant.memory()));
            }
        }
        return new Outcome(task, results, failures, differences());
    }

    private Map<String, Double> differences() {
        Map<String, Double> differences = new TreeMap<>();
        float[] ours =
                entrants.stream()
                        .filter(entrant -> entrant.engine() == Engine.FOVEA)
                        .findFirst()
                        .map(Entrant::check)
                        .orElse(new float[0]);
        for (Entrant entrant : entrants) {
            float[] theirs = entrant.check();
            if (entrant.engine() != Engine.FOVEA && ours.length > 0 && theirs.length > 0) {
                differences.put(entrant.label(), Distance.relative(ours, theirs));
            }
        }
        return differences;
    }
}
