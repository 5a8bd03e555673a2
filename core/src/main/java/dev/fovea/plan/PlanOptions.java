package dev.fovea.plan;

import java.util.Set;

/**
 * What a plan is compiled for.
 *
 * @param mode forward only, training, or gradients for explanations
 * @param batch the largest number of samples a run will be given; any smaller one runs too
 * @param keep names of nodes whose outputs can be read after a run; keeping one prevents fusion
 *     across it
 * @param keepGradients names of nodes (or {@code input}) whose gradients can be read after a
 *     backward run
 * @param frozen full names of parameters that get no gradient; batch norm with a frozen scale uses
 *     its running statistics
 * @param rule how gradients pass a ReLU
 */
public record PlanOptions(
        Mode mode,
        int batch,
        Set<String> keep,
        Set<String> keepGradients,
        Set<String> frozen,
        BackwardRule rule) {
    public PlanOptions {
        if (batch < 1) {
            throw new IllegalArgumentException(
                    "PlanOptions: the batch must be 1 or more, got " + batch);
        }
        keep = Set.copyOf(keep);
        keepGradients = Set.copyOf(keepGradients);
        frozen = Set.copyOf(frozen);
    }

    public static PlanOptions of(Mode mode, int batch) {
        return new PlanOptions(mode, batch, Set.of(), Set.of(), Set.of(), BackwardRule.ORDINARY);
    }

    public PlanOptions withBatch(int other) {
        return new PlanOptions(mode, other, keep, keepGradients, frozen, rule);
    }

    public PlanOptions withKeep(Set<String> nodes) {
        return new PlanOptions(mode, batch, nodes, keepGradients, frozen, rule);
    }

    public PlanOptions withKeepGradients(Set<String> nodes) {
        return new PlanOptions(mode, batch, keep, nodes, frozen, rule);
    }

    public PlanOptions withFrozen(Set<String> parameters) {
        return new PlanOptions(mode, batch, keep, keepGradients, parameters, rule);
    }

    public PlanOptions withRule(BackwardRule other) {
        return new PlanOptions(mode, batch, keep, keepGradients, frozen, other);
    }
}
