package dev.fovea.plan;

import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pooling of every kind; a maximum remembers its switches when backward follows. */
final class PoolOp extends Op {
    /** What becomes of a window. */
    enum Kind {
        MAX,
        AVERAGE,
        ADAPTIVE_AVERAGE
    }

    private final Kind kind;
    private final PoolGeometry geometry;
    private final int batch;
    private final boolean remembers;
    private int[] switches = {};

    PoolOp(
            String name,
            Value input,
            Value output,
            Kind kind,
            PoolGeometry geometry,
            int batch,
            boolean remembers) {
        super(name, List.of(input), output);
        this.kind = kind;
        this.geometry = geometry;
        this.batch = batch;
        this.remembers = remembers && kind == Kind.MAX;
    }

    @Override
    boolean keepsSign() {
        return kind == Kind.MAX;
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        switch (kind) {
            case MAX ->
                    pass.kernels.maxPool(
                            geometry,
                            pass.n,
                            x.data(),
                            x.offset(pass),
                            output.data(),
                            output.offset(pass),
                            switches);
            case AVERAGE ->
                    pass.kernels.avgPool(
                            geometry,
                            pass.n,
                            x.data(),
                            x.offset(pass),
                            output.data(),
                            output.offset(pass));
            case ADAPTIVE_AVERAGE ->
                    pass.kernels.adaptiveAvgPool(
                            geometry,
                            pass.n,
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
        Step.Action action =
                switch (kind) {
                    case MAX ->
                            pass ->
                                    pass.kernels.maxPoolBackward(
                                            geometry,
                                            pass.n,
                                            dy.data(),
                                            dy.offset(pass),
                                            switches,
                                            target.data(),
                                            target.offset(pass));
                    case AVERAGE ->
                            pass ->
                                    pass.kernels.avgPoolBackward(
                                            geometry,
                                            pass.n,
                                            dy.data(),
                                            dy.offset(pass),
                                            target.data(),
                                            target.offset(pass));
                    case ADAPTIVE_AVERAGE ->
                            pass ->
                                    pass.kernels.adaptiveAvgPoolBackward(
                                            geometry,
                                            pass.n,
                                            dy.data(),
                                            dy.offset(pass),
                                            target.data(),
                                            target.offset(pass));
                };
        steps.add("backward", List.of(dy), List.of(target), action);
    }

    @Override
    long ownBytes() {
        return remembers ? 4L * batch * geometry.outSize() : 0;
    }

    @Override
    void bind(Weights all, PackedWeights shared) {
        if (remembers) {
            switches = new int[Math.multiplyExact(batch, geometry.outSize())];
        }
    }
}
