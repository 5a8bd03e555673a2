package dev.fovea.bench.libtorch;

import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Networks;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import java.io.IOException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** libtorch's worker process. */
public final class LibTorchWorker {
    private LibTorchWorker() {}

    /** Arguments: the layout ({@code plain}, {@code channels-last}, {@code packed}), the task. */
    public static void main(String[] arguments) {
        torch.set_num_threads(Worker.threads());
        Worker.serve(arguments, (variant, task) -> open(Tensors.of(variant), task));
    }

    private static Session open(Tensors layout, Task task) throws IOException {
        return switch (task) {
            case Task.Inference inference ->
                    inference(layout, inference.network(), inference.batch());
            case Task.FirstPrediction first -> inference(layout, first.network(), 1);
            case Task.TrainingStep step -> TorchTraining.of(step);
            case Task.SmallTraining small -> TorchTraining.of(small);
            case Task.Layer layer -> TorchLayer.of(layout, layer);
            case Task.Product product -> product(layout, product);
        };
    }

    /** Computes something without gradients. */
    @FunctionalInterface
    interface Computation {
        Tensor run();
    }

    /** Runs a computation and frees its tensors; checks all or a sample of its result. */
    static Session session(Computation computation) {
        return new Session() {
            @Override
            public void run() {
                try (var _ = new NoGradGuard();
                        var _ = new PointerScope()) {
                    computation.run();
                }
            }

            @Override
            public float[] check() {
                try (var _ = new NoGradGuard();
                        var _ = new PointerScope()) {
                    float[] values = Tensors.array(computation.run());
                    return Inputs.sample(values.length, i -> values[i]);
                }
            }
        };
    }

    private static Session inference(Tensors layout, String name, int batch) throws IOException {
        var network = new TorchNetwork(Networks.of(name), SharedWeights.map(name), layout);
        Tensor x = layout.place(Tensors.of(Inputs.pictures(batch, 3, 224), batch, 3, 224, 224));
        return session(() -> network.forward(x));
    }

    private static Session product(Tensors layout, Task.Product product) {
        Tensor a = Tensors.of(Inputs.left(product), product.rows(), product.inner());
        Tensor b = Tensors.of(Inputs.rightTransposed(product), product.columns(), product.inner());
        if (layout == Tensors.PACKED) {
            Tensor x = a.to_mkldnn();
            Tensor weight = b.to_mkldnn();
            return session(() -> torch.mkldnn_linear(x, weight));
        }
        return session(() -> torch.linear(a, b));
    }
}
