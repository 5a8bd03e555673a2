package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Networks;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import dev.fovea.data.Dataset;
import dev.fovea.data.Idx;
import dev.fovea.image.Preprocessing;
import dev.fovea.nn.Initialisation;
import dev.fovea.nn.Network;
import dev.fovea.nn.Weights;
import dev.fovea.plan.KernelSets;
import dev.fovea.train.Adam;
import dev.fovea.train.StepMetrics;
import dev.fovea.train.TrainListener;
import dev.fovea.train.TrainOptions;
import dev.fovea.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;

/**
 * The trainer as users run it, with its loader and metrics, let through fifty steps at a time by a
 * listener.
 */
final class FoveaSmallTraining implements Session {
    /** More than any measurement runs. */
    private static final int EPOCHS = 100_000;

    private final SynchronousQueue<String> permits = new SynchronousQueue<>();
    private final SynchronousQueue<String> done = new SynchronousQueue<>();

    private FoveaSmallTraining() {}

    static FoveaSmallTraining start(Task.SmallTraining task) throws IOException {
        var session = new FoveaSmallTraining();
        Trainer trainer = trainer(task).withListener(session.new Gate());
        Thread.ofPlatform().daemon().name("trainer").start(() -> session.train(trainer));
        return session;
    }

    private static Trainer trainer(Task.SmallTraining task) throws IOException {
        Network network = Networks.of("small-cnn");
        Path folder = Worker.data();
        Dataset pictures =
                Idx.load(
                        folder.resolve("train-images-idx3-ubyte.gz"),
                        folder.resolve("train-labels-idx1-ubyte.gz"));
        return Trainer.of(
                network,
                Weights.initialise(network, Initialisation.HE, 1),
                Preprocessing.unit(28, 28, 1),
                pictures,
                KernelSets.best(Worker.threads()),
                TrainOptions.of(EPOCHS).withBatch(task.batch()).withOptimizer(Adam.of(1e-3f)));
    }

    private void train(Trainer trainer) {
        String end = "training ended";
        try {
            trainer.run();
        } catch (IOException | RuntimeException e) {
            end = e.toString();
        }
        try {
            done.put(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() throws InterruptedException {
        permits.put("");
        String end = done.take();
        if (!end.isEmpty()) {
            throw new IllegalStateException(end);
        }
    }

    /** Nothing: engines draw other weights and orders. */
    @Override
    public float[] check() {
        return new float[0];
    }

    /** Waits for leave before a round of steps and reports its end. */
    private final class Gate implements TrainListener {
        private int steps = -1;

        @Override
        public void step(StepMetrics step) {
            try {
                steps++;
                if (steps == Task.SmallTraining.STEPS) {
                    done.put("");
                    steps = 0;
                }
                if (steps == 0) {
                    permits.take();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
