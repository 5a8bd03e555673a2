package dev.fovea.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.formats.ReadOptions;
import dev.fovea.model.Model;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Networks of torchvision, exported by PyTorch, against PyTorch's answers. {@code
 * torchvision_models.py} writes them into a folder, which {@code -Dfovea.test.onnx=FOLDER} names;
 * skipped without it.
 */
class OnnxTorchvisionTest {
    @Test
    void agreesWithPyTorch() throws IOException {
        String folder = System.getProperty("fovea.test.onnx", "");
        assumeTrue(
                !folder.isEmpty(),
                "needs -Dfovea.test.onnx=FOLDER with what torchvision_models.py writes");
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            files = all.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            assertThat(error(file)).as(file.getFileName().toString()).isLessThan(1e-3);
        }
    }

    private static double error(Path file) throws IOException {
        Model model = new OnnxFormat().read(file, ReadOptions.none());
        float[] x = floats(Path.of(file + ".in"));
        float[] y = floats(Path.of(file + ".out"));
        int n = x.length / model.network().input().size();
        Plan plan = Plan.forInference(model.network(), model.weights(), KernelSets.vector(2), n);
        Nchw.put(x, n, plan.input());
        plan.forward(n);
        return Nchw.relativeError(Nchw.get(n, plan.output()), y);
    }

    private static float[] floats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }
}
