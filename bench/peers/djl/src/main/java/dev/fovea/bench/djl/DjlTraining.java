package dev.fovea.bench.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.TrainingPictures;
import java.io.IOException;

/** Steps of a DJL trainer. */
final class DjlTraining {
    private static final float RATE = 1e-3f;

    private final Trainer trainer;

    private DjlTraining(String name, Optimizer optimizer, Shape input) throws IOException {
        SequentialBlock block = DjlNetworks.of(name);
        Model model = Model.newInstance(name);
        model.setBlock(block);
        var config =
                new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
        trainer = model.newTrainer(config);
        trainer.initialize(input);
        DjlNetworks.load(block, name, SharedWeights.map(name));
    }

    static Session of(Task.TrainingStep task) throws IOException {
        int batch = task.batch();
        var shape = new Shape(batch, 3, 224, 224);
        var sgd =
                Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(RATE))
                        .optMomentum(0.9f)
                        .build();
        var training = new DjlTraining(task.network(), sgd, shape);
        NDManager manager = training.trainer.getManager();
        NDArray pictures = manager.create(Inputs.pictures(batch, 3, 224), shape);
        float[] labels = new float[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = Inputs.label(i);
        }
        NDArray classes = manager.create(labels);
        return new Session() {
            @Override
            public void run() {
                step();
            }

            @Override
            public float[] check() {
                return new float[] {step(), step()};
            }

            private float step() {
                try (NDManager scope = manager.newSubManager()) {
                    NDArray x = pictures.duplicate();
                    x.attach(scope);
                    return training.step(x, classes);
                }
            }
        };
    }

    static Session of(Task.SmallTraining task) throws IOException {
        int batch = task.batch();
        var adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(RATE)).build();
        var training = new DjlTraining("small-cnn", adam, new Shape(batch, 1, 28, 28));
        TrainingPictures pictures = TrainingPictures.load();
        return new Session() {
            @Override
            public void run() {
                for (int i = 0; i < Task.SmallTraining.STEPS; i++) {
                    TrainingPictures.Batch next = pictures.next(batch);
                    float[] labels = new float[batch];
                    for (int j = 0; j < batch; j++) {
                        labels[j] = next.labels()[j];
                    }
                    try (NDManager scope = training.trainer.getManager().newSubManager()) {
                        training.step(
                                scope.create(next.x(), new Shape(batch, 1, 28, 28)),
                                scope.create(labels));
                    }
                }
            }

            @Override
            public float[] check() {
                return new float[0];
            }
        };
    }

    /** Returns the loss. */
    private float step(NDArray x, NDArray classes) {
        float value;
        try (var collector = trainer.newGradientCollector()) {
            try (NDList y = trainer.forward(new NDList(x));
                    NDArray loss = trainer.getLoss().evaluate(new NDList(classes), y)) {
                collector.backward(loss);
                value = loss.getFloat();
            }
        }
        trainer.step();
        return value;
    }
}
