package dev.fovea.train;

import dev.fovea.data.DataSplits;
import dev.fovea.data.Dataset;
import dev.fovea.data.Subset;
import dev.fovea.image.Preprocessing;
import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Heap;
import dev.fovea.plan.InsufficientMemoryException;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Mode;
import dev.fovea.plan.Plan;
import dev.fovea.plan.PlanOptions;
import dev.fovea.predict.Logits;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Trains a network: what, on which data, how, and who wants to hear of it. An immutable value;
 * {@link #run} does the work.
 *
 * <p>The same seed gives the same bits on any number of threads with the same set of kernels.
 */
public final class Trainer {
    /** As it was given; {@link #network} leaves off a last softmax. */
    final Network given;

    final Network network;
    final Weights weights;
    final Preprocessing preprocessing;
    final Dataset train;
    final Dataset validation;
    final Kernels kernels;
    final TrainOptions options;
    final TrainListener listener;
    final Optional<Path> checkpoint;
    final Optional<Checkpoint> start;

    private Trainer(
            Network given,
            Network network,
            Weights weights,
            Preprocessing preprocessing,
            Dataset train,
            Dataset validation,
            Kernels kernels,
            TrainOptions options,
            TrainListener listener,
            Optional<Path> checkpoint,
            Optional<Checkpoint> start) {
        this.given = given;
        this.network = network;
        this.weights = weights;
        this.preprocessing = preprocessing;
        this.train = train;
        this.validation = validation;
        this.kernels = kernels;
        this.options = options;
        this.listener = listener;
        this.checkpoint = checkpoint;
        this.start = start;
    }

    /**
     * A run without validation, listener or checkpoints.
     *
     * @param network ends in one output a class: logits, or softmax, which training leaves off
     * @param weights trained in place
     * @param preprocessing of every picture, training and validation
     * @throws IllegalArgumentException if the network's input or output does not fit the pictures
     *     or the classes
     */
    public static Trainer of(
            Network network,
            Weights weights,
            Preprocessing preprocessing,
            Dataset train,
            Kernels kernels,
            TrainOptions options) {
        Network logits = Logits.of(network);
        TrainChecks.fits(logits, preprocessing, train, options);
        return new Trainer(
                network,
                logits,
                weights,
                preprocessing,
                train,
                Subset.none(train),
                kernels,
                options,
                new TrainListener() {},
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The usual run: He initialisation from the options' seed, pictures resized to the network's
     * input and divided by 255, the data's validation split, this machine's fastest kernels.
     *
     * @param network reads maps of 1 or 3 channels
     */
    public static Trainer of(Network network, DataSplits data, TrainOptions options) {
        Shape in = network.input();
        return of(
                        network,
                        Weights.initialise(network, Initialisation.HE, options.seed()),
                        Preprocessing.unit(in.height(), in.width(), in.channels()),
                        data.train(),
                        KernelSets.best(),
                        options)
                .withValidation(data.validation());
    }

    /** With a validation set, which decides which epoch is best. */
    public Trainer withValidation(Dataset set) {
        return new Trainer(
                given,
                network,
                weights,
                preprocessing,
                train,
                set,
                kernels,
                options,
                listener,
                checkpoint,
                start);
    }

    public Trainer withListener(TrainListener other) {
        return new Trainer(
                given,
                network,
                weights,
                preprocessing,
                train,
                validation,
                kernels,
                options,
                other,
                checkpoint,
                start);
    }

    /**
     * Writes a checkpoint to {@code file} after each epoch, and inside epochs where the options say
     * so.
     */
    public Trainer withCheckpoint(Path file) {
        return new Trainer(
                given,
                network,
                weights,
                preprocessing,
                train,
                validation,
                kernels,
                options,
                listener,
                Optional.of(file),
                start);
    }

    /**
     * Goes on where a checkpoint stands.
     *
     * @throws IllegalArgumentException if the checkpoint is of another network, data or setting,
     *     with what differs
     */
    public Trainer resume(Checkpoint from) {
        TrainChecks.sameRun(settings(), from.settings());
        return new Trainer(
                given,
                network,
                weights,
                preprocessing,
                train,
                validation,
                kernels,
                options,
                listener,
                checkpoint,
                Optional.of(from));
    }

    /**
     * Bytes of heap the run needs: weights, gradients, optimizer state, activations, the best
     * weights, and the features of frozen layers where they are kept.
     */
    public long memoryBytes() {
        return memoryBytes(computedOnce());
    }

    /**
     * @param part whose features are kept; empty for none
     */
    long memoryBytes(Optional<FrozenPart> part) {
        Network trained = part.map(FrozenPart::after).orElse(network);
        long plan = planBytes(trained, trainingOptions());
        if (validation.size() > 0) {
            plan += planBytes(trained, PlanOptions.of(Mode.INFERENCE, options.batch()));
        }
        return plan + beside() + part.map(this::featureBytes).orElse(0L);
    }

    private long planBytes(Network part, PlanOptions planOptions) {
        return Plan.report(part, kernels, planOptions).memory().total();
    }

    /** The features, and the plan that computes them. */
    private long featureBytes(FrozenPart part) {
        return part.bytes((long) train.size() + validation.size())
                + planBytes(
                        part.before(),
                        FrozenFeatures.options(part, Mode.TRAINING, options.batch()));
    }

    /** The part of the network before which nothing changes while it trains. */
    Optional<FrozenPart> frozenPart() {
        return FrozenPart.of(network, frozen());
    }

    /**
     * The frozen part whose features are computed once for the whole run: if there is one, pictures
     * stay the same, more than one epoch will read them, and they fit the heap.
     */
    Optional<FrozenPart> computedOnce() {
        int first = start.map(from -> from.position().epoch()).orElse(1);
        if (options.changesPictures() || options.epochs() <= first) {
            return Optional.empty();
        }
        return frozenPart().filter(part -> Heap.fits(memoryBytes(Optional.of(part))));
    }

    /** What a reader of the run's plan should know of frozen layers. */
    List<String> notes(Optional<FrozenPart> once) {
        var notes = new ArrayList<String>();
        List<String> norms = FrozenPart.storedStatistics(network, frozen());
        if (!norms.isEmpty()) {
            notes.add(
                    "batch norm of frozen layers runs with its stored statistics: "
                            + String.join(", ", norms.subList(0, Math.min(3, norms.size())))
                            + (norms.size() > 3 ? " and " + (norms.size() - 3) + " more" : ""));
        }
        frozenPart().ifPresent(part -> notes.add(note(part, once.isPresent())));
        return notes;
    }

    private String note(FrozenPart part, boolean once) {
        long pictures = (long) train.size() + validation.size();
        String bytes = Heap.text(part.bytes(pictures));
        if (once) {
            return String.format(
                    Locale.ROOT,
                    "features of %,d pictures computed once, up to %s: %s",
                    pictures,
                    part.node(),
                    bytes);
        }
        return "the frozen layers up to "
                + part.node()
                + " run in every epoch: "
                + (options.changesPictures()
                        ? "pictures are augmented"
                        : options.epochs() <= start.map(from -> from.position().epoch()).orElse(1)
                                ? "there is one"
                                : "their features would take " + bytes + " of heap");
    }

    /** Optimizer state and a copy of the best weights. */
    private long beside() {
        long weightBytes =
                weights.tensors().values().stream().mapToLong(t -> 4L * t.data().length).sum();
        return weightBytes * (options.optimizer().slots().size() + (validation.size() > 0 ? 1 : 0));
    }

    PlanOptions trainingOptions() {
        return PlanOptions.of(Mode.TRAINING, options.batch()).withFrozen(frozen());
    }

    /** Full names of the parameters that are not trained. */
    public Set<String> frozen() {
        return TrainChecks.frozen(network, options.freeze());
    }

    /** What must be the same for a resumed run to give the same bits, by name. */
    Map<String, String> settings() {
        return TrainChecks.settings(this);
    }

    /**
     * Trains.
     *
     * @throws InsufficientMemoryException before the first step, if the run does not fit the heap
     * @throws DivergedException if the loss becomes NaN or infinite
     * @throws IOException if no picture can be read, or a checkpoint cannot be written (the old one
     *     stays)
     */
    public TrainResult run() throws IOException {
        requireMemory();
        return new TrainRun(this, computedOnce()).run();
    }

    /** The same run on other weights. */
    Trainer withWeights(Weights other) {
        return new Trainer(
                given,
                network,
                other,
                preprocessing,
                train,
                validation,
                kernels,
                options,
                listener,
                checkpoint,
                start);
    }

    /**
     * Refuses a run that does not fit the heap, which {@link #run} does too; for those who want to
     * know before they prepare anything.
     *
     * @throws InsufficientMemoryException with the largest batch that fits
     */
    public void requireMemory() {
        long needed = memoryBytes();
        if (Heap.fits(needed)) {
            return;
        }
        long available = Heap.available(false);
        int fits = largestBatch(available);
        throw new InsufficientMemoryException(
                "Training with a batch of "
                        + options.batch()
                        + " needs "
                        + Heap.text(needed)
                        + " of heap, "
                        + Heap.text(Math.max(0, available))
                        + " are free. "
                        + (fits > 0
                                ? "The largest batch that fits is "
                                        + fits
                                        + "; or give the JVM more heap (-Xmx)."
                                : "Not even a batch of 1 fits; give the JVM more heap (-Xmx)."));
    }

    private int largestBatch(long available) {
        int fits = 0;
        int tooMany = options.batch();
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            var smaller =
                    new Trainer(
                            given,
                            network,
                            weights,
                            preprocessing,
                            train,
                            validation,
                            kernels,
                            options.withBatch(middle),
                            listener,
                            checkpoint,
                            start);
            if (smaller.memoryBytes() <= available) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }
}
