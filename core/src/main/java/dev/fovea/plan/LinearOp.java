package dev.fovea.plan;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.LinearForward;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or dense layer with what was fused behind it: folded batch norm, residual,
 * activation.
 */
final class LinearOp extends Op {
    /**
     * The kernels of one layer; those for backward are prepared when a backward pass wants them.
     */
    interface Prepared {
        LinearForward forward();

        /** A small layer that the same kernel computes; empty if there is none. */
        Optional<LinearSample> sample(Kernels kernels);

        LinearBackwardData backwardData(boolean masked);

        LinearBackwardWeights backwardWeights();
    }

    private final Prepared prepared;
    private final LinearForward kernel;
    private final LinearWeights weights;
    private final ActivationTail tail;
    private final ParameterGradient weightGradient;
    private final ParameterGradient biasGradient;
    private final boolean weightTrained;
    private final boolean biasTrained;
    private boolean masksInput;

    LinearOp(
            String name,
            List<Value> inputs,
            Value output,
            LinearWeights.Source source,
            Prepared prepared,
            ActivationTail tail,
            boolean weightTrained,
            boolean biasTrained) {
        super(name, inputs, output);
        this.prepared = prepared;
        this.kernel = prepared.forward();
        this.tail = tail;
        this.weightTrained = weightTrained;
        this.biasTrained = biasTrained;
        weights = new LinearWeights(name, source, kernel);
        weightGradient = new ParameterGradient(source.weight(), source.shape());
        biasGradient = new ParameterGradient(source.bias(), Shape.of(source.outputs()));
    }

    /**
     * From now on backward by data also applies the derivative of the ReLU whose output this layer
     * reads.
     */
    void maskInput() {
        masksInput = true;
    }

    @Override
    @Nullable Value overwritable() {
        return inputs.size() > 1 ? inputs.getLast() : null;
    }

    @Override
    ActivationTail tail() {
        return tail;
    }

    /** A small layer that the same kernel computes; empty if there is none. */
    Optional<LinearSample> sample(Kernels kernels) {
        return prepared.sample(kernels)
                .filter(small -> small.kernel().algorithm().equals(kernel.algorithm()));
    }

    @Override
    String algorithm() {
        return kernel.algorithm();
    }

    @Override
    String weightsReport(boolean fixed) {
        return weights.report(fixed);
    }

    @Override
    Step.Work work() {
        return work(weights.forwardBytes());
    }

    /** Each weight meets every place of the map: the same count in all three directions. */
    private Step.Work work(long weightBytes) {
        LinearWeights.Source source = weights.source();
        long places = output.size() / source.outputs();
        return new Step.Work(2L * source.shape().size() * places, weightBytes);
    }

    @Override
    long forwardScratch() {
        return kernel.scratchSize();
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        Value residual = inputs.getLast();
        kernel.run(
                pass.n,
                x.data(),
                x.offset(pass),
                weights.forForward(),
                weights.bias(),
                residual.data(),
                residual.offset(pass),
                output.data(),
                output.offset(pass),
                pass.scratch);
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        tail.backward(dy, steps);
        Value x = input();
        if (weightTrained || biasTrained) {
            LinearBackwardWeights byWeights = prepared.backwardWeights();
            steps.add(
                    "by weights",
                    byWeights.algorithm(),
                    List.of(x, dy),
                    List.of(),
                    byWeights.scratchSize(),
                    work(4L * weightGradient.shape.size()),
                    pass ->
                            byWeights.run(
                                    pass.n,
                                    x.data(),
                                    x.offset(pass),
                                    dy.data(),
                                    dy.offset(pass),
                                    weightGradient.data,
                                    biasGradient.data,
                                    pass.scratch));
        }
        Value target = dx.getFirst();
        if (target != null) {
            LinearBackwardData byData = prepared.backwardData(masksInput);
            weights.alsoFor(byData);
            List<Value> reads = masksInput ? List.of(x, dy) : List.of(dy);
            steps.add(
                    "by data",
                    byData.algorithm(),
                    reads,
                    List.of(target),
                    byData.scratchSize(),
                    work(weights.dataBytes()),
                    pass ->
                            byData.run(
                                    pass.n,
                                    dy.data(),
                                    dy.offset(pass),
                                    weights.forData(),
                                    x.data(),
                                    x.offset(pass),
                                    target.data(),
                                    target.offset(pass),
                                    pass.scratch));
        }
        if (inputs.size() > 1) {
            throw new IllegalStateException(name + ": a residual is fused for inference only");
        }
    }

    @Override
    List<ParameterGradient> gradients() {
        return Stream.concat(
                        weightTrained ? Stream.of(weightGradient) : Stream.empty(),
                        biasTrained ? Stream.of(biasGradient) : Stream.empty())
                .toList();
    }

    @Override
    long ownBytes() {
        return weights.ownBytes();
    }

    @Override
    long sharedBytes() {
        return weights.sharedBytes();
    }

    /** The weights in the forms that the kernels read. */
    LinearWeights weights() {
        return weights;
    }

    @Override
    void bind(Weights all, PackedWeights shared) {
        weights.bind(all, shared);
        if (weightTrained || biasTrained) {
            weightGradient.allocate();
            biasGradient.allocate();
        }
    }

    @Override
    void refresh() {
        weights.refresh();
    }
}
