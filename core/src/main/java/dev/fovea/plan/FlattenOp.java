package dev.fovea.plan;

import dev.fovea.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From {@code [N, H, W, C]} to {@code [N, C H W]}: the order in which PyTorch and ONNX flatten. */
final class FlattenOp extends Op {
    private final int pixels;
    private final int channels;

    FlattenOp(String name, Value input, Value output) {
        super(name, List.of(input), output);
        Shape map = input.shape;
        pixels = map.height() * map.width();
        channels = map.channels();
    }

    @Override
    boolean keepsSign() {
        return true;
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        pass.kernels.pixelsToChannels(
                pass.n,
                pixels,
                channels,
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
                            pass.kernels.pixelsToChannels(
                                    pass.n,
                                    channels,
                                    pixels,
                                    dy.data(),
                                    dy.offset(pass),
                                    target.data(),
                                    target.offset(pass)));
        }
    }
}
