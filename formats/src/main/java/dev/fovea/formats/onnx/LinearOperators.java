package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Call.Numbers;
import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.LocalResponseNorm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators with weights, and normalisation. */
final class LinearOperators {
    private LinearOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Conv", LinearOperators::conv);
        all.put("Gemm", LinearOperators::gemm);
        all.put("MatMul", LinearOperators::matMul);
        all.put("BatchNormalization", LinearOperators::batchNorm);
        all.put("LRN", LinearOperators::localResponseNorm);
    }

    private static void conv(Call call) throws IOException {
        Activation x = call.map(0);
        Constant weight = call.constant(1);
        int[] dims = weight.dims();
        if (dims.length != 4) {
            throw call.unsupported("a weight of " + dims.length + " axes instead of 4");
        }
        var window = Window.of(call, dims[2], dims[3]);
        boolean bias = call.has(2);
        var layer =
                new Conv2d(
                        dims[0],
                        window.kernel(),
                        window.stride(),
                        window.padding(x.shape()),
                        window.dilation(),
                        Math.toIntExact(call.attributes.whole("group", 1)),
                        bias);
        var numbers = new ArrayList<Numbers>();
        numbers.add(new Numbers("weight", weight.name(), weight.floats()));
        if (bias) {
            numbers.add(new Numbers("bias", "", call.constant(2).floats()));
        }
        call.output(call.layer(layer, x, numbers.toArray(Numbers[]::new)));
    }

    private static void gemm(Call call) throws IOException {
        Activation x = call.activation(0);
        if (x.isMap() || call.attributes.whole("transA", 0) != 0) {
            throw call.unsupported("a first factor that is no row of features a sample");
        }
        float alpha = call.attributes.real("alpha", 1);
        float beta = call.attributes.real("beta", 1);
        Constant weight = call.constant(1);
        float[] bias = call.has(2) ? scaled(call.constant(2).floats(), beta) : null;
        boolean transposed = call.attributes.whole("transB", 0) != 0;
        dense(call, x, weight, transposed, alpha, bias);
    }

    private static void matMul(Call call) throws IOException {
        Activation x = call.activation(0);
        Constant weight = call.constant(1);
        if (x.isMap() || weight.dims().length != 2) {
            throw call.unsupported("a product that is not of features by a matrix");
        }
        OnnxNode next = call.graph.onlyReader(call.node.outputs().getFirst());
        Constant bias = next == null ? null : bias(call, next, weight.dims()[1]);
        if (bias == null || next == null) {
            dense(call, x, weight, false, 1, null);
        } else {
            call.nameAfter(next);
            call.graph.skip(next);
            Activation y = denseLayer(call, x, weight, false, 1, bias.floats());
            call.graph.set(next.outputs().getFirst(), y);
        }
    }

    /** What the next node adds to every sample, if that is all it does; else null. */
    private static @Nullable Constant bias(Call call, OnnxNode next, int units) {
        if (next.operator().equals("Add") && next.inputs().size() == 2) {
            String product = call.node.outputs().getFirst();
            String other = next.inputs().get(next.inputs().getFirst().equals(product) ? 1 : 0);
            if (call.graph.has(other)
                    && call.graph.value(other) instanceof Constant constant
                    && constant.dims().length <= 2
                    && constant.size() == units
                    && (constant.dims().length == 0
                            || constant.dims()[constant.dims().length - 1] == units)) {
                return constant;
            }
        }
        return null;
    }

    private static void dense(
            Call call,
            Activation x,
            Constant weight,
            boolean transposed,
            float alpha,
            float @Nullable [] bias)
            throws IOException {
        call.output(denseLayer(call, x, weight, transposed, alpha, bias));
    }

    private static Activation denseLayer(
            Call call,
            Activation x,
            Constant weight,
            boolean transposed,
            float alpha,
            float @Nullable [] bias)
            throws IOException {
        int[] dims = weight.dims();
        if (dims.length != 2) {
            throw call.unsupported("a weight of " + dims.length + " axes instead of 2");
        }
        int units = dims[transposed ? 0 : 1];
        float[] matrix = weight.floats();
        if (!transposed) {
            matrix = transpose(matrix, dims[0], dims[1]);
        }
        scaled(matrix, alpha);
        var numbers = new ArrayList<Numbers>();
        numbers.add(new Numbers("weight", weight.name(), matrix));
        if (bias != null) {
            if (bias.length != units && bias.length != 1) {
                throw call.unsupported("a bias of " + bias.length + " numbers for " + units);
            }
            float[] all = bias;
            if (bias.length != units) {
                all = new float[units];
                Arrays.fill(all, bias[0]);
            }
            numbers.add(new Numbers("bias", "", all));
        }
        return call.layer(
                new Dense(units, bias != null), List.of(x), numbers.toArray(Numbers[]::new));
    }

    private static float[] transpose(float[] x, int rows, int columns) {
        float[] y = new float[x.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                y[c * rows + r] = x[r * columns + c];
            }
        }
        return y;
    }

    private static float[] scaled(float[] x, float by) {
        for (int i = 0; by != 1 && i < x.length; i++) {
            x[i] *= by;
        }
        return x;
    }

    private static void batchNorm(Call call) throws IOException {
        Activation x = call.activation(0);
        if (call.attributes.whole("training_mode", 0) != 0
                || call.attributes.whole("spatial", 1) == 0) {
            throw call.unsupported("statistics of the batch, or one for each pixel");
        }
        // ONNX weighs the old statistics, PyTorch and Fovea the new ones.
        var layer =
                new BatchNorm(
                        call.attributes.real("epsilon", 1e-5f),
                        complement(call.attributes.real("momentum", 0.9f)));
        call.output(
                call.layer(
                        layer,
                        x,
                        new Numbers("weight", call.constant(1).name(), call.constant(1).floats()),
                        new Numbers("bias", "", call.constant(2).floats()),
                        new Numbers("running_mean", "", call.constant(3).floats()),
                        new Numbers("running_var", "", call.constant(4).floats())));
    }

    /** 0.1 of 0.9, not 0.100000024. */
    static float complement(float momentum) {
        return (float) (1 - Double.parseDouble(Float.toString(momentum)));
    }

    private static void localResponseNorm(Call call) throws IOException {
        Attributes a = call.attributes;
        var layer =
                new LocalResponseNorm(
                        Math.toIntExact(a.whole("size", 0)),
                        a.real("alpha", 1e-4f),
                        a.real("beta", 0.75f),
                        a.real("bias", 1));
        call.output(call.layer(layer, call.map(0)));
    }
}
