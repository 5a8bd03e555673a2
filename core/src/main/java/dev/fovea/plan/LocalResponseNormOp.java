package dev.fovea.plan;

import dev.fovea.nn.LocalResponseNorm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3). */
final class LocalResponseNormOp extends Op {
    private final LocalResponseNorm layer;

    LocalResponseNormOp(String name, Value input, Value output, LocalResponseNorm layer) {
        super(name, List.of(input), output);
        this.layer = layer;
    }

    private int rows(Pass pass) {
        return pass.n * (output.size() / output.shape.channels());
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        pass.kernels.localResponseNorm(
                rows(pass),
                output.shape.channels(),
                layer.size(),
                layer.alpha(),
                layer.beta(),
                layer.k(),
                x.data(),
                x.offset(pass),
                output.data(),
                output.offset(pass));
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value target = dx.getFirst();
        if (target != null) {
            Value x = input();
            Value y = output;
            steps.add(
                    "backward",
                    List.of(x, y, dy),
                    List.of(target),
                    pass ->
                            pass.kernels.localResponseNormBackward(
                                    rows(pass),
                                    output.shape.channels(),
                                    layer.size(),
                                    layer.alpha(),
                                    layer.beta(),
                                    layer.k(),
                                    x.data(),
                                    x.offset(pass),
                                    y.data(),
                                    y.offset(pass),
                                    dy.data(),
                                    dy.offset(pass),
                                    target.data(),
                                    target.offset(pass)));
        }
    }
}
