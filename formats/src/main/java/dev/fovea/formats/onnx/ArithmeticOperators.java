package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.nn.Add;
import dev.fovea.nn.Elementwise.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Sums, products and the like of activations and constants. */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Add", ArithmeticOperators::add);
        all.put("Sum", ArithmeticOperators::add);
        all.put("Sub", call -> neutral(call, Operation.SUBTRACT, 0));
        all.put("Mul", ArithmeticOperators::multiply);
        all.put("Div", ArithmeticOperators::divide);
        all.put("Pow", call -> neutral(call, Operation.POWER, 1));
        all.put("Max", call -> folded(call, Operation.MAX));
        all.put("Min", call -> folded(call, Operation.MIN));
        all.put("Mean", ArithmeticOperators::mean);
    }

    private static void add(Call call) throws IOException {
        if (call.node.operator().equals("Add") && ActivationOperators.hardSwish(call)) {
            return;
        }
        var inputs = new ArrayList<Operand>();
        for (int i = 0; i < call.inputs(); i++) {
            if (!(call.operand(i) instanceof Constant constant && isNeutral(call, constant, 0))) {
                inputs.add(call.operand(i));
            }
        }
        if (inputs.isEmpty()) {
            throw call.unsupported("only constants");
        }
        call.output(sum(call, "", activationsFirst(inputs)));
    }

    /** Two constants have nothing to work with. */
    private static List<Operand> activationsFirst(List<Operand> operands) {
        var sorted = new ArrayList<>(operands);
        sorted.sort(Comparator.comparing(operand -> operand instanceof Constant));
        return sorted;
    }

    private static Activation sum(Call call, String suffix, List<Operand> inputs)
            throws IOException {
        var activations = new ArrayList<Activation>();
        for (Operand input : inputs) {
            if (input instanceof Activation x
                    && (x.shape().isMap() || x.shape().isVector())
                    && (activations.isEmpty()
                            || (x.shape().equals(activations.getFirst().shape())
                                    && x.axes().equals(activations.getFirst().axes())))) {
                activations.add(x);
            }
        }
        if (inputs.size() > 2 && activations.size() == inputs.size()) {
            return call.node(suffix, new Add(), activations, activations.getFirst().axes());
        }
        return folded(call, suffix, Operation.ADD, inputs);
    }

    private static Activation folded(
            Call call, String suffix, Operation operation, List<Operand> inputs)
            throws IOException {
        Operand so = inputs.getFirst();
        for (int i = 1; i < inputs.size(); i++) {
            String name = i == inputs.size() - 1 ? suffix : "part" + i;
            so = Broadcasting.of(call, name, operation, so, inputs.get(i));
        }
        if (so instanceof Activation activation) {
            return activation;
        }
        throw call.unsupported("only constants");
    }

    private static List<Operand> operands(Call call) throws IOException {
        var inputs = new ArrayList<Operand>();
        for (int i = 0; i < call.inputs(); i++) {
            inputs.add(call.operand(i));
        }
        return activationsFirst(inputs);
    }

    private static void folded(Call call, Operation operation) throws IOException {
        call.output(folded(call, "", operation, operands(call)));
    }

    private static void mean(Call call) throws IOException {
        List<Operand> inputs = operands(call);
        if (inputs.size() == 1) {
            call.output(inputs.getFirst());
            return;
        }
        var count = new NdArray(new int[0], new double[] {inputs.size()}, false);
        call.output(
                Broadcasting.of(
                        call,
                        "",
                        Operation.DIVIDE,
                        sum(call, "sum", inputs),
                        new Constant("count", count, call.graph.reader)));
    }

    private static void multiply(Call call) throws IOException {
        for (int i = 0; i < 2; i++) {
            if (call.operand(i) instanceof Constant one && isNeutral(call, one, 1)) {
                call.output(call.operand(1 - i));
                return;
            }
        }
        binary(call, Operation.MULTIPLY);
    }

    private static void divide(Call call) throws IOException {
        if (!ActivationOperators.gelu(call)) {
            neutral(call, Operation.DIVIDE, 1);
        }
    }

    /** Leaves out what changes nothing. */
    private static void neutral(Call call, Operation operation, double neutral) throws IOException {
        if (call.operand(1) instanceof Constant constant && isNeutral(call, constant, neutral)) {
            call.output(call.operand(0));
        } else {
            binary(call, operation);
        }
    }

    private static boolean isNeutral(Call call, Constant constant, double neutral)
            throws IOException {
        int rank = 0;
        for (int i = 0; i < call.inputs(); i++) {
            rank = Math.max(rank, constant == call.operand(i) ? 0 : call.operand(i).dims().length);
        }
        return constant.dims().length <= rank && constant.is(neutral);
    }

    static void binary(Call call, Operation operation) throws IOException {
        call.output(Broadcasting.of(call, "", operation, call.operand(0), call.operand(1)));
    }
}
