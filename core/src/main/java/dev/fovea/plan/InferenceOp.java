package dev.fovea.plan;

import dev.fovea.kernel.general.TensorFunction;
import dev.fovea.nn.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer that runs forward only, sample by sample. */
final class InferenceOp extends Op {
    private final String layer;
    private final TensorFunction function;
    private final List<String> names;
    private float[][] parameters = {};

    /**
     * @param layer its type, for messages
     * @param names of its parameters
     */
    InferenceOp(
            String name,
            List<Value> inputs,
            Value output,
            String layer,
            TensorFunction function,
            List<String> names) {
        super(name, inputs, output);
        this.layer = layer;
        this.function = function;
        this.names = names;
    }

    @Override
    void forward(Pass pass) {
        var x = new float[inputs.size()][];
        var offsets = new int[inputs.size()];
        for (int i = 0; i < pass.n; i++) {
            for (int j = 0; j < x.length; j++) {
                Value input = inputs.get(j);
                x[j] = input.data();
                offsets[j] = input.offset(pass) + i * input.size();
            }
            int to = output.offset(pass) + i * output.size();
            function.run(x, offsets, parameters, output.data(), to);
        }
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        throw new IllegalArgumentException(noGradient(name, layer));
    }

    static String noGradient(String node, String layer) {
        return node
                + ": "
                + layer
                + " is for inference only and has no gradient; only what comes behind it can be"
                + " trained or explained by gradients";
    }

    @Override
    void bind(Weights weights, PackedWeights shared) {
        parameters = names.stream().map(each -> weights.get(each).data()).toArray(float[][]::new);
    }
}
