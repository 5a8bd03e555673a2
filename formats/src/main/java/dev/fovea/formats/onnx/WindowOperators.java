package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.Elementwise;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Pointwise;
import dev.fovea.nn.Size;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** Pooling. */
final class WindowOperators {
    private WindowOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("MaxPool", WindowOperators::maxPool);
        all.put("AveragePool", WindowOperators::averagePool);
        all.put("LpPool", WindowOperators::lpPool);
        all.put(
                "GlobalAveragePool",
                call -> call.output(call.layer(new GlobalAvgPool(), call.map(0))));
        all.put("GlobalMaxPool", call -> call.output(call.layer(new GlobalMaxPool(), call.map(0))));
    }

    private static void maxPool(Call call) throws IOException {
        Activation x = call.map(0);
        Window window = Window.of(call);
        call.output(
                call.layer(
                        new MaxPool2d(
                                window.kernel(),
                                window.stride(),
                                window.padding(x.shape()),
                                window.dilation(),
                                ceil(call)),
                        x));
    }

    private static void averagePool(Call call) throws IOException {
        Activation x = call.map(0);
        Window window = Window.of(call);
        if (!window.dilation().equals(Size.ONE)) {
            throw call.unsupported("a dilated average");
        }
        // Without padding both mean the same; PyTorch says it counts.
        boolean countPadding =
                call.attributes.whole("count_include_pad", 0) != 0 || unpadded(window);
        // Zeros that do not count, or beyond which a last window hangs, stay a Pad's.
        Padded padded =
                countPadding && !ceil(call)
                        ? Padded.of(call, window, x)
                        : new Padded(x, window.padding(x.shape()));
        call.output(
                call.layer(
                        new AvgPool2d(
                                window.kernel(),
                                window.stride(),
                                padded.padding(),
                                ceil(call),
                                countPadding),
                        padded.x()));
    }

    /** {@code (sum |x|^p)^(1/p)}, where the sum is the mean times the window's size. */
    private static void lpPool(Call call) throws IOException {
        Activation x = call.map(0);
        Window window = Window.of(call);
        float p = call.attributes.whole("p", 2);
        if (!window.dilation().equals(Size.ONE) || ceil(call) || p < 1) {
            throw call.unsupported("an LpPool with dilation, ceil_mode or p below 1");
        }
        Activation sizes = call.pointwise("size", Pointwise.of(Pointwise.Function.ABS), x);
        Activation powers = power(call, "powers", sizes, p);
        var pool =
                new AvgPool2d(
                        window.kernel(), window.stride(), window.padding(x.shape()), false, true);
        Activation means = call.helper("means", pool, powers);
        int count = window.kernel().height() * window.kernel().width();
        Activation sums =
                Broadcasting.of(
                        call,
                        "sums",
                        Elementwise.Operation.MULTIPLY,
                        means,
                        MatrixOperators.number(call, count));
        call.output(power(call, "", sums, 1 / p));
    }

    private static Activation power(Call call, String suffix, Activation x, float exponent)
            throws IOException {
        return Broadcasting.of(
                call,
                suffix,
                Elementwise.Operation.POWER,
                x,
                MatrixOperators.number(call, exponent));
    }

    private static boolean unpadded(Window window) {
        return window.auto().isEmpty() && Arrays.equals(window.pads(), new int[4]);
    }

    private static boolean ceil(Call call) {
        return call.attributes.whole("ceil_mode", 0) != 0;
    }
}
