package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import dev.fovea.model.ModelFile;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import java.io.IOException;
import java.util.Arrays;

/** A model file, compiled for a batch. */
final class FoveaInference implements Session {
    private final Plan plan;
    private final int batch;

    private FoveaInference(String network, int batch) throws IOException {
        this.batch = batch;
        try (ModelFile model = ModelFile.open(SharedWeights.file(network))) {
            plan =
                    Plan.forInference(
                            model.network(), model, KernelSets.best(Worker.threads()), batch);
        }
        Buffer input = plan.input();
        int channels = input.shape().channels();
        int side = input.shape().height();
        float[] x =
                Inputs.channelsLast(Inputs.pictures(batch, channels, side), channels, side * side);
        System.arraycopy(x, 0, input.data(), input.offset(), x.length);
    }

    static FoveaInference of(Task.Inference task) throws IOException {
        return new FoveaInference(task.network(), task.batch());
    }

    static FoveaInference of(Task.FirstPrediction task) throws IOException {
        return new FoveaInference(task.network(), 1);
    }

    @Override
    public void run() {
        plan.forward(batch);
    }

    @Override
    public float[] check() {
        run();
        Buffer y = plan.output();
        return Arrays.copyOfRange(y.data(), y.offset(), y.at(batch));
    }
}
