package dev.fovea.plan;

import java.util.List;

/**
 * One thing a plan does, with the values it reads and writes: what liveness is computed from.
 *
 * @param algorithm what runs, for people; empty when there is nothing to say
 * @param scratch floats of scratch memory it needs
 * @param work what it computes beyond one pass over its values
 */
record Step(
        String label,
        String algorithm,
        List<Value> reads,
        List<Value> writes,
        long scratch,
        Work work,
        Action action) {
    /**
     * The work of convolutions and dense layers; of other steps there is nothing to say.
     *
     * @param flops floating point operations for one sample, counted as the direct algorithm does
     * @param weightBytes of weights or their gradients that are read or written once in a run
     */
    record Work(long flops, long weightBytes) {
        static final Work NONE = new Work(0, 0);
    }

    /** What the step does. */
    @FunctionalInterface
    interface Action {
        void run(Pass pass);
    }

    /** Bytes of the values it reads and writes, for one sample. */
    long valueBytes() {
        return 4L
                * (reads.stream().mapToLong(Value::size).sum()
                        + writes.stream().mapToLong(Value::size).sum());
    }
}
