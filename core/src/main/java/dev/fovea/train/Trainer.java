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
     * weights.
     */
    public long memoryBytes() {
        long plan = Plan.report(network, kernels, trainingOptions()).memory().total();
        if (validation.size() > 0) {
            plan +=
                    Plan.report(network, kernels, PlanOptions.of(Mode.INFERENCE, options.batch()))
                            .memory()
                            .total();
        }
        return plan + beside();
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
    Set<String> frozen() {
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
        return new TrainRun(this).run();
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
