package dev.fovea.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one engine reached in one workload.
 *
 * @param unit a rate ({@code images/s}, {@code GFLOP/s}), or {@code s} and {@code MiB}, where less
 *     is better
 * @param low the smallest sample
 * @param high the largest sample
 * @param samples how many there are
 */
record Result(
        String workload,
        String engine,
        String unit,
        double median,
        double low,
        double high,
        int samples) {
    /**
     * @throws IllegalArgumentException without samples
     */
    static Result of(String workload, String engine, String unit, List<Double> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(workload + ": no samples of " + engine);
        }
        double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int n = sorted.length;
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return new Result(workload, engine, unit, median, sorted[0], sorted[n - 1], n);
    }

    boolean lessIsBetter() {
        return Arrays.asList("s", "MiB").contains(unit);
    }

    /** How many times better this is than another result of the same workload. */
    double timesBetterThan(Result other) {
        return lessIsBetter() ? other.median / median : median / other.median;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("workload", workload);
        map.put("engine", engine);
        map.put("unit", unit);
        map.put("median", median);
        map.put("low", low);
        map.put("high", high);
        map.put("samples", samples);
        return map;
    }
}
