package dev.fovea.plan;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From operations to the steps that compute gradients, last operation first.
 *
 * <p>Gradients go only where somebody wants them: towards a trained parameter, or towards the
 * input. The first reader of a value writes its gradient, the others add to it, in a fixed order. A
 * plan for inference has no steps here.
 */
final class BackwardPass {
    private final List<Op> ops;
    private final Map<String, Value> values;
    private final PlanOptions options;
    private final Kernels kernels;
    private final Set<Value> wanted = new HashSet<>();
    private final Map<Value, Value> gradients = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Value> kept = new HashMap<>();
    private final Value seed;

    BackwardPass(Compiler.Compiled compiled, Value output, PlanOptions options, Kernels kernels) {
        this.ops = compiled.ops();
        this.values = compiled.values();
        this.options = options;
        this.kernels = kernels;
        seed = new Value("gradient by " + output.name, output.shape);
        if (options.mode().hasBackward()) {
            compile(output);
        }
    }

    private void compile(Value output) {
        findWanted();
        if (options.rule() == BackwardRule.ORDINARY) {
            maskWhereReluIsRead();
        }
        gradients.put(output, seed);
        for (Op op : ops.reversed()) {
            Value dy = gradients.get(op.output);
            if (dy != null && wanted.contains(op.output)) {
                backward(op, dy);
            }
        }
        keepInputGradient();
    }

    /** What the caller fills before a run: the gradient by the output. */
    Value seed() {
        return seed;
    }

    List<Step> steps() {
        return steps;
    }

    /** Gradients that can be read after a run, by node. */
    Map<String, Value> kept() {
        return kept;
    }

    private Value input() {
        return Objects.requireNonNull(values.get(Network.INPUT));
    }

    private void findWanted() {
        boolean nothingNamed =
                options.mode() == Mode.GRADIENTS && options.keepGradients().isEmpty();
        if (nothingNamed || options.keepGradients().contains(Network.INPUT)) {
            wanted.add(input());
        }
        for (String name : options.keepGradients()) {
            Value value = values.get(name);
            if (value != null) {
                wanted.add(value);
            }
        }
        for (Op op : ops) {
            if (!op.gradients().isEmpty() || op.inputs.stream().anyMatch(wanted::contains)) {
                wanted.add(op.output);
            }
        }
    }

    private void maskWhereReluIsRead() {
        Map<Value, Integer> readers = new LinkedHashMap<>();
        Map<Value, Op> producers = new LinkedHashMap<>();
        for (Op op : ops) {
            op.inputs.forEach(v -> readers.merge(v, 1, Integer::sum));
            producers.put(op.output, op);
        }
        Set<Value> visible = new HashSet<>();
        options.keepGradients().forEach(name -> visible.add(values.get(name)));
        for (Op op : ops) {
            if (op instanceof LinearOp linear && wanted.contains(op.input())) {
                ActivationTail relu = reluBefore(op.input(), readers, producers, visible);
                if (relu != null) {
                    relu.doneByReader();
                    linear.maskInput();
                }
            }
        }
    }

    /**
     * The ReLU whose output this is, or from which it came by steps that keep the sign; null if
     * others read it too.
     */
    private static @Nullable ActivationTail reluBefore(
            Value value,
            Map<Value, Integer> readers,
            Map<Value, Op> producers,
            Set<Value> visible) {
        while (true) {
            Op producer = producers.get(value);
            if (producer == null
                    || readers.getOrDefault(value, 0) != 1
                    || visible.contains(value)) {
                return null;
            }
            ActivationTail tail = producer.tail();
            if (tail != null) {
                return tail.isRelu() ? tail : null;
            }
            if (!producer.keepsSign()) {
                return null;
            }
            value = producer.input();
        }
    }

    private void backward(Op op, Value dy) {
        var backward = new Op.Backward(op.name, steps);
        keepIfAsked(op, dy, backward);
        @Nullable Value[] targets = new @Nullable Value[op.inputs.size()];
        var more = new ArrayList<Runnable>();
        for (int i = 0; i < targets.length; i++) {
            Value x = op.inputs.get(i);
            if (!wanted.contains(x)) {
                continue;
            }
            Value gradient = gradients.get(x);
            if (gradient == null) {
                gradient = new Value("gradient by " + x.name, x.shape);
                gradients.put(x, gradient);
                targets[i] = gradient;
                if (i == 0 && op.backwardInPlace()) {
                    gradient.shareWith(dy);
                }
            } else {
                Value sum = gradient;
                Value part = new Value("part of " + sum.name, x.shape);
                targets[i] = part;
                more.add(() ->
                        backward.add(
                                "sum",
                                List.of(sum, part),
                                List.of(sum),
                                pass ->
                                        kernels.add(
                                                Activation.NONE,
                                                pass.n * sum.size(),
                                                sum.data(),
                                                sum.offset(pass),
                                                part.data(),
                                                part.offset(pass),
                                                sum.data(),
                                                sum.offset(pass))));
            }
        }
        op.backward(dy, Arrays.asList(targets), backward);
        more.forEach(Runnable::run);
    }

    private void keepIfAsked(Op op, Value dy, Op.Backward backward) {
        for (String name : options.keepGradients()) {
            if (values.get(name) == op.output) {
                Value copy =
                        kept.computeIfAbsent(name, any -> new Value("kept " + dy.name, dy.shape));
                Op.copy(dy, copy, backward);
            }
        }
    }

    private void keepInputGradient() {
        Value gradient = gradients.get(input());
        if (gradient != null) {
            kept.put(Network.INPUT, gradient);
        }
    }
}
