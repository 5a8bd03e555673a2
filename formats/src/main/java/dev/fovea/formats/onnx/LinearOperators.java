package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Call.Numbers;
import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.ConvTranspose2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Elementwise;
import dev.fovea.nn.InstanceNorm;
import dev.fovea.nn.LocalResponseNorm;
import dev.fovea.nn.Padding;
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
        all.put("ConvTranspose", LinearOperators::convTranspose);
        all.put("InstanceNormalization", LinearOperators::instanceNorm);
        all.put("LRN", LinearOperators::localResponseNorm);
    }

    private static void conv(Call call) throws IOException {
        Constant weight = call.constant(1);
        int[] dims = weight(call, weight.dims());
        var window = Window.of(call, dims[2], dims[3]);
        Padded padded = Padded.of(call, window, call.map(0));
        boolean bias = call.has(2);
        var layer =
                new Conv2d(
                        dims[0],
                        window.kernel(),
                        window.stride(),
                        padded.padding(),
                        window.dilation(),
                        Math.toIntExact(call.attributes.whole("group", 1)),
                        bias);
        var numbers = new ArrayList<Numbers>();
        numbers.add(new Numbers("weight", weight.name(), weight.floats()));
        if (bias) {
            numbers.add(new Numbers("bias", "", call.constant(2).floats()));
        }
        call.output(call.layer(layer, padded.x(), numbers.toArray(Numbers[]::new)));
    }

    /** Of four axes; those of one-dimensional convolutions have three. */
    private static int[] weight(Call call, int[] dims) throws IOException {
        if (dims.length == 3) {
            return new int[] {dims[0], dims[1], 1, dims[2]};
        }
        if (dims.length != 4) {
            throw call.unsupported("a weight of " + dims.length + " axes instead of 4");
        }
        return dims;
    }

    private static void convTranspose(Call call) throws IOException {
        Activation x = call.map(0);
        Constant weight = call.constant(1);
        int[] dims = weight(call, weight.dims());
        int groups = Math.toIntExact(call.attributes.whole("group", 1));
        var window = Window.of(call, dims[2], dims[3]);
        int[] extra = pair(call, "output_padding");
        int[] output = pair(call, "output_shape");
        boolean sized = call.attributes.wholes("output_shape").length > 0;
        int[] rows =
                side(
                        window,
                        0,
                        x.shape().height(),
                        sized ? output[0] == 0 ? -1 : output[0] : 0,
                        extra[0]);
        int[] columns = side(window, 1, x.shape().width(), sized ? output[1] : 0, extra[1]);
        boolean bias = call.has(2);
        var layer =
                new ConvTranspose2d(
                        Math.multiplyExact(dims[1], groups),
                        window.kernel(),
                        window.stride(),
                        new Padding.Explicit(rows[0], rows[1], columns[0], columns[1]),
                        window.dilation(),
                        rows[2],
                        columns[2],
                        groups,
                        bias);
        var numbers = new ArrayList<Numbers>();
        numbers.add(new Numbers("weight", weight.name(), weight.floats()));
        if (bias) {
            numbers.add(new Numbers("bias", "", call.constant(2).floats()));
        }
        call.output(call.layer(layer, x, numbers.toArray(Numbers[]::new)));
    }

    /** Zeros where left out; the first where there is only one axis. */
    private static int[] pair(Call call, String attribute) {
        long[] given = call.attributes.wholes(attribute);
        return switch (given.length) {
            case 0 -> new int[2];
            case 1 -> new int[] {0, Math.toIntExact(given[0])};
            default -> new int[] {Math.toIntExact(given[0]), Math.toIntExact(given[1])};
        };
    }

    /**
     * What is cut off a side of the output at its beginning and end, and what is added.
     *
     * @param size wanted, 0 if the padding decides, -1 for as it comes
     */
    private static int[] side(Window window, int axis, int in, int size, int extra) {
        int stride = axis == 0 ? window.stride().height() : window.stride().width();
        int kernel = axis == 0 ? window.kernel().height() : window.kernel().width();
        int dilation = axis == 0 ? window.dilation().height() : window.dilation().width();
        boolean same = !window.auto().isEmpty();
        if (size == 0 && !same) {
            return new int[] {window.pads()[axis], window.pads()[axis + 2], extra};
        }
        int whole = (in - 1) * stride + (kernel - 1) * dilation + 1 + extra;
        int wanted = size > 0 ? size : size < 0 ? whole : in * stride;
        int cut = whole - wanted;
        if (cut < 0) {
            return new int[] {0, 0, extra - cut};
        }
        // The odd row goes to the end in SAME_UPPER, else to the beginning.
        int less = cut / 2;
        boolean upper = window.auto().equals("SAME_UPPER");
        return new int[] {upper ? less : cut - less, upper ? cut - less : less, extra};
    }

    private static void instanceNorm(Call call) throws IOException {
        call.output(
                call.layer(
                        new InstanceNorm(call.attributes.real("epsilon", 1e-5f)),
                        call.map(0),
                        new Numbers("weight", call.constant(1).name(), call.constant(1).floats()),
                        new Numbers("bias", "", call.constant(2).floats())));
    }

    private static void gemm(Call call) throws IOException {
        boolean turned = call.attributes.whole("transA", 0) != 0;
        boolean transposed = call.attributes.whole("transB", 0) != 0;
        float alpha = call.attributes.real("alpha", 1);
        float beta = call.attributes.real("beta", 1);
        boolean constant = !call.has(2) || call.operand(2) instanceof Constant;
        if (!turned
                && constant
                && call.operand(0) instanceof Activation
                && call.operand(1) instanceof Constant weight
                && rows(call.raw(0))) {
            float[] bias = null;
            if (call.has(2)) {
                Constant c = call.constant(2);
                boolean row = c.dims().length < 2 || c.dims()[0] == 1;
                bias = row ? scaled(c.floats(), beta) : null;
            }
            if (!call.has(2) || bias != null) {
                dense(call, call.activation(0), weight, transposed, alpha, bias);
                return;
            }
        }
        Operand a = MatrixOperators.turned(call, call.operand(0), turned);
        Operand b = MatrixOperators.turned(call, call.operand(1), transposed);
        boolean plain = alpha == 1 && !call.has(2);
        Operand product = MatrixOperators.product(call, plain ? "" : "product", a, b);
        if (alpha != 1) {
            product =
                    Broadcasting.of(
                            call,
                            call.has(2) ? "scaled" : "",
                            Elementwise.Operation.MULTIPLY,
                            product,
                            MatrixOperators.number(call, alpha));
        }
        if (call.has(2)) {
            Operand c = call.operand(2);
            if (beta != 1) {
                c =
                        c instanceof Constant numbers
                                ? MatrixOperators.scaled(call, numbers, beta)
                                : Broadcasting.of(
                                        call,
                                        "addend",
                                        Elementwise.Operation.MULTIPLY,
                                        c,
                                        MatrixOperators.number(call, beta));
            }
            product = Broadcasting.of(call, "", Elementwise.Operation.ADD, product, c);
        }
        call.output(product);
    }

    /** Whether there is a row of features for each sample. */
    private static boolean rows(Activation x) {
        int[] dims = x.dims();
        int batchAxis = x.axes().indexOf(Activation.BATCH);
        return dims.length == 2 && (batchAxis == 0 || (batchAxis < 0 && dims[0] == 1));
    }

    private static void matMul(Call call) throws IOException {
        if (!(call.operand(0) instanceof Activation)
                || !(call.operand(1) instanceof Constant weight)
                || weight.dims().length != 2
                || !rows(call.raw(0))) {
            call.output(MatrixOperators.product(call, "", call.operand(0), call.operand(1)));
            return;
        }
        Activation x = call.activation(0);
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
        Activation x = call.raw(0).axes().size() == 2 ? call.activation(0) : call.map(0);
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
