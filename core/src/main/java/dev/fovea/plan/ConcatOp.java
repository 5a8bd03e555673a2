package dev.fovea.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins maps of the same height and width along their channels, or vectors. */
final class ConcatOp extends Op {
    ConcatOp(String name, List<Value> inputs, Value output) {
        super(name, inputs, output);
    }

    private int rows(Pass pass) {
        return pass.n * (output.size() / output.shape.channels());
    }

    @Override
    void forward(Pass pass) {
        int to = output.offset(pass);
        int stride = output.shape.channels();
        for (Value x : inputs) {
            int width = x.shape.channels();
            pass.kernels.copyRows(
                    rows(pass), width, x.data(), x.offset(pass), width, output.data(), to, stride);
            to += width;
        }
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        int stride = output.shape.channels();
        int from = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Value target = dx.get(i);
            int width = inputs.get(i).shape.channels();
            int start = from;
            if (target != null) {
                steps.add(
                        "backward",
                        List.of(dy),
                        List.of(target),
                        pass ->
                                pass.kernels.copyRows(
                                        rows(pass),
                                        width,
                                        dy.data(),
                                        dy.offset(pass) + start,
                                        stride,
                                        target.data(),
                                        target.offset(pass),
                                        width));
            }
            from += width;
        }
    }
}
