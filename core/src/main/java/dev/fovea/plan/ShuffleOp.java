package dev.fovea.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Interleaves the groups of channels; with {@code C / groups} groups the same call undoes it. */
final class ShuffleOp extends Op {
    private final int groups;

    ShuffleOp(String name, Value input, Value output, int groups) {
        super(name, List.of(input), output);
        this.groups = groups;
    }

    @Override
    void forward(Pass pass) {
        shuffle(pass, groups, input(), output);
    }

    private void shuffle(Pass pass, int by, Value from, Value to) {
        int channels = output.shape.channels();
        int rows = pass.n * (output.size() / channels);
        pass.kernels.channelShuffle(
                rows, channels, by, from.data(), from.offset(pass), to.data(), to.offset(pass));
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value target = dx.getFirst();
        if (target != null) {
            int inverse = output.shape.channels() / groups;
            steps.add(
                    "backward",
                    List.of(dy),
                    List.of(target),
                    pass -> shuffle(pass, inverse, dy, target));
        }
    }
}
