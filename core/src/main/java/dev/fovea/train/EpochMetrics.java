package dev.fovea.train;

/**
 * What came of one epoch.
 *
 * @param epoch counted from 1
 * @param trainLoss mean over the epoch's samples, as they were seen (with augmentation and dropout,
 *     while weights changed)
 * @param trainTop1 share of them classified rightly, 0 .. 1
 * @param validationLoss mean after the epoch; NaN without a validation set
 * @param validationTop1 0 .. 1; NaN without a validation set
 * @param validationTop5 0 .. 1; NaN without a validation set
 * @param learningRate of the last step
 * @param seconds training and validation
 * @param imagesPerSecond of training
 */
public record EpochMetrics(
        int epoch,
        double trainLoss,
        double trainTop1,
        double validationLoss,
        double validationTop1,
        double validationTop5,
        double learningRate,
        double seconds,
        double imagesPerSecond) {}
