package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Call.Numbers;
import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Elementwise;
import dev.fovea.nn.Elu;
import dev.fovea.nn.Gelu;
import dev.fovea.nn.HardSigmoid;
import dev.fovea.nn.HardSwish;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LeakyRelu;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Pointwise;
import dev.fovea.nn.Relu;
import dev.fovea.nn.Relu6;
import dev.fovea.nn.Sigmoid;
import dev.fovea.nn.Silu;
import dev.fovea.nn.Tanh;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Activations, and what exporters take them apart into. */
final class ActivationOperators {
    private ActivationOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Relu", simple(new Relu()));
        all.put("Tanh", simple(new Tanh()));
        all.put("HardSwish", simple(new HardSwish()));
        all.put(
                "LeakyRelu",
                call -> layer(call, new LeakyRelu(call.attributes.real("alpha", 0.01f))));
        all.put("Elu", call -> layer(call, new Elu(call.attributes.real("alpha", 1))));
        all.put("Sigmoid", call -> gate(call, new Sigmoid(), new Silu()));
        all.put("HardSigmoid", ActivationOperators::hardSigmoid);
        all.put(
                "Gelu",
                call ->
                        layer(
                                call,
                                new Gelu(
                                        call.attributes
                                                .text("approximate", "none")
                                                .equals("tanh"))));
        all.put("Clip", ActivationOperators::clip);
        for (Pointwise.Function function :
                List.of(
                        Pointwise.Function.ABS,
                        Pointwise.Function.EXP,
                        Pointwise.Function.LOG,
                        Pointwise.Function.SQRT,
                        Pointwise.Function.RECIPROCAL,
                        Pointwise.Function.ERF,
                        Pointwise.Function.SOFTPLUS,
                        Pointwise.Function.SOFTSIGN)) {
            String name = function.name();
            all.put(
                    name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT),
                    simple(Pointwise.of(function)));
        }
        all.put("Neg", simple(Pointwise.of(Pointwise.Function.NEGATE)));
        all.put(
                "Selu",
                call ->
                        layer(
                                call,
                                new Pointwise(
                                        Pointwise.Function.SELU,
                                        call.attributes.real("alpha", 1.6732632f),
                                        call.attributes.real("gamma", 1.050701f))));
        all.put("PRelu", ActivationOperators::prelu);
        all.put("Dropout", ActivationOperators::dropout);
    }

    private static Operators.Operator simple(Layer layer) {
        return call -> layer(call, layer);
    }

    private static void layer(Call call, Layer layer) throws IOException {
        call.output(call.pointwise("", layer, call.raw(0)));
    }

    private static void hardSigmoid(Call call) throws IOException {
        float slope = call.attributes.real("alpha", 0.2f);
        float offset = call.attributes.real("beta", 0.5f);
        var layer = new HardSigmoid(slope, offset);
        boolean usual = Math.abs(slope - 1f / 6) < 1e-6 && offset == 0.5f;
        if (usual) {
            gate(call, layer, new HardSwish());
        } else {
            layer(call, layer);
        }
    }

    /** {@code f(x)}, or one layer for {@code x f(x)} where that is all that becomes of it. */
    private static void gate(Call call, Layer layer, Layer product) throws IOException {
        OnnxNode next = call.graph.onlyReader(call.node.outputs().getFirst());
        boolean gates =
                next != null
                        && next.operator().equals("Mul")
                        && next.inputs().contains(call.node.inputs().getFirst())
                        && next.inputs().size() == 2;
        if (!gates || next == null) {
            layer(call, layer);
            return;
        }
        call.nameAfter(next);
        call.graph.skip(next);
        Activation y = call.pointwise("", product, call.raw(0));
        call.graph.set(next.outputs().getFirst(), y);
    }

    private static void clip(Call call) throws IOException {
        double low = bound(call, "min", 1, Double.NEGATIVE_INFINITY);
        double high = bound(call, "max", 2, Double.POSITIVE_INFINITY);
        if (low == 0 && high == 6) {
            layer(call, new Relu6());
        } else if (low == 0 && high >= Float.MAX_VALUE) {
            layer(call, new Relu());
        } else {
            layer(call, new Pointwise(Pointwise.Function.CLIP, (float) low, (float) high));
        }
    }

    private static double bound(Call call, String name, int input, double otherwise)
            throws IOException {
        if (call.has(input)) {
            return call.constant(input).array().data()[0];
        }
        return call.attributes.has(name) ? call.attributes.real(name, 0) : otherwise;
    }

    private static void prelu(Call call) throws IOException {
        Activation x = call.raw(0);
        if (!(call.operand(1) instanceof Constant slope) || !x.isUsual()) {
            ArithmeticOperators.binary(call, Elementwise.Operation.PRELU);
            return;
        }
        int[] dims = slope.dims();
        int channels = x.shape().channels();
        boolean one = slope.size() == 1 && dims.length <= x.dims().length;
        // The slope broadcasts against [N, C, H, W] or [N, F]: only the channels may differ.
        boolean perChannel =
                x.isMap()
                        ? dims.length >= 3 && dims[dims.length - 3] == channels
                        : dims.length >= 1 && dims[dims.length - 1] == channels;
        if (!one && !(perChannel && slope.size() == channels)) {
            ArithmeticOperators.binary(call, Elementwise.Operation.PRELU);
            return;
        }
        call.output(
                call.layer(
                        new PRelu(!one), x, new Numbers("weight", slope.name(), slope.floats())));
    }

    private static void dropout(Call call) throws IOException {
        double rate =
                call.has(1)
                        ? call.constant(1).array().data()[0]
                        : call.attributes.real("ratio", 0.5f);
        boolean training = call.has(2) && call.constant(2).size() > 0 && !call.constant(2).is(0);
        if (training && rate != 0) {
            throw call.unsupported("dropout that is on in inference");
        }
        Activation x = call.raw(0);
        String mask = call.node.outputs().size() > 1 ? call.node.outputs().get(1) : "";
        if (!mask.isEmpty() && !x.axes().contains(Activation.BATCH)) {
            // Nothing is dropped.
            NdArray ones = NdArray.zeros(x.dims(), true);
            Arrays.fill(ones.data(), 1);
            call.graph.set(mask, new Constant(mask, ones, call.graph.reader));
            call.graph.set(
                    call.node.outputs().getFirst(),
                    call.pointwise("", new Dropout((float) rate), x));
        } else {
            layer(call, new Dropout((float) rate));
        }
    }

    /** {@code x / sqrt(2)}, erf, plus 1, times x, times 0.5: the definition of GELU. */
    static boolean gelu(Call call) throws IOException {
        OnnxNode divide = call.node;
        String x = divide.inputs().getFirst();
        if (!(call.operand(0) instanceof Activation input)
                || !(call.operand(1) instanceof Constant root)
                || !root.is(Math.sqrt(2))) {
            return false;
        }
        OnnxNode erf = only(call, divide, "Erf");
        OnnxNode plus = erf == null ? null : only(call, erf, "Add");
        OnnxNode times = plus == null ? null : only(call, plus, "Mul");
        OnnxNode half = times == null ? null : only(call, times, "Mul");
        if (erf == null
                || plus == null
                || times == null
                || half == null
                || !times.inputs().contains(x)
                || !hasConstant(call, plus, 1)
                || !hasConstant(call, half, 0.5)) {
            return false;
        }
        for (OnnxNode part : new OnnxNode[] {erf, plus, times, half}) {
            call.graph.skip(part);
        }
        call.nameAfter(half);
        call.graph.set(half.outputs().getFirst(), call.pointwise("", Gelu.of(), input));
        return true;
    }

    /** {@code x + 3} clipped to 0 .. 6, over 6, times x in either order: HardSwish. */
    static boolean hardSwish(Call call) throws IOException {
        OnnxNode plus = call.node;
        if (plus.inputs().size() != 2
                || !(call.operand(0) instanceof Activation input)
                || !(call.operand(1) instanceof Constant three)
                || !three.is(3)) {
            return false;
        }
        OnnxNode clip = only(call, plus, "Clip");
        if (clip == null || !clipsToSix(call, clip)) {
            return false;
        }
        String x = plus.inputs().getFirst();
        OnnxNode times = only(call, clip, "Mul");
        OnnxNode over = times == null ? only(call, clip, "Div") : only(call, times, "Div");
        if (over == null || !hasConstant(call, over, 6)) {
            return false;
        }
        if (times != null && !times.inputs().contains(x)) {
            return false;
        }
        Layer layer = times == null ? HardSigmoid.of() : new HardSwish();
        OnnxNode last = over;
        if (times == null) {
            OnnxNode after = only(call, over, "Mul");
            if (after != null && after.inputs().contains(x)) {
                layer = new HardSwish();
                last = after;
                call.graph.skip(after);
            }
        } else {
            call.graph.skip(times);
        }
        call.graph.skip(clip);
        call.graph.skip(over);
        call.nameAfter(last);
        call.graph.set(last.outputs().getFirst(), call.pointwise("", layer, input));
        return true;
    }

    private static boolean clipsToSix(Call call, OnnxNode clip) throws IOException {
        var parts = new Call(call.graph, clip);
        for (int i = 1; i < clip.inputs().size(); i++) {
            String name = clip.inputs().get(i);
            if (!name.isEmpty()
                    && !(call.graph.has(name) && call.graph.value(name) instanceof Constant)) {
                return false;
            }
        }
        return bound(parts, "min", 1, Double.NaN) == 0 && bound(parts, "max", 2, Double.NaN) == 6;
    }

    private static @Nullable OnnxNode only(Call call, OnnxNode node, String operator) {
        OnnxNode next = call.graph.onlyReader(node.outputs().getFirst());
        return next != null && next.operator().equals(operator) && next.domain().isEmpty()
                ? next
                : null;
    }

    private static boolean hasConstant(Call call, OnnxNode node, double value) throws IOException {
        for (String name : node.inputs()) {
            if (call.graph.has(name)
                    && call.graph.value(name) instanceof Constant constant
                    && constant.is(value)) {
                return true;
            }
        }
        return false;
    }
}
