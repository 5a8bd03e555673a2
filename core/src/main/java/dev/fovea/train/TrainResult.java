package dev.fovea.train;

import dev.fovea.model.Model;
import java.util.List;

/**
 * What came of a run.
 *
 * @param model with the weights of the best epoch: the highest validation accuracy (the lower loss
 *     decides a tie), or without a validation set those of the last epoch
 * @param bestEpoch counted from 1
 * @param history all epochs
 * @param stoppedEarly whether patience ended it
 * @param skipped pictures that could not be read, each once
 */
public record TrainResult(
        Model model,
        int bestEpoch,
        List<EpochMetrics> history,
        boolean stoppedEarly,
        List<String> skipped) {
    public TrainResult {
        history = List.copyOf(history);
        skipped = List.copyOf(skipped);
    }
}
