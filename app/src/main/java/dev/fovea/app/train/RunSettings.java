package dev.fovea.app.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fovea.image.Augmentations;
import dev.fovea.train.CrossEntropy;
import dev.fovea.train.TrainOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked for, as its folder keeps it: enough to do it again, and to go on with it.
 *
 * @param data as on the command line
 * @param dataRoot where sets known by name are looked for
 * @param arch a name of the zoo or a JSON file; empty for the usual one, or what {@code from} says
 * @param from a model to start from; empty for random weights
 * @param preprocess how pictures are prepared for the model to start from; null for what it says
 * @param imageSize height and width of the network's input; 0 to follow data and network
 * @param strict whether windows must fit
 * @param optimizer by name
 * @param learningRate see {@link LearningRates}; null for the optimizer's usual one
 * @param momentum null for the optimizer's usual one
 * @param weightDecay null for the optimizer's usual one
 * @param schedule see {@link ScheduleSyntax}
 * @param augment see {@link Augmentations#parse}
 * @param mixup alpha; 0 for none
 * @param keepEvery epochs between checkpoints that are kept; 0 for none
 * @param failOnBadPicture whether a picture that cannot be read ends the run
 */
public record RunSettings(
        String data,
        String dataRoot,
        String arch,
        String from,
        @Nullable String preprocess,
        int imageSize,
        boolean strict,
        int epochs,
        int batch,
        String optimizer,
        @Nullable String learningRate,
        @Nullable Float momentum,
        @Nullable Float weightDecay,
        String schedule,
        String augment,
        double mixup,
        float labelSmoothing,
        float clip,
        int patience,
        long seed,
        List<String> freeze,
        int checkpointSteps,
        int keepEvery,
        boolean failOnBadPicture) {
    public RunSettings {
        freeze = List.copyOf(freeze);
        if (imageSize < 0) {
            throw new IllegalArgumentException("--image-size: 0 or more, got " + imageSize);
        }
        if (keepEvery < 0) {
            throw new IllegalArgumentException("--keep-every: 0 or more epochs, got " + keepEvery);
        }
    }

    /**
     * The options of the training itself.
     *
     * @throws IllegalArgumentException naming what cannot be
     */
    public TrainOptions trainOptions() {
        Augmentations augmentations = Augmentations.parse(augment);
        LearningRates rates = LearningRates.parse(learningRate);
        return TrainOptions.of(epochs)
                .withBatch(batch)
                .withOptimizer(
                        new OptimizerChoice(optimizer, rates.rest(), momentum, weightDecay)
                                .optimizer())
                .withSchedule(ScheduleSyntax.parse(schedule))
                .withLoss(CrossEntropy.PLAIN.withLabelSmoothing(labelSmoothing))
                .withAugmentations(mixup > 0 ? augmentations.withMixup(mixup) : augmentations)
                .withClipNorm(clip)
                .withPatience(patience)
                .withSeed(seed)
                .withFreeze(freeze)
                .withGroups(rates.groups())
                .withCheckpointSteps(checkpointSteps);
    }

    /** For people: what is set, by name. */
    @JsonIgnore
    public Map<String, String> shown() {
        TrainOptions options = trainOptions();
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("data", data);
        if (!from.isEmpty()) {
            shown.put("from", from);
        }
        if (preprocess != null) {
            shown.put("preprocess", preprocess);
        }
        shown.put("epochs", Integer.toString(epochs));
        shown.put("batch", Integer.toString(batch));
        shown.put("optimizer", options.optimizer().toString());
        if (!options.groups().isEmpty()) {
            shown.put("learning rates", String.valueOf(learningRate));
        }
        shown.put("schedule", schedule);
        shown.put("augmentation", options.augmentations().toString());
        if (labelSmoothing > 0) {
            shown.put("label smoothing", Float.toString(labelSmoothing));
        }
        if (clip > 0) {
            shown.put("clip norm", Float.toString(clip));
        }
        if (patience > 0) {
            shown.put("patience", Integer.toString(patience));
        }
        if (!freeze.isEmpty()) {
            shown.put("frozen", String.join(", ", freeze));
        }
        shown.put("seed", Long.toString(seed));
        return shown;
    }
}
