package dev.fovea.plan;

import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ReLU with a learnt slope (He et al. 2015, arXiv 1502.01852, section 2.1). */
final class PReluOp extends Op {
    private final String parameter;
    private final boolean trained;
    private final ParameterGradient gradient;
    private float[] slope = {};

    PReluOp(
            String name,
            Value input,
            Value output,
            String parameter,
            Shape shape,
            boolean trained) {
        super(name, List.of(input), output);
        this.parameter = parameter;
        this.trained = trained;
        gradient = new ParameterGradient(parameter, shape);
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
        return pass.n * (output.size() / output.shape.channels());
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        pass.kernels.prelu(
                rows(pass),
                x.shape.channels(),
                slope,
                x.data(),
                x.offset(pass),
                output.data(),
                output.offset(pass));
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        Value x = input();
        Value wanted = dx.getFirst();
        Value target = wanted == null ? dy : wanted;
        steps.add(
                "backward",
                List.of(x, dy),
                List.of(target),
                pass ->
                        pass.kernels.preluBackward(
                                rows(pass),
                                x.shape.channels(),
                                slope,
                                x.data(),
                                x.offset(pass),
                                dy.data(),
                                dy.offset(pass),
                                gradient.data,
                                target.data(),
                                target.offset(pass)));
    }

    @Override
    List<ParameterGradient> gradients() {
        return trained ? List.of(gradient) : List.of();
    }

    @Override
    void bind(Weights all, PackedWeights shared) {
        slope = all.get(parameter).data();
        gradient.allocate();
    }
}
