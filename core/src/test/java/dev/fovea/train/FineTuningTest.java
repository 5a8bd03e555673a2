package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Augmentations;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Add;
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
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FineTuningTest {
    private static final List<String> FEATURES = List.of("conv1.*", "bn1.*", "conv2.*", "bn2.*");

    private static final TrainOptions OPTIONS =
            TrainOptions.of(3)
                    .withBatch(16)
                    .withOptimizer(Adam.of(5e-3f))
                    .withSchedule(Schedule.OneCycle.of())
                    .withClipNorm(1)
                    .withSeed(4)
                    .withFreeze(FEATURES);

    @TempDir private Path folder;

    /** A residual block on a stem; the classifier drops out. */
    private static Network network() {
        return Network.input(8, 8, 1)
                .then("conv1", Conv2d.of(8, 3).withPadding(Padding.SAME).withBias(false))
                .then("bn1", new BatchNorm(1e-5f, 0.1f))
                .then("relu1", new Relu())
                .then("conv2", Conv2d.of(8, 3).withPadding(Padding.SAME).withBias(false))
                .then("bn2", new BatchNorm(1e-5f, 0.1f))
                .then("add2", new Add(), List.of("bn2", "relu1"))
                .then("relu2", new Relu())
                .then("pool2", MaxPool2d.of(2))
                .then("flatten", new Flatten())
                .then("drop", new Dropout(0.2f))
                .then("fc3", Dense.of(12))
                .then("relu3", new Relu())
                .then("fc4", Dense.of(3));
    }

    private static Weights weights() {
        return Weights.initialise(network(), Initialisation.HE, 3);
    }

    private static Trainer trainer(Weights weights, Kernels kernels, TrainOptions options) {
        return Trainer.of(
                        network(),
                        weights,
                        Preprocessing.unit(8, 8, 1),
                        new Bars(200, 1, Set.of(7, 50)),
                        kernels,
                        options)
                .withValidation(Bars.of(60, 2));
    }

    private static Optional<FrozenPart> part(Network network, String... patterns) {
        return FrozenPart.of(network, TrainChecks.frozen(network, List.of(patterns)));
    }

    @Test
    void theCutIsTheLastPlaceBeforeWhichNothingChanges() {
        FrozenPart features = part(network(), FEATURES.toArray(String[]::new)).orElseThrow();
        assertThat(features.node()).isEqualTo("flatten");
        assertThat(features.before().outputShape()).isEqualTo(Shape.of(128));
        assertThat(features.after().input()).isEqualTo(Shape.of(128));
        assertThat(features.after().parameters().keySet())
                .containsExactly("fc3.weight", "fc3.bias", "fc4.weight", "fc4.bias");
        assertThat(features.bytes(1000)).isEqualTo(4 * 128 * 1000);
        // The block is trained, and reads the stem twice.
        assertThat(part(network(), "conv1.*", "bn1.*").orElseThrow().node()).isEqualTo("relu1");
        // Half of the block is frozen: what is added leads around every later cut.
        assertThat(part(network(), "conv1.*", "bn1.*", "conv2.*").orElseThrow().node())
                .isEqualTo("relu1");
    }

    @Test
    void thereIsNoCutWhereNothingWouldBeSavedOrSomethingChanges() {
        assertThat(part(network(), "fc4.*")).as("the first layer is trained").isEmpty();
        assertThat(part(network(), "conv1.*")).as("batch norm follows the batch").isEmpty();
        Network dropsOut =
                Network.input(Shape.of(8))
                        .then("drop", new Dropout(0.5f))
                        .then("fc1", Dense.of(4))
                        .then("fc2", Dense.of(3));
        assertThat(part(dropsOut, "fc1.*")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void featuresComputedOnceGiveTheSameBits(int threads) throws IOException {
        Kernels kernels = threads == 0 ? KernelSets.scalar(1) : KernelSets.best(threads);
        Trainer once = trainer(weights(), kernels, OPTIONS);
        assertThat(once.computedOnce()).isPresent();
        TrainResult cached = once.run();
        TrainResult whole =
                new TrainRun(trainer(weights(), kernels, OPTIONS), Optional.empty()).run();

        assertThat(cached.model().weights().tensors()).isEqualTo(whole.model().weights().tensors());
        assertThat(figures(cached)).isEqualTo(figures(whole));
        assertThat(cached.bestEpoch()).isEqualTo(whole.bestEpoch());
        assertThat(cached.skipped()).isEqualTo(whole.skipped()).hasSize(2);
    }

    private static List<List<Double>> figures(TrainResult result) {
        return result.history().stream()
                .map(e ->
                        List.of(
                                e.trainLoss(),
                                e.trainTop1(),
                                e.validationLoss(),
                                e.validationTop1(),
                                e.validationTop5()))
                .toList();
    }

    @Test
    void frozenWeightsAndStatisticsKeepTheirBits() throws IOException {
        Weights weights = weights();
        Map<String, Tensor> before = weights.copy().tensors();
        trainer(weights, KernelSets.best(1), OPTIONS).run();
        before.forEach((name, tensor) -> {
            if (name.startsWith("fc")) {
                assertThat(weights.get(name)).as(name).isNotEqualTo(tensor);
            } else {
                assertThat(weights.get(name)).as(name).isEqualTo(tensor);
            }
        });
    }

    @Test
    void aRunResumedFromOtherWeightsComputesTheFeaturesOfTheCheckpoint() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        TrainOptions options = OPTIONS.withCheckpointSteps(4);
        TrainResult whole = trainer(weights(), KernelSets.best(1), options).run();
        var steps = new int[1];
        Trainer killed =
                trainer(weights(), KernelSets.best(1), options)
                        .withCheckpoint(file)
                        .withListener(
                                new TrainListener() {
                                    @Override
                                    public void step(StepMetrics step) {
                                        if (++steps[0] == 7) {
                                            throw new IllegalStateException("killed");
                                        }
                                    }
                                });
        assertThatThrownBy(killed::run).hasMessage("killed");
        Weights others = Weights.initialise(network(), Initialisation.HE, 99);
        TrainResult resumed =
                trainer(others, KernelSets.best(2), options).resume(Checkpoint.load(file)).run();
        assertThat(resumed.model().weights().tensors())
                .isEqualTo(whole.model().weights().tensors());
    }

    @Test
    void thePlanSaysWhatIsComputedOnceAndWhatIsNot() throws IOException {
        assertThat(notes(OPTIONS))
                .containsExactly(
                        "batch norm of frozen layers runs with its stored statistics: bn1, bn2",
                        "features of 260 pictures computed once, up to flatten: 130.0 KiB");
        assertThat(notes(OPTIONS.withAugmentations(Augmentations.parse("flip"))))
                .last()
                .isEqualTo(
                        "the frozen layers up to flatten run in every epoch: pictures are augmented");
        assertThat(notes(OPTIONS.withEpochs(1))).last().asString().endsWith("there is one");
        assertThat(notes(OPTIONS.withFreeze(List.of()))).isEmpty();
    }

    private static List<String> notes(TrainOptions options) throws IOException {
        var notes = new ArrayList<String>();
        var seen = new HashSet<Integer>();
        trainer(weights(), KernelSets.best(1), options)
                .withListener(
                        new TrainListener() {
                            @Override
                            public void started(RunPlan plan) {
                                notes.addAll(plan.notes());
                            }

                            @Override
                            public void features(int done, int total) {
                                assertThat(total).isEqualTo(260);
                                seen.add(done);
                            }
                        })
                .run();
        boolean once = notes.stream().anyMatch(note -> note.contains("computed once"));
        assertThat(seen.contains(260)).isEqualTo(once);
        return notes;
    }

    @Test
    void aGroupHasItsOwnLearningRate() throws IOException {
        TrainOptions oneStep =
                TrainOptions.of(1).withBatch(200).withOptimizer(Sgd.of(0.01f).withMomentum(0));
        Weights slow = after(oneStep);
        Weights fast = after(oneStep.withOptimizer(Sgd.of(0.02f).withMomentum(0)));
        Weights both =
                after(
                        oneStep.withGroups(
                                List.of(
                                        new ParameterGroup("fc4.*", 0.02f),
                                        new ParameterGroup("fc*", 0.01f))));
        for (String name : List.of("conv1.weight", "bn2.bias", "fc3.weight")) {
            assertThat(both.get(name)).as(name).isEqualTo(slow.get(name));
            assertThat(both.get(name)).as(name).isNotEqualTo(fast.get(name));
        }
        assertThat(both.get("fc4.weight")).isEqualTo(fast.get("fc4.weight"));
        assertThat(both.get("fc4.weight")).isNotEqualTo(slow.get("fc4.weight"));
    }

    private static Weights after(TrainOptions options) throws IOException {
        return trainer(weights(), KernelSets.scalar(1), options).run().model().weights();
    }

    @Test
    void aGroupThatChangesNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped("classifier.*", 0.1f))
                .withMessageStartingWith(
                        "learning rate: no parameter matches 'classifier.*' among the 14; the"
                                + " nearest are ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped("conv*", 0.1f))
                .withMessage(
                        "learning rate: all that matches 'conv*' is frozen; leave its rate out, or"
                                + " do not freeze it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grouped("fc4.*", -1))
                .withMessageContaining("must be 0 or more, got -1");
    }

    private static Trainer grouped(String pattern, float rate) {
        return trainer(
                weights(),
                KernelSets.scalar(1),
                OPTIONS.withGroups(List.of(new ParameterGroup(pattern, rate))));
    }
}
