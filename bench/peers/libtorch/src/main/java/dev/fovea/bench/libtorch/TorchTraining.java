package dev.fovea.bench.libtorch;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Networks;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.TrainingPictures;
import java.io.IOException;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Steps of an optimizer through autograd, in the plain layout. */
final class TorchTraining {
    private static final double RATE = 1e-3;

    private final TorchNetwork network;
    private final Optimizer optimizer;

    private TorchTraining(TorchNetwork network, Optimizer optimizer) {
        this.network = network;
        this.optimizer = optimizer;
    }

    private static TorchNetwork load(String name) throws IOException {
        return new TorchNetwork(Networks.of(name), SharedWeights.map(name), Tensors.PLAIN);
    }

    private static TensorVector trainable(TorchNetwork network) {
        network.parameters().forEach(parameter -> parameter.set_requires_grad(true));
        return new TensorVector(network.parameters().toArray(Tensor[]::new));
    }

    static Session of(Task.TrainingStep task) throws IOException {
        TorchNetwork network = load(task.network());
        var options = new SGDOptions(RATE);
        options.momentum().put(0.9);
        var training = new TorchTraining(network, new SGD(trainable(network), options));
        int batch = task.batch();
        Tensor x = Tensors.of(Inputs.pictures(batch, 3, 224), batch, 3, 224, 224);
        Tensor y = Tensors.classes(IntStream.range(0, batch).map(Inputs::label).toArray());
        return new Session() {
            @Override
            public void run() {
                training.step(x, y, false);
            }

            @Override
            public float[] check() {
                return new float[] {training.step(x, y, true), training.step(x, y, true)};
            }
        };
    }

    static Session of(Task.SmallTraining task) throws IOException {
        TorchNetwork network = load("small-cnn");
        var training =
                new TorchTraining(network, new Adam(trainable(network), new AdamOptions(RATE)));
        TrainingPictures pictures = TrainingPictures.load();
        return new Session() {
            @Override
            public void run() {
                for (int i = 0; i < Task.SmallTraining.STEPS; i++) {
                    TrainingPictures.Batch batch = pictures.next(task.batch());
                    try (var _ = new PointerScope()) {
                        Tensor x = Tensors.of(batch.x(), batch.labels().length, 1, 28, 28);
                        training.step(x, Tensors.classes(batch.labels()), false);
                    }
                }
            }

            @Override
            public float[] check() {
                return new float[0];
            }
        };
    }

    /** Returns the loss if it is wanted, else 0. */
    private float step(Tensor x, Tensor classes, boolean wanted) {
        try (var _ = new PointerScope()) {
            optimizer.zero_grad();
            Tensor loss = torch.cross_entropy_loss(network.forward(x), classes);
            loss.backward();
            optimizer.step();
            return wanted ? loss.item_float() : 0;
        }
    }
}
