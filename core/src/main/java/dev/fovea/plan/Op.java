package dev.fovea.plan;

import dev.fovea.nn.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node, or several fused into one, compiled: it knows its values and its prepared kernels, and
 * how to run forward and backward. One class an operation; none knows where its values live.
 */
abstract class Op {
    final String name;
    final List<Value> inputs;
    final Value output;

    Op(String name, List<Value> inputs, Value output) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.output = output;
    }

    final Value input() {
        return inputs.getFirst();
    }

    /**
     * How it has its weights, for people; empty where it has none.
     *
     * @param fixed whether they never change
     */
    String weightsReport(boolean fixed) {
        return "";
    }

    /** What runs forward, for people. */
    String algorithm() {
        return "";
    }

    abstract void forward(Pass pass);

    /**
     * Adds the steps that compute the gradients.
     *
     * @param dy the gradient by the output, complete, and free to be overwritten
     * @param dx for each input where its gradient goes (overwritten), or null where nobody wants it
     */
    abstract void backward(Value dy, List<@Nullable Value> dx, Backward steps);

    /** What {@link #forward} computes. */
    Step.Work work() {
        return Step.Work.NONE;
    }

    /** Floats of scratch {@link #forward} needs. */
    long forwardScratch() {
        return 0;
    }

    /**
     * The input over which the output may be computed if nobody reads it any more; null for none.
     */
    @Nullable Value overwritable() {
        return null;
    }

    /** The activation fused behind the operation, null for none. */
    @Nullable ActivationTail tail() {
        return null;
    }

    /**
     * Whether the output is positive exactly where the input is, or zero: a ReLU's mask can be read
     * from either.
     */
    boolean keepsSign() {
        return false;
    }

    /** Whether the gradient by the first input may be computed over the gradient by the output. */
    boolean backwardInPlace() {
        return false;
    }

    /** Parameters with gradients, if any. */
    List<ParameterGradient> gradients() {
        return List.of();
    }

    /**
     * Bytes of memory the operation holds for itself between runs: packed weights, switches,
     * statistics.
     */
    long ownBytes() {
        return 0;
    }

    /** Bytes of {@link #ownBytes()} that plans over the same weights share. */
    long sharedBytes() {
        return 0;
    }

    /**
     * Allocates what the operation owns and takes the weights; {@code shared} holds what plans
     * share.
     */
    void bind(Weights weights, PackedWeights shared) {}

    /** Reads the weights again after they changed. */
    void refresh() {}

    /** Collects backward steps; reads and writes are declared as they are added. */
    static final class Backward {
        private final String label;
        private final List<Step> steps;

        Backward(String label, List<Step> steps) {
            this.label = label;
            this.steps = steps;
        }

        void add(
                String what,
                String algorithm,
                List<Value> reads,
                List<Value> writes,
                long scratch,
                Step.Work work,
                Step.Action action) {
            steps.add(
                    new Step(
                            label + " " + what,
                            algorithm,
                            List.copyOf(reads),
                            List.copyOf(writes),
                            scratch,
                            work,
                            action));
        }

        void add(String what, List<Value> reads, List<Value> writes, Step.Action action) {
            add(what, "", reads, writes, 0, Step.Work.NONE, action);
        }
    }

    /** Adds a step that copies {@code from} to {@code to}. */
    static void copy(Value from, Value to, Backward steps) {
        steps.add("copy", List.of(from), List.of(to), pass -> copy(pass, from, to));
    }

    /** Does nothing where both have the same place. */
    static void copy(Pass pass, Value from, Value to) {
        if (from.place() != to.place()) {
            pass.kernels.copyRows(
                    pass.n,
                    from.size(),
                    from.data(),
                    from.offset(pass),
                    from.size(),
                    to.data(),
                    to.offset(pass),
                    to.size());
        }
    }
}
