package dev.fovea.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same numbers in the same order under another shape (flattening a 1x1 map); a copy only where
 * memory is not shared.
 */
final class ReshapeOp extends Op {
    ReshapeOp(String name, Value input, Value output) {
        super(name, List.of(input), output);
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

    @Override
    void forward(Pass pass) {
        copy(pass, input(), output);
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value target = dx.getFirst();
        if (target != null) {
            copy(dy, target, steps);
        }
    }
}
