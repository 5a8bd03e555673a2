package dev.fovea.bench;

import dev.fovea.bench.task.Task;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of one task.
 *
 * @param results of the engines that did it
 * @param failures by engine, with the reason
 * @param differences relative L2 distance of each peer's numbers from Fovea's, by engine; empty
 *     where there is nothing to compare
 */
record Outcome(
        Task task,
        List<Result> results,
        Map<String, String> failures,
        Map<String, Double> differences) {
    Outcome {
        results = List.copyOf(results);
        failures = Collections.unmodifiableMap(new TreeMap<>(failures));
        differences = Collections.unmodifiableMap(new TreeMap<>(differences));
    }

    /** Whether every engine computed the same, as far as can be told. */
    boolean agrees() {
        return differences.values().stream().allMatch(d -> d <= task.tolerance());
    }
}
