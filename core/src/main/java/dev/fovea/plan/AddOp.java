package dev.fovea.plan;

import dev.fovea.kernel.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sum of two or more values, with the activation behind it. */
final class AddOp extends Op {
    private final ActivationTail tail;

    AddOp(String name, List<Value> inputs, Value output, ActivationTail tail) {
        super(name, inputs, output);
        this.tail = tail;
    }

    @Override
    Value overwritable() {
        return input();
    }

    @Override
    ActivationTail tail() {
        return tail;
    }

    @Override
    void forward(Pass pass) {
        Value sum = input();
        for (int i = 1; i < inputs.size(); i++) {
            Value next = inputs.get(i);
            Activation activation = i == inputs.size() - 1 ? tail.activation : Activation.NONE;
            pass.kernels.add(
                    activation,
                    pass.n * output.size(),
                    sum.data(),
                    sum.offset(pass),
                    next.data(),
                    next.offset(pass),
                    output.data(),
                    output.offset(pass));
            sum = output;
        }
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        tail.backward(dy, steps);
        for (Value target : dx) {
            if (target != null) {
                copy(dy, target, steps);
            }
        }
    }
}
