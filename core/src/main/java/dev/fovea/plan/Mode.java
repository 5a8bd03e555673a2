package dev.fovea.plan;

/** What a plan is for. */
public enum Mode {
    /** Forward only: batch norm is folded into the convolution before it, dropout does nothing. */
    INFERENCE,
    /**
     * Forward and backward as training needs them: batch statistics, dropout, gradients of the
     * parameters.
     */
    TRAINING,
    /**
     * Forward as in inference, and backward by any value: what explanations need. Parameters get no
     * gradients.
     */
    GRADIENTS;

    /** Whether the plan can run backward. */
    public boolean hasBackward() {
        return this != INFERENCE;
    }
}
