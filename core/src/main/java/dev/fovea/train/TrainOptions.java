package dev.fovea.train;

import dev.fovea.image.Augmentations;
import java.util.List;

/**
 * How a run trains.
 *
 * @param epochs passes over the training set
 * @param batch pictures a step
 * @param optimizer with its learning rate
 * @param schedule how the rate changes
 * @param loss cross-entropy and its variants
 * @param augmentations of the training pictures, mixup among them
 * @param clipNorm largest norm of all gradients together; 0 for no clipping (Pascanu et al. 2013,
 *     arXiv 1211.5063)
 * @param patience epochs without a better validation accuracy after which the run stops early; 0
 *     for never
 * @param seed of everything random
 * @param freeze patterns of parameter names that are not trained ({@code *} matches anything)
 * @param checkpointSteps steps between checkpoints inside an epoch; 0 for one an epoch
 * @param groups parameters with learning rates of their own; the first that matches decides
 */
public record TrainOptions(
        int epochs,
        int batch,
        Optimizer optimizer,
        Schedule schedule,
        CrossEntropy loss,
        Augmentations augmentations,
        float clipNorm,
        int patience,
        long seed,
        List<String> freeze,
        int checkpointSteps,
        List<ParameterGroup> groups) {
    public TrainOptions {
        Checks.atLeastOne("TrainOptions", "epochs", epochs);
        Checks.atLeastOne("TrainOptions", "batch", batch);
        Checks.notNegative("TrainOptions", "clip norm", clipNorm);
        Checks.notNegative("TrainOptions", "patience", patience);
        Checks.notNegative("TrainOptions", "checkpoint steps", checkpointSteps);
        freeze = List.copyOf(freeze);
        groups = List.copyOf(groups);
        if (!groups.isEmpty() && optimizer.learningRate() == 0) {
            throw new IllegalArgumentException(
                    "TrainOptions: a learning rate of 0 for the rest cannot change with that of the"
                            + " groups; freeze the rest instead");
        }
    }

    /** Adam at 1e-3, batch 64, nothing else. */
    public static TrainOptions of(int epochs) {
        return new TrainOptions(
                epochs,
                64,
                Adam.of(1e-3f),
                Schedule.CONSTANT,
                CrossEntropy.PLAIN,
                Augmentations.none(),
                0,
                0,
                1,
                List.of(),
                0,
                List.of());
    }

    public TrainOptions withEpochs(int other) {
        return new TrainOptions(
                other,
                batch,
                optimizer,
                schedule,
                loss,
                augmentations,
                clipNorm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withBatch(int other) {
        return new TrainOptions(
                epochs,
                other,
                optimizer,
                schedule,
                loss,
                augmentations,
                clipNorm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withOptimizer(Optimizer other) {
        return new TrainOptions(
                epochs,
                batch,
                other,
                schedule,
                loss,
                augmentations,
                clipNorm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withSchedule(Schedule other) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                other,
                loss,
                augmentations,
                clipNorm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withLoss(CrossEntropy other) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                other,
                augmentations,
                clipNorm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withAugmentations(Augmentations other) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                loss,
                other,
                clipNorm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withClipNorm(float norm) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                loss,
                augmentations,
                norm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withPatience(int other) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                loss,
                augmentations,
                clipNorm,
                other,
                seed,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withSeed(long other) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                loss,
                augmentations,
                clipNorm,
                patience,
                other,
                freeze,
                checkpointSteps,
                groups);
    }

    public TrainOptions withFreeze(List<String> patterns) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                loss,
                augmentations,
                clipNorm,
                patience,
                seed,
                patterns,
                checkpointSteps,
                groups);
    }

    public TrainOptions withCheckpointSteps(int steps) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                loss,
                augmentations,
                clipNorm,
                patience,
                seed,
                freeze,
                steps,
                groups);
    }

    public TrainOptions withGroups(List<ParameterGroup> others) {
        return new TrainOptions(
                epochs,
                batch,
                optimizer,
                schedule,
                loss,
                augmentations,
                clipNorm,
                patience,
                seed,
                freeze,
                checkpointSteps,
                others);
    }

    /** Whether a picture gives other numbers in every epoch. */
    boolean changesPictures() {
        return !augmentations.steps().isEmpty() || augmentations.mixup().isActive();
    }
}
