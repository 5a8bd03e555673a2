package dev.fovea.plan;

import dev.fovea.kernel.Activation;
import java.util.List;

/**
 * An activation fused behind another operation, and its way back: over the gradient by the output,
 * in place.
 *
 * <p>When the only reader of the output is an operation that applies the derivative itself (a
 * convolution's backward by data masks where its input is not positive), there is nothing left to
 * do here.
 */
final class ActivationTail {
    final Activation activation;
    private final Value output;
    private final BackwardRule rule;
    private boolean doneByReader;

    ActivationTail(Activation activation, Value output, BackwardRule rule) {
        this.activation = activation;
        this.output = output;
        this.rule = rule;
    }

    boolean isRelu() {
        return activation.kind() == Activation.Kind.RELU;
    }

    /** Whether the rules for explanations treat it as a ReLU: one with a ceiling is one, too. */
    private boolean isRectifier() {
        return isRelu() || activation.kind() == Activation.Kind.RELU6;
    }

    void doneByReader() {
        doneByReader = true;
    }

    /** Turns the gradient behind the activation into the one before it. */
    void backward(Value dy, Op.Backward steps) {
        if (doneByReader || activation.kind() == Activation.Kind.NONE) {
            return;
        }
        assert activation.kind().needs() == Activation.Needs.OUTPUT
                : "only these are fused where backward follows";
        boolean rectify = isRectifier() && rule != BackwardRule.ORDINARY;
        boolean derivative = !isRectifier() || rule != BackwardRule.DECONVNET;
        if (rectify) {
            steps.add(
                    "rectify",
                    List.of(dy),
                    List.of(dy),
                    pass ->
                            pass.kernels.activation(
                                    Activation.RELU,
                                    pass.n * dy.size(),
                                    dy.data(),
                                    dy.offset(pass),
                                    dy.data(),
                                    dy.offset(pass)));
        }
        if (derivative) {
            steps.add(
                    "activation",
                    List.of(dy, output),
                    List.of(dy),
                    pass ->
                            pass.kernels.activationBackward(
                                    activation,
                                    pass.n * dy.size(),
                                    output.data(),
                                    output.offset(pass),
                                    output.data(),
                                    output.offset(pass),
                                    dy.data(),
                                    dy.offset(pass),
                                    dy.data(),
                                    dy.offset(pass)));
        }
    }
}
