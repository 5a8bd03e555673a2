package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import java.io.IOException;

/** Fovea's worker process. */
public final class FoveaWorker {
    private FoveaWorker() {}

    /** Arguments: the variant (there is one), the task. */
    public static void main(String[] arguments) {
        Worker.serve(arguments, (variant, task) -> open(task));
    }

    private static Session open(Task task) throws IOException {
        return switch (task) {
            case Task.Inference inference -> FoveaInference.of(inference);
            case Task.FirstPrediction first -> FoveaInference.of(first);
            case Task.TrainingStep step -> FoveaTrainingStep.of(step);
            case Task.SmallTraining small -> FoveaSmallTraining.start(small);
            case Task.Layer layer ->
                    switch (layer.pass()) {
                        case FORWARD -> new FoveaLayerForward(layer);
                        case BACKWARD_DATA -> new FoveaLayerBackwardData(layer);
                        case BACKWARD_WEIGHTS -> new FoveaLayerBackwardWeights(layer);
                    };
            case Task.Product product -> new FoveaProduct(product);
        };
    }
}
