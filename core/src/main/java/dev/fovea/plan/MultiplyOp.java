package dev.fovea.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Element by element, or a map by one number a channel (squeeze and excitation). */
final class MultiplyOp extends Op {
    private final boolean byChannel;
    private final int pixels;
    private final int channels;

    MultiplyOp(String name, List<Value> inputs, Value output) {
        super(name, inputs, output);
        byChannel = !inputs.getFirst().shape.equals(inputs.getLast().shape);
        channels = output.shape.channels();
        pixels = output.size() / channels;
    }

    @Override
    void forward(Pass pass) {
        Value a = inputs.getFirst();
        product(pass, a, inputs.getLast(), output);
    }

    private void product(Pass pass, Value a, Value b, Value y) {
        if (byChannel) {
            pass.kernels.multiplyChannels(
                    pass.n,
                    pixels,
                    channels,
                    a.data(),
                    a.offset(pass),
                    b.data(),
                    b.offset(pass),
                    y.data(),
                    y.offset(pass));
        } else {
            pass.kernels.multiply(
                    pass.n * y.size(),
                    a.data(),
                    a.offset(pass),
                    b.data(),
                    b.offset(pass),
                    y.data(),
                    y.offset(pass));
        }
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value a = inputs.getFirst();
        Value b = inputs.getLast();
        Value da = dx.getFirst();
        Value db = dx.getLast();
        if (da != null) {
            steps.add("backward", List.of(dy, b), List.of(da), pass -> product(pass, dy, b, da));
        }
        if (db != null) {
            Step.Action action =
                    byChannel
                            ? pass ->
                                    pass.kernels.multiplyChannelsBackward(
                                            pass.n,
                                            pixels,
                                            channels,
                                            a.data(),
                                            a.offset(pass),
                                            dy.data(),
                                            dy.offset(pass),
                                            db.data(),
                                            db.offset(pass))
                            : pass -> product(pass, dy, a, db);
            steps.add("backward", List.of(dy, a), List.of(db), action);
        }
    }
}
