package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Augmentations;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.model.FormatException;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.Weights;
import dev.fovea.plan.InsufficientMemoryException;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final Preprocessing GREY = Preprocessing.unit(8, 8, 1);
    private static final TrainOptions OPTIONS =
            TrainOptions.of(3)
                    .withBatch(16)
                    .withOptimizer(Adam.of(5e-3f))
                    .withSchedule(Schedule.OneCycle.of())
                    .withAugmentations(Augmentations.parse("shift:0.1"))
                    .withClipNorm(1)
                    .withSeed(4);

    @TempDir private Path folder;

    private static Network network() {
        return Network.input(8, 8, 1)
                .then("conv1", Conv2d.of(8, 3).withPadding(Padding.SAME).withBias(false))
                .then("bn1", new BatchNorm(1e-5f, 0.1f))
                .then("relu1", new Relu())
                .then("pool1", MaxPool2d.of(2))
                .then("drop", new Dropout(0.1f))
                .then("flatten", new Flatten())
                .then("fc", Dense.of(3))
                .then("softmax", new Softmax());
    }

    private static Weights weights() {
        return Weights.initialise(network(), Initialisation.HE, 3);
    }

    private static Trainer trainer(Weights weights, Kernels kernels, TrainOptions options) {
        return Trainer.of(network(), weights, GREY, Bars.of(200, 1), kernels, options)
                .withValidation(Bars.of(60, 2));
    }

    private static Map<String, Tensor> trained(int threads, TrainOptions options)
            throws IOException {
        return trainer(weights(), KernelSets.best(threads), options)
                .run()
                .model()
                .weights()
                .tensors();
    }

    @Test
    void learnsAndKeepsTheBestEpoch() throws IOException {
        TrainResult result = trainer(weights(), KernelSets.scalar(1), OPTIONS.withEpochs(20)).run();
        assertThat(result.history()).hasSize(20);
        EpochMetrics best = result.history().get(result.bestEpoch() - 1);
        assertThat(best.validationTop1()).isGreaterThan(0.9);
        assertThat(result.history())
                .allSatisfy(e ->
                        assertThat(e.validationTop1()).isLessThanOrEqualTo(best.validationTop1()));
        assertThat(result.history().getFirst().trainLoss()).isGreaterThan(best.trainLoss());
    }

    @Test
    void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() throws IOException {
        Map<String, Tensor> one = trained(1, OPTIONS);
        assertThat(trained(2, OPTIONS)).isEqualTo(one);
        assertThat(trained(3, OPTIONS.withAugmentations(Augmentations.parse("mixup:0.4"))))
                .isEqualTo(trained(1, OPTIONS.withAugmentations(Augmentations.parse("mixup:0.4"))));
        assertThat(trained(1, OPTIONS.withSeed(5))).isNotEqualTo(one);
    }

    @Test
    void aRunThatWasKilledAndResumedGivesTheSameBits() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        TrainOptions options = OPTIONS.withCheckpointSteps(4);
        for (long killAt : new long[] {2, 9, 13, 20, 38}) {
            Files.deleteIfExists(file);
            var steps = new long[1];
            Trainer killed =
                    trainer(weights(), KernelSets.best(2), options)
                            .withCheckpoint(file)
                            .withListener(
                                    new TrainListener() {
                                        @Override
                                        public void step(StepMetrics step) {
                                            if (++steps[0] == killAt) {
                                                throw new Killed();
                                            }
                                        }
                                    });
            assertThatThrownBy(killed::run).isInstanceOf(Killed.class);
            Trainer again = trainer(weights(), KernelSets.best(1), options).withCheckpoint(file);
            TrainResult resumed =
                    (Files.exists(file) ? again.resume(Checkpoint.load(file)) : again).run();
            TrainResult whole = trainer(weights(), KernelSets.best(1), options).run();
            assertThat(resumed.model().weights().tensors())
                    .as("killed at step " + killAt)
                    .isEqualTo(whole.model().weights().tensors());
            assertThat(losses(resumed)).isEqualTo(losses(whole));
        }
    }

    private static List<Double> losses(TrainResult result) {
        return result.history().stream().map(EpochMetrics::trainLoss).toList();
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void patienceEndsTheRunAndTheBestWeightsStay() throws IOException {
        TrainOptions options =
                OPTIONS.withEpochs(50).withPatience(2).withSchedule(Schedule.CONSTANT);
        var stopped = new ArrayList<Integer>();
        TrainResult result =
                trainer(weights(), KernelSets.scalar(1), options)
                        .withListener(
                                new TrainListener() {
                                    @Override
                                    public void stoppedEarly(int epoch, int bestEpoch) {
                                        stopped.add(epoch - bestEpoch);
                                    }
                                })
                        .run();
        assertThat(stopped).containsExactly(2);
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.history()).hasSize(result.bestEpoch() + 2);
    }

    @Test
    void aLossThatRunsAwayStopsTheRunWithTheStep() {
        TrainOptions options =
                OPTIONS.withOptimizer(Sgd.of(1e20f))
                        .withClipNorm(0)
                        .withSchedule(Schedule.CONSTANT);
        assertThatThrownBy(() -> trainer(weights(), KernelSets.scalar(1), options).run())
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching(
                        "The loss became (NaN|infinite) in epoch 1, step \\d+ \\(learning rate 1\\.00e\\+20\\)\\. Likely causes: .*");
    }

    @Test
    void whatIsFrozenStays() throws IOException {
        Weights weights = weights();
        Map<String, Tensor> before = weights.copy().tensors();
        trainer(weights, KernelSets.scalar(1), OPTIONS.withFreeze(List.of("conv*", "bn1.*"))).run();
        for (String name : List.of("conv1.weight", "bn1.weight", "bn1.running_mean")) {
            assertThat(weights.get(name)).as(name).isEqualTo(before.get(name));
        }
        assertThat(weights.get("fc.weight")).isNotEqualTo(before.get("fc.weight"));
    }

    @Test
    void aPatternThatMatchesNothingIsRefused() {
        assertThatThrownBy(() ->
                        trainer(
                                weights(),
                                KernelSets.scalar(1),
                                OPTIONS.withFreeze(List.of("features.*"))))
                .hasMessageStartingWith(
                        "freeze: no parameter matches 'features.*' among the 7; the nearest are ");
    }

    @Test
    void unreadablePicturesAreNamedAndLeftOut() throws IOException {
        var bars = new Bars(100, 1, Set.of(7, 50));
        TrainResult result =
                Trainer.of(
                                network(),
                                weights(),
                                GREY,
                                bars,
                                KernelSets.scalar(1),
                                OPTIONS.withEpochs(2))
                        .run();
        assertThat(result.skipped()).containsExactlyInAnyOrder("bar #7", "bar #50");
    }

    @Test
    void anotherRunsCheckpointIsRefused() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        trainer(weights(), KernelSets.scalar(1), OPTIONS.withEpochs(1)).withCheckpoint(file).run();
        Trainer other =
                trainer(weights(), KernelSets.scalar(1), OPTIONS.withEpochs(1).withBatch(8));
        assertThatThrownBy(() -> other.resume(Checkpoint.load(file)))
                .hasMessage("resume: the checkpoint is of another run: batch was 16, is now 8");
    }

    @Test
    void aCorruptCheckpointIsRefused() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        trainer(weights(), KernelSets.scalar(1), OPTIONS.withEpochs(1)).withCheckpoint(file).run();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> Checkpoint.load(file)).isInstanceOf(FormatException.class);
    }

    @Test
    void aNetworkThatDoesNotFitTheClassesIsRefused() {
        Network two = network().upTo("flatten").then("fc", Dense.of(2));
        assertThatThrownBy(() ->
                        Trainer.of(
                                two,
                                Weights.initialise(two, Initialisation.HE, 1),
                                GREY,
                                Bars.of(9, 1),
                                KernelSets.scalar(1),
                                OPTIONS))
                .hasMessage(
                        "Trainer: the network ends in 2 (fc), the data have 3 classes: its last layer must have 3 outputs");
    }

    @Test
    void aBatchTooLargeForTheHeapIsRefusedBeforeTraining() {
        assertThatThrownBy(() ->
                        trainer(weights(), KernelSets.scalar(1), OPTIONS.withBatch(3_000_000))
                                .run())
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessageContaining("The largest batch that fits is ");
    }

    @Test
    void theLearningRateFinderSuggestsARateThatLearns() throws IOException {
        Trainer trainer = trainer(weights(), KernelSets.scalar(1), OPTIONS.withClipNorm(0));
        LearningRateFinder found = LearningRateFinder.sweep(trainer, 60);
        assertThat(found.points()).hasSizeGreaterThan(20);
        assertThat(found.suggestion()).isBetween(1e-4, 0.1);
    }
}
