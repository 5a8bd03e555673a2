package dev.fovea.plan;

/** How a gradient passes a ReLU on its way back: the one thing in which these methods differ. */
public enum BackwardRule {
    /** The derivative: passes where the ReLU's output was positive. */
    ORDINARY,
    /**
     * Passes where the output was positive and the gradient is positive (Springenberg et al. 2014,
     * arXiv 1412.6806, section 3.4).
     */
    GUIDED,
    /**
     * Passes where the gradient is positive, whatever the output was (Zeiler and Fergus 2013, arXiv
     * 1311.2901, section 2.1).
     */
    DECONVNET
}
