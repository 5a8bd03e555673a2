package dev.fovea.formats.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** ONNX Runtime's answer. */
final class Ort {
    private Ort() {}

    /** The output for an input {@code [N, C, H, W]} or {@code [N, F]}. */
    static float[] run(Path file, float[] x, long... dims) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            // As the file says it: fusing a Pad with the pooling behind it changes the numbers.
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            try (OrtSession session = environment.createSession(file.toString(), options);
                    OnnxTensor input =
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), dims);
                    OrtSession.Result result =
                            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] y = new float[buffer.remaining()];
                buffer.get(y);
                return y;
            }
        }
    }
}
