package dev.fovea.bench.fovea;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Networks;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.SgdStep;
import dev.fovea.model.ModelFile;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Buffer;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Forward, loss, backward, SGD and packing the new weights: what a trainer does in a step. */
final class FoveaTrainingStep implements Session {
    private static final SgdStep SGD = new SgdStep(1e-3f, 0.9f, false, 0, 0, 1);

    private final Kernels kernels = KernelSets.best(Worker.threads());
    private final int batch;
    private final Plan plan;
    private final List<Trained> parameters = new ArrayList<>();
    private final int classes;
    private final float[] targets;
    private final float[] losses;
    private long steps;

    /** What a step of the optimizer touches; arrays of a parameter. */
    private record Trained(Tensor weight, Tensor gradient, Tensor velocity) {}

    private FoveaTrainingStep(Task.TrainingStep task) throws IOException {
        batch = task.batch();
        Weights weights = ModelFile.load(SharedWeights.file(task.network())).weights();
        plan = Plan.forTraining(Networks.of(task.network()), weights, kernels, batch);
        plan.gradients()
                .forEach((name, gradient) ->
                        parameters.add(
                                new Trained(
                                        weights.get(name),
                                        gradient,
                                        Tensor.zeros(gradient.shape()))));
        Buffer input = plan.input();
        int channels = input.shape().channels();
        int side = input.shape().height();
        float[] x =
                Inputs.channelsLast(Inputs.pictures(batch, channels, side), channels, side * side);
        System.arraycopy(x, 0, input.data(), input.offset(), x.length);
        classes = plan.output().shape().size();
        losses = new float[batch];
        targets = new float[batch * classes];
        for (int i = 0; i < batch; i++) {
            targets[i * classes + Inputs.label(i)] = 1;
        }
    }

    static FoveaTrainingStep of(Task.TrainingStep task) throws IOException {
        return new FoveaTrainingStep(task);
    }

    @Override
    public void run() {
        plan.forward(batch, steps++);
        Buffer logits = plan.output();
        Buffer gradient = plan.outputGradient();
        kernels.softmaxCrossEntropy(
                batch,
                classes,
                logits.data(),
                logits.offset(),
                targets,
                1f / batch,
                losses,
                gradient.data(),
                gradient.offset());
        plan.backward();
        for (Trained parameter : parameters) {
            float[] weight = parameter.weight().data();
            kernels.sgd(
                    SGD,
                    weight.length,
                    weight,
                    parameter.gradient().data(),
                    parameter.velocity().data());
        }
        plan.refresh();
    }

    /** The losses of the first two steps: the second one says that the gradients agree too. */
    @Override
    public float[] check() {
        return new float[] {loss(), loss()};
    }

    private float loss() {
        run();
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return (float) (sum / batch);
    }
}
