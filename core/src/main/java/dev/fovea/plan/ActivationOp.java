package dev.fovea.plan;

import dev.fovea.kernel.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An activation that stands alone: nothing before it could take it along. */
final class ActivationOp extends Op {
    private final Activation activation;
    private final ActivationTail tail;

    ActivationOp(String name, Value input, Value output, ActivationTail tail) {
        super(name, List.of(input), output);
        this.activation = tail.activation;
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
    boolean backwardInPlace() {
        return true;
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        pass.kernels.activation(
                activation,
                pass.n * x.size(),
                x.data(),
                x.offset(pass),
                output.data(),
                output.offset(pass));
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value target = dx.getFirst();
        if (target == null) {
            return;
        }
        if (activation.kind().needs() != Activation.Needs.INPUT) {
            tail.backward(dy, steps);
            copy(dy, target, steps);
            return;
        }
        Value x = input();
        steps.add(
                "backward",
                List.of(x, dy),
                List.of(target),
                pass ->
                        pass.kernels.activationBackward(
                                activation,
                                pass.n * x.size(),
                                x.data(),
                                x.offset(pass),
                                x.data(),
                                x.offset(pass),
                                dy.data(),
                                dy.offset(pass),
                                target.data(),
                                target.offset(pass)));
    }
}
