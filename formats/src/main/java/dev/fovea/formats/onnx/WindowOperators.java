package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.MaxPool2d;
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
        boolean countPadding = call.attributes.whole("count_include_pad", 0) != 0;
        call.output(
                call.layer(
                        new AvgPool2d(
                                window.kernel(),
                                window.stride(),
                                window.padding(x.shape()),
                                ceil(call),
                                // Without padding both mean the same; PyTorch says it counts.
                                countPadding || unpadded(window)),
                        x));
    }

    private static boolean unpadded(Window window) {
        return window.auto().isEmpty() && Arrays.equals(window.pads(), new int[4]);
    }

    private static boolean ceil(Call call) {
        return call.attributes.whole("ceil_mode", 0) != 0;
    }
}
