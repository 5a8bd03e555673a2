package dev.fovea.formats.onnx;

import static dev.fovea.formats.onnx.ProtoWriter.real;
import static dev.fovea.formats.onnx.ProtoWriter.text;
import static dev.fovea.formats.onnx.ProtoWriter.whole;
import static dev.fovea.formats.onnx.ProtoWriter.wholes;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.formats.ReadOptions;
import dev.fovea.model.Model;
import dev.fovea.model.ModelFile;
import dev.fovea.plan.KernelSets;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small graphs of many operator sets against ONNX Runtime, also after a turn as a model file. */
class OnnxOperatorsTest {
    private static final int BATCH = 2;

    @TempDir private Path folder;

    static Stream<Arguments> graphs() throws IOException {
        return Stream.of(
                graph(
                        "6 Selu, Pad",
                        map(6).node("Selu", "x", "a")
                                .node("Pad", "a", "y", wholes("pads", 0, 0, 1, 2, 0, 0, 0, 1))),
                graph(
                        "7 Upsample, Sub, Softmax over all",
                        map(7).node("Upsample", "x", "a", GraphBuilder.reals("scales", 1, 1, 2, 3))
                                .floats("c", 3, 1, 1)
                                .node("Sub", "a,c", "b")
                                .node("Softmax", "b", "y")),
                graph(
                        "8 Slice, Expand, Max, Mean",
                        map(8).node(
                                        "Slice",
                                        "x",
                                        "a",
                                        wholes("starts", 1),
                                        wholes("ends", 2),
                                        wholes("axes", 2))
                                .wholes("shape", 1, 1, 5, 1)
                                .node("Expand", "a,shape", "b")
                                .node("Max", "b,x", "m")
                                .node("Mean", "m,x,a", "y")),
                graph(
                        "9 Flatten, MatMul, PRelu",
                        map(9).floats("w", 6, 4)
                                .floats("slope", 3, 5, 1)
                                .node("PRelu", "x,slope", "p")
                                .node("MatMul", "p,w", "y")),
                graph(
                        "10 Slice backwards, Resize",
                        map(10).wholes("starts", -1, 4)
                                .wholes("ends", -9, 0)
                                .wholes("axes", 3, 2)
                                .wholes("steps", -2, -1)
                                .floats("scales", new int[] {4}, 1, 1, 2, 2)
                                .node("Slice", "x,starts,ends,axes,steps", "a")
                                .node("Resize", "a,scales", "y", text("mode", "nearest"))),
                graph(
                        "11 Resize linear, Clip, Erf",
                        map(11).floats("scales", new int[] {4}, 1, 1, 1.6f, 2)
                                .floats("roi", new int[] {0})
                                .floats("low", new int[0], -0.5f)
                                .floats("high", new int[0], 0.8f)
                                .node("Resize", "x,roi,scales", "a", text("mode", "linear"))
                                .node("Clip", "a,low,high", "b")
                                .node("Erf", "b", "y")),
                graph(
                        "12 ArgMax, Cast, Gather",
                        map(12).wholes("two", 2, 0)
                                .node("Gather", "x,two", "g", whole("axis", 2))
                                .node("ArgMax", "g", "a", whole("axis", 3))
                                .node("Cast", "a", "y", whole("to", 1))),
                graph(
                        "13 Split, Concat, Softmax by width, ReduceSum",
                        map(13).wholes("parts", 2, 3)
                                .wholes("axes", 1)
                                .node("Split", "x,parts", "a,b", whole("axis", 2))
                                .node("Concat", "b,a", "c", whole("axis", 2))
                                .node("Softmax", "c", "s", whole("axis", 3))
                                .node("Mul", "s,x", "m")
                                .node("ReduceSum", "m,axes", "y", whole("keepdims", 0))),
                graph(
                        "17 ConvTranspose, InstanceNormalization",
                        map(17).floats("w", 3, 2, 3, 2)
                                .floats("b", 2)
                                .node(
                                        "ConvTranspose",
                                        "x,w,b",
                                        "a",
                                        wholes("strides", 2, 3),
                                        wholes("pads", 1, 0, 0, 1),
                                        wholes("output_padding", 1, 2))
                                .node(
                                        "InstanceNormalization",
                                        "a,b,b",
                                        "y",
                                        real("epsilon", 0.1f))),
                graph(
                        "17 Softplus, Softsign, Selu, Div, Min, LpPool",
                        map(17).floats("c", 6)
                                .node("Softplus", "x", "a")
                                .node("Softsign", "a", "b")
                                .node("Selu", "x", "s")
                                .node("Div", "s,b", "d")
                                .node("Min", "d,c", "m")
                                .node(
                                        "LpPool",
                                        "m",
                                        "y",
                                        wholes("kernel_shape", 2, 3),
                                        wholes("pads", 1, 0, 0, 1))),
                graph(
                        "17 attention: Transpose, MatMul, Gemm",
                        map(17).wholes("seq", 0, 3, 30)
                                .wholes("flat", 0, 9)
                                .floats("w", 4, 9)
                                .floats("b", 4)
                                .node("Reshape", "x,seq", "q")
                                .node("Transpose", "q", "k", wholes("perm", 0, 2, 1))
                                .node("MatMul", "q,k", "p")
                                .node("Softmax", "p", "s", whole("axis", 2))
                                .node("Reshape", "s,flat", "f")
                                .node("Gemm", "f,w,b", "y", whole("transB", 1))),
                graph(
                        "17 TopK",
                        map(17).wholes("k", 3)
                                .node("TopK", "x,k", "v,i", whole("axis", 2))
                                .node("Cast", "i", "c", whole("to", 1))
                                .node("Mul", "v,c", "y")),
                graph(
                        "18 ReduceMean, Split, Pad with axes",
                        map(18).wholes("axes", 3)
                                .wholes("pads", 2, 1)
                                .node("ReduceMean", "x,axes", "m")
                                .node(
                                        "Split",
                                        "m",
                                        "a,b",
                                        whole("num_outputs", 2),
                                        whole("axis", 2))
                                .node("Pad", "a,pads,,axes", "y", text("mode", "edge"))),
                graph("20 Gelu", map(20).node("Gelu", "x", "y", text("approximate", "none"))));
    }

    private static Arguments graph(String name, GraphBuilder graph) throws IOException {
        return Arguments.of(name, graph.bytes());
    }

    private static GraphBuilder map(long opset) {
        return new GraphBuilder(opset, 3, 5, 6);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void agreesWithOnnxRuntime(String name, byte[] graph) throws IOException, OrtException {
        Path file = Files.write(folder.resolve("graph.onnx"), graph);
        float[] x = new float[BATCH * 90];
        var random = new Random(3);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] expected = Ort.run(file, x, BATCH, 3, 5, 6);
        Model model = new OnnxFormat().read(file, ReadOptions.none());
        assertThat(Nchw.relativeError(run(model, x), expected)).isLessThan(1e-5);

        ModelFile.save(model, folder.resolve("model.safetensors"));
        Model loaded = ModelFile.load(folder.resolve("model.safetensors"));
        assertThat(loaded).isEqualTo(model);
        assertThat(run(loaded, x)).isEqualTo(run(model, x));
    }

    private static float[] run(Model model, float[] x) {
        Plan plan =
                Plan.forInference(model.network(), model.weights(), KernelSets.scalar(2), BATCH);
        Nchw.put(x, BATCH, plan.input());
        plan.forward(BATCH);
        return Nchw.get(BATCH, plan.output());
    }

    /** TensorFlow's networks read pictures as they lie: their transposes leave nothing behind. */
    @Test
    void channelsLastInputsNeedNoTransposing() throws IOException, OrtException {
        byte[] graph =
                new GraphBuilder(13, 5, 6, 3)
                        .floats("w", 4, 3, 3, 3)
                        .node("Transpose", "x", "n", wholes("perm", 0, 3, 1, 2))
                        .node("Conv", "n,w", "c", wholes("pads", 0, 0, 1, 1))
                        .node("Transpose", "c", "l", wholes("perm", 0, 2, 3, 1))
                        .node("Relu", "l", "r")
                        .node("Transpose", "r", "b", wholes("perm", 0, 3, 1, 2))
                        .node("GlobalAveragePool", "b", "g")
                        .node("Flatten", "g", "y")
                        .bytes();
        Path file = Files.write(folder.resolve("tf.onnx"), graph);
        Model model = new OnnxFormat().read(file, ReadOptions.none());
        assertThat(model.network().input()).isEqualTo(Shape.of(5, 6, 3));
        assertThat(model.network().nodes())
                .extracting(node -> node.layer().getClass().getSimpleName())
                .containsExactly("Conv2d", "Relu", "GlobalAvgPool", "Flatten");
        float[] x = new float[BATCH * 90];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        Plan plan =
                Plan.forInference(model.network(), model.weights(), KernelSets.scalar(1), BATCH);
        System.arraycopy(x, 0, plan.input().data(), plan.input().offset(), x.length);
        plan.forward(BATCH);
        assertThat(
                        Nchw.relativeError(
                                Nchw.get(BATCH, plan.output()), Ort.run(file, x, BATCH, 5, 6, 3)))
                .isLessThan(1e-5);
    }
}
