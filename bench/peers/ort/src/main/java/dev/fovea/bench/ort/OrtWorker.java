package dev.fovea.bench.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fovea.bench.task.Inputs;
import dev.fovea.bench.task.Networks;
import dev.fovea.bench.task.Session;
import dev.fovea.bench.task.SharedWeights;
import dev.fovea.bench.task.Task;
import dev.fovea.bench.task.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** ONNX Runtime over an ONNX file of the shared weights, all of its optimisations on. */
public final class OrtWorker {
    private static final int SIDE = 224;

    private OrtWorker() {}

    /** Arguments: the variant (there is one), the task. */
    public static void main(String[] arguments) {
        Worker.serve(arguments, (variant, task) -> open(task));
    }

    private static Session open(Task task) throws OrtException, IOException {
        return switch (task) {
            case Task.Inference inference -> session(inference.network(), inference.batch());
            case Task.FirstPrediction first -> session(first.network(), 1);
            default -> throw new UnsupportedOperationException(task.id());
        };
    }

    private static Session session(String network, int batch) throws OrtException, IOException {
        Path model = Worker.folder().resolve(network + ".onnx");
        if (!Files.exists(model)) {
            OnnxFile.write(model, Networks.of(network), SharedWeights.map(network));
        }
        var environment = OrtEnvironment.getEnvironment();
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(Worker.threads());
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        OrtSession session = environment.createSession(model.toString(), options);
        float[] pictures = Inputs.pictures(batch, 3, SIDE);
        var direct =
                ByteBuffer.allocateDirect(pictures.length * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer()
                        .put(pictures)
                        .flip();
        var shape = new long[] {batch, 3, SIDE, SIDE};
        var input = Map.of(OnnxFile.INPUT, OnnxTensor.createTensor(environment, direct, shape));
        return new Session() {
            @Override
            public void run() throws OrtException {
                session.run(input).close();
            }

            @Override
            public float[] check() throws OrtException {
                try (OrtSession.Result result = session.run(input);
                        var logits = (OnnxTensor) result.get(0)) {
                    float[] values = new float[logits.getFloatBuffer().remaining()];
                    logits.getFloatBuffer().get(values);
                    return values;
                }
            }
        };
    }
}
