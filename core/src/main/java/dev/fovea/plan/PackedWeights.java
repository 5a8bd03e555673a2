package dev.fovea.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Packed weights and folded biases by operation: what several plans over the same weights share.
 */
final class PackedWeights {
    private final Map<String, float[]> arrays = new HashMap<>();

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** The array under this name, allocated on first use. */
    float[] get(String name, Supplier<float[]> allocate) {
        return arrays.computeIfAbsent(name, any -> allocate.get());
    }
}
