package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.nn.Add;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Multiply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sums, products and means of activations. */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Add", ArithmeticOperators::add);
        all.put("Sum", ArithmeticOperators::add);
        all.put("Mul", ArithmeticOperators::multiply);
        all.put("Div", ArithmeticOperators::divide);
        all.put("ReduceMean", ArithmeticOperators::mean);
    }

    private static void add(Call call) throws IOException {
        if (call.node.operator().equals("Add") && ActivationOperators.hardSwish(call)) {
            return;
        }
        var inputs = new ArrayList<Activation>();
        for (int i = 0; i < call.inputs(); i++) {
            if (call.operand(i) instanceof Constant constant && constant.is(0)) {
                continue;
            }
            inputs.add(call.activation(i));
        }
        if (inputs.size() == 1) {
            call.output(inputs.getFirst());
        } else {
            call.output(call.layer(new Add(), inputs));
        }
    }

    private static void multiply(Call call) throws IOException {
        if (call.operand(1) instanceof Constant one && one.is(1)) {
            call.output(call.activation(0));
            return;
        }
        Activation a = call.activation(0);
        Activation b = call.activation(1);
        // Fovea's gate comes second.
        boolean swapped = a.isMap() && a.shape().size() < b.shape().size();
        Layer layer = new Multiply();
        call.output(call.layer(layer, swapped ? List.of(b, a) : List.of(a, b)));
    }

    private static void divide(Call call) throws IOException {
        if (call.operand(1) instanceof Constant one && one.is(1)) {
            call.output(call.activation(0));
        } else if (!ActivationOperators.gelu(call)) {
            throw call.unsupported("a quotient");
        }
    }

    private static void mean(Call call) throws IOException {
        Activation x = call.activation(0);
        boolean[] gone =
                Dims.reduced(
                        call.wholes("axes", 1), x.dims().length, call.attributes, call.inputs());
        boolean pixels = x.isMap() && !gone[0] && !gone[1] && gone[2] && gone[3];
        if (!pixels) {
            throw call.unsupported("a mean that is not over height and width");
        }
        Activation mean = call.layer(new GlobalAvgPool(), x);
        boolean keeps = call.attributes.whole("keepdims", 1) != 0;
        call.output(keeps ? mean : call.helper("flatten", new Flatten(), List.of(mean)));
    }
}
