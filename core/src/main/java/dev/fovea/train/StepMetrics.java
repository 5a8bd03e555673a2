package dev.fovea.train;

/**
 * After one step.
 *
 * @param epoch counted from 1
 * @param step inside the epoch, counted from 1
 * @param steps of the epoch
 * @param samplesDone of the epoch so far
 * @param loss of this step's batch
 * @param epochLoss mean of the epoch so far
 * @param epochTop1 0 .. 1, of the epoch so far
 * @param learningRate of this step
 * @param imagesPerSecond of the epoch so far
 */
public record StepMetrics(
        int epoch,
        long step,
        long steps,
        int samplesDone,
        double loss,
        double epochLoss,
        double epochTop1,
        double learningRate,
        double imagesPerSecond) {}
