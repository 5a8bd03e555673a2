package dev.fovea.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a suite came to.
 *
 * @param before the machine's peak before the first task
 * @param after and after the last
 */
record Report(
        Suite suite, int threads, Peak.Value before, Peak.Value after, List<Outcome> outcomes) {
    private static final String FOVEA = Engine.FOVEA.label();

    Report {
        outcomes = List.copyOf(outcomes);
    }

    /** All results, the machine's peak among them. */
    List<Result> results() {
        List<Result> results = new ArrayList<>();
        String peak = suite.label() + "/fma-peak-";
        results.add(Result.of(peak + "before", "cpu", "GFLOP/s", List.of(before.gflops())));
        outcomes.forEach(outcome -> results.addAll(outcome.results()));
        results.add(Result.of(peak + "after", "cpu", "GFLOP/s", List.of(after.gflops())));
        return results;
    }

    boolean agrees() {
        return outcomes.stream().allMatch(Outcome::agrees);
    }

    /** Whether Fovea finished every workload. */
    boolean isComplete() {
        return outcomes.stream().allMatch(o -> engine(o.results(), true).findAny().isPresent());
    }

    /** For a terminal. */
    String text() {
        var text = new StringBuilder();
        text.append(peaks()).append('\n');
        String row = "%-34s %-22s %-9s %9s %19s %4s  %s%n";
        text.append(
                row.formatted("workload", "engine", "unit", "median", "low-high", "n", "Fovea is"));
        forEachRow((result, ratio) ->
                text.append(
                        row.formatted(
                                result.workload(),
                                result.engine(),
                                result.unit(),
                                number(result.median()),
                                number(result.low()) + "-" + number(result.high()),
                                result.samples(),
                                ratio)));
        text.append(notes());
        return text.toString();
    }

    /** For the document. */
    String markdown() {
        var text = new StringBuilder();
        text.append(peaks())
                .append("\n\n| workload | engine | median | low to high | samples | Fovea is |\n")
                .append("|---|---|---|---|---|---|\n");
        forEachRow((result, ratio) ->
                text.append(
                        "| %s | %s | %s %s | %s to %s | %d | %s |%n"
                                .formatted(
                                        result.workload(),
                                        result.engine(),
                                        number(result.median()),
                                        result.unit(),
                                        number(result.low()),
                                        number(result.high()),
                                        result.samples(),
                                        ratio)));
        String notes = notes();
        return notes.isEmpty() ? text.toString() : text + "\n" + notes;
    }

    private interface Row {
        void row(Result result, String ratio);
    }

    /** Each result, the fastest peer's marked. */
    private void forEachRow(Row row) {
        byWorkload()
                .values()
                .forEach(results -> {
                    Optional<Result> ours = engine(results, true).findFirst();
                    Optional<Result> best =
                            engine(results, false)
                                    .max(
                                            Comparator.comparingDouble(
                                                    r -> r.timesBetterThan(results.getFirst())));
                    for (Result result : results) {
                        String ratio = "";
                        if (ours.isPresent() && !ours.get().equals(result)) {
                            ratio =
                                    String.format(
                                                    Locale.ROOT,
                                                    "%.2fx",
                                                    ours.get().timesBetterThan(result))
                                            + (best.equals(Optional.of(result))
                                                    ? " (fastest peer)"
                                                    : "");
                        }
                        row.row(result, ratio);
                    }
                });
    }

    private static Stream<Result> engine(List<Result> results, boolean ours) {
        return results.stream().filter(result -> result.engine().equals(FOVEA) == ours);
    }

    private Map<String, List<Result>> byWorkload() {
        Map<String, List<Result>> groups = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            for (Result result : outcome.results()) {
                groups.computeIfAbsent(result.workload(), _ -> new ArrayList<>()).add(result);
            }
        }
        return groups;
    }

    private String peaks() {
        return "%d threads; FMA peak %s GFLOP/s before, %s after (%s)"
                .formatted(
                        threads, number(before.gflops()), number(after.gflops()), before.source());
    }

    /** How far outputs are apart, and what failed. */
    private String notes() {
        var text = new StringBuilder();
        for (Outcome outcome : outcomes) {
            String task = outcome.task().id();
            if (!outcome.differences().isEmpty()) {
                text.append("- ").append(task).append(": relative L2 distance from Fovea's output");
                String separator = ": ";
                for (var entry : outcome.differences().entrySet()) {
                    text.append(separator)
                            .append("%s %.1e".formatted(entry.getKey(), entry.getValue()))
                            .append(
                                    entry.getValue() > outcome.task().tolerance()
                                            ? " (DISAGREES, the limit is %.0e)"
                                                    .formatted(outcome.task().tolerance())
                                            : "");
                    separator = ", ";
                }
                text.append('\n');
            }
            outcome.failures()
                    .forEach((engine, reason) ->
                            text.append("- %s: %s failed: %s%n".formatted(task, engine, reason)));
        }
        return text.toString();
    }

    /** Three or four digits that count. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
