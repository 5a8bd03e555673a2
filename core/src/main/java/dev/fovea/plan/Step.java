package dev.fovea.plan;

import java.util.List;

/**
 * One thing a plan does, with the values it reads and writes: what liveness is computed from.
 *
 * @param algorithm what runs, for people; empty when there is nothing to say
 * @param scratch floats of scratch memory it needs
 */
record Step(
        String label,
        String algorithm,
        List<Value> reads,
        List<Value> writes,
        long scratch,
        Action action) {
    /** What the step does. */
    @FunctionalInterface
    interface Action {
        void run(Pass pass);
    }
}
