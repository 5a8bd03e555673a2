package dev.fovea.bench.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import java.io.IOException;

/** DJL's worker process. */
public final class DjlWorker {
    private DjlWorker() {}

    /** Arguments: the variant (there is one), the task. */
    public static void main(String[] arguments) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(Worker.threads()));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Worker.serve(arguments, (variant, task) -> open(task));
    }

    private static Session open(Task task) throws IOException {
        return switch (task) {
            case Task.Inference inference -> inference(inference.network(), inference.batch());
            case Task.FirstPrediction first -> inference(first.network(), 1);
            case Task.TrainingStep step -> DjlTraining.of(step);
            case Task.SmallTraining small -> DjlTraining.of(small);
            default -> throw new UnsupportedOperationException(task.id());
        };
    }

    private static Session inference(String name, int batch) throws IOException {
        Model model = Model.newInstance(name);
        Block block = DjlNetworks.of(name);
        model.setBlock(block);
        NDManager manager = model.getNDManager();
        block.setInitializer(Initializer.ZEROS, parameter -> true);
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 224, 224));
        DjlNetworks.load(block, name, SharedWeights.map(name));
        block.freezeParameters(true);
        var store = new ParameterStore(manager, false);
        NDArray pictures =
                manager.create(Inputs.pictures(batch, 3, 224), new Shape(batch, 3, 224, 224));
        return new Session() {
            @Override
            public void run() {
                predict();
            }

            @Override
            public float[] check() {
                return predict();
            }

            private float[] predict() {
                try (NDManager scope = manager.newSubManager()) {
                    NDArray x = pictures.duplicate();
                    x.attach(scope);
                    try (NDList y = block.forward(store, new NDList(x), false)) {
                        return y.singletonOrThrow().toFloatArray();
                    }
                }
            }
        };
    }
}
