package dev.fovea.formats.onnx;

import static dev.fovea.formats.onnx.ProtoWriter.real;
import static dev.fovea.formats.onnx.ProtoWriter.whole;
import static dev.fovea.formats.onnx.ProtoWriter.wholes;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.Model;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Zeros around a map become a layer's padding where that is the same, and only there. */
class PaddedTest {
    private static final int BATCH = 2;

    @TempDir private Path folder;

    static Stream<Arguments> graphs() throws IOException {
        return Stream.of(
                graph(
                        "Conv2d",
                        padded(0, 1, 2, 0, 1)
                                .node(
                                        "Conv",
                                        "p,w",
                                        "y",
                                        wholes("pads", 0, 0, 1, 1),
                                        wholes("strides", 2, 1))),
                graph("Conv2d", padded(0, 1, 1, 0, 0).node("Conv", "p,w", "y", same("SAME_LOWER"))),
                graph(
                        "Conv2d Conv2d Add",
                        padded(0, 1, 1, 1, 1)
                                .node("Conv", "p,w", "a")
                                .node("Conv", "p,w", "b")
                                .node("Add", "a,b", "y")),
                graph(
                        "AvgPool2d",
                        padded(0, 1, 0, 1, 1)
                                .node("AveragePool", "p", "y", wholes("kernel_shape", 3, 2))),
                graph(
                        "AvgPool2d",
                        padded(0, 1, 0, 1, 0)
                                .node(
                                        "AveragePool",
                                        "p",
                                        "y",
                                        wholes("kernel_shape", 3, 3),
                                        wholes("pads", 1, 1, 0, 1),
                                        whole("count_include_pad", 1))),
                graph(
                        "Pad AvgPool2d",
                        padded(0, 1, 0, 1, 0)
                                .node(
                                        "AveragePool",
                                        "p",
                                        "y",
                                        wholes("kernel_shape", 3, 3),
                                        wholes("pads", 1, 1, 0, 1))),
                graph(
                        "Pad AvgPool2d",
                        padded(0, 1, 0, 1, 0)
                                .node(
                                        "AveragePool",
                                        "p",
                                        "y",
                                        wholes("kernel_shape", 2, 2),
                                        wholes("strides", 2, 2),
                                        whole("ceil_mode", 1))),
                graph("Pad Conv2d", padded(0.5f, 1, 1, 1, 1).node("Conv", "p,w", "y")),
                graph("Pad Conv2d", padded(0, 3, 0, 0, 0).node("Conv", "p,w", "y")),
                graph("Pad Conv2d", padded(0, 1, 1, -1, 1).node("Conv", "p,w", "y")),
                graph(
                        "Pad MaxPool2d",
                        padded(0, 1, 1, 1, 1)
                                .node("MaxPool", "p", "y", wholes("kernel_shape", 3, 3))),
                graph(
                        "Pad Conv2d Pad Add",
                        padded(0, 1, 1, 1, 1)
                                .node("Conv", "p,w", "c")
                                .node("Pad", "c", "d", wholes("pads", 0, 0, 1, 1, 0, 0, 1, 1))
                                .node("Add", "d,p", "y")));
    }

    private static byte[] same(String how) throws IOException {
        return ProtoWriter.text("auto_pad", how);
    }

    private static GraphBuilder padded(float value, int top, int left, int bottom, int right)
            throws IOException {
        return new GraphBuilder(10, 3, 5, 6)
                .floats("w", 3, 3, 3, 3)
                .node(
                        "Pad",
                        "x",
                        "p",
                        wholes("pads", 0, 0, top, left, 0, 0, bottom, right),
                        real("value", value));
    }

    private static Arguments graph(String layers, GraphBuilder graph) throws IOException {
        return Arguments.of(layers, graph.bytes());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void agreesWithOnnxRuntime(String layers, byte[] graph) throws IOException, OrtException {
        Path file = Files.write(folder.resolve("graph.onnx"), graph);
        Model model = new OnnxFormat().read(file, ReadOptions.none());
        assertThat(
                        model.network().nodes().stream()
                                .map(node -> node.layer().getClass().getSimpleName()))
                .containsExactlyInAnyOrder(layers.split(" "));
        float[] x = new float[BATCH * 90];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(1 + i);
        }
        Plan plan =
                Plan.forInference(model.network(), model.weights(), KernelSets.scalar(1), BATCH);
        Nchw.put(x, BATCH, plan.input());
        plan.forward(BATCH);
        assertThat(
                        Nchw.relativeError(
                                Nchw.get(BATCH, plan.output()), Ort.run(file, x, BATCH, 3, 5, 6)))
                .isLessThan(1e-5);
    }
}
