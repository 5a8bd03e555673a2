package dev.fovea.plan;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies some channels out of each pixel; their gradient goes back among zeros. */
final class ChannelSliceOp extends Op {
    private final int first;

    ChannelSliceOp(String name, Value input, Value output, int first) {
        super(name, List.of(input), output);
        this.first = first;
    }

    private int rows(Pass pass) {
        return pass.n * (output.size() / output.shape.channels());
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        int width = output.shape.channels();
        pass.kernels.copyRows(
                rows(pass),
                width,
                x.data(),
                x.offset(pass) + first,
                x.shape.channels(),
                output.data(),
                output.offset(pass),
                width);
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value target = dx.getFirst();
        if (target != null) {
            steps.add("backward", List.of(dy), List.of(target), pass -> spread(pass, dy, target));
        }
    }

    private void spread(Pass pass, Value dy, Value target) {
        int start = target.offset(pass);
        Arrays.fill(target.data(), start, start + pass.n * target.size(), 0);
        int width = dy.shape.channels();
        pass.kernels.copyRows(
                rows(pass),
                width,
                dy.data(),
                dy.offset(pass),
                width,
                target.data(),
                start + first,
                target.shape.channels());
    }
}
