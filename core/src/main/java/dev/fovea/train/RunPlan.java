package dev.fovea.train;

import java.util.List;

/**
 * What a run is going to do.
 *
 * @param epochs passes over the training set
 * @param firstEpoch counted from 1; above 1 when the run goes on from a checkpoint
 * @param stepsPerEpoch steps of one epoch
 * @param trainSamples pictures in the training set
 * @param validationSamples pictures in the validation set
 * @param memoryBytes heap the run needs: weights, gradients, optimizer state, activations, the best
 *     weights
 * @param kernels the set of kernels
 * @param notes what else it does, a sentence each: what is computed once, how frozen layers run
 */
public record RunPlan(
        int epochs,
        int firstEpoch,
        long stepsPerEpoch,
        int trainSamples,
        int validationSamples,
        long memoryBytes,
        String kernels,
        List<String> notes) {
    public RunPlan {
        notes = List.copyOf(notes);
    }
}
