package dev.fovea.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dropout in training: the same decisions forward and backward, from the run's seed and the
 * operation's number.
 */
final class DropoutOp extends Op {
    private final float rate;
    private final long number;

    DropoutOp(String name, Value input, Value output, float rate, int number) {
        super(name, List.of(input), output);
        this.rate = rate;
        this.number = number;
    }

    @Override
    Value overwritable() {
        return input();
    }

    @Override
    boolean keepsSign() {
        return true;
    }

    @Override
    boolean backwardInPlace() {
        return true;
    }

    private long seed(Pass pass) {
        return pass.seed + 0x9E3779B97F4A7C15L * (number + 1);
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        pass.kernels.dropout(
                rate,
                seed(pass),
                pass.n * x.size(),
                x.data(),
                x.offset(pass),
                output.data(),
                output.offset(pass));
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value target = dx.getFirst();
        if (target != null) {
            steps.add(
                    "backward",
                    List.of(dy),
                    List.of(target),
                    pass ->
                            pass.kernels.dropout(
                                    rate,
                                    seed(pass),
                                    pass.n * dy.size(),
                                    dy.data(),
                                    dy.offset(pass),
                                    target.data(),
                                    target.offset(pass)));
        }
    }
}
