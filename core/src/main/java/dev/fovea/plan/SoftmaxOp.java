package dev.fovea.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Softmax or its logarithm over the channels. */
final class SoftmaxOp extends Op {
    private final boolean logarithm;
    private final int classes;

    SoftmaxOp(String name, Value input, Value output, boolean logarithm) {
        super(name, List.of(input), output);
        this.logarithm = logarithm;
        classes = output.shape.channels();
    }

    @Override
    Value overwritable() {
        return input();
    }

    @Override
    boolean backwardInPlace() {
        return true;
    }

    private int rows(Pass pass) {
        return pass.n * (output.size() / classes);
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        if (logarithm) {
            pass.kernels.logSoftmax(
                    rows(pass),
                    classes,
                    x.data(),
                    x.offset(pass),
                    output.data(),
                    output.offset(pass));
        } else {
            pass.kernels.softmax(
                    rows(pass),
                    classes,
                    x.data(),
                    x.offset(pass),
                    output.data(),
                    output.offset(pass));
        }
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value target = dx.getFirst();
        if (target == null) {
            return;
        }
        Value y = output;
        Step.Action action =
                logarithm
                        ? pass ->
                                pass.kernels.logSoftmaxBackward(
                                        rows(pass),
                                        classes,
                                        y.data(),
                                        y.offset(pass),
                                        dy.data(),
                                        dy.offset(pass),
                                        target.data(),
                                        target.offset(pass))
                        : pass ->
                                pass.kernels.softmaxBackward(
                                        rows(pass),
                                        classes,
                                        y.data(),
                                        y.offset(pass),
                                        dy.data(),
                                        dy.offset(pass),
                                        target.data(),
                                        target.offset(pass));
        steps.add("backward", List.of(y, dy), List.of(target), action);
    }
}
