package dev.fovea.kernel;

/**
 * An element-wise activation function: y = f(x).
 *
 * @param kind the function
 * @param alpha its parameter where it has one: the slope of LEAKY_RELU, the alpha of ELU, the slope
 *     of HARD_SIGMOID; otherwise 0
 * @param beta the offset of HARD_SIGMOID; otherwise 0
 */
public record Activation(Kind kind, float alpha, float beta) {
    public static final Activation NONE = new Activation(Kind.NONE, 0, 0);
    public static final Activation RELU = new Activation(Kind.RELU, 0, 0);

    /** The functions, with what their derivative is computed from. */
    public enum Kind {
        /** x. */
        NONE(Needs.NOTHING),
        /** max(0, x). */
        RELU(Needs.OUTPUT),
        /** x if x > 0, else alpha x. */
        LEAKY_RELU(Needs.INPUT),
        /** x if x > 0, else alpha (e^x - 1). */
        ELU(Needs.INPUT),
        /** min(max(0, x), 6). */
        RELU6(Needs.OUTPUT),
        /** 1 / (1 + e^-x). */
        SIGMOID(Needs.OUTPUT),
        /** tanh x. */
        TANH(Needs.OUTPUT),
        /**
         * min(max(0, alpha x + beta), 1); PyTorch: 1/6 and 1/2, Keras 2 and ONNX's default: 0.2 and
         * 1/2.
         */
        HARD_SIGMOID(Needs.OUTPUT),
        /** x min(max(0, x + 3), 6) / 6 (Howard et al. 2019, arXiv 1905.02244, section 5.2). */
        HARD_SWISH(Needs.INPUT),
        /** x sigmoid(x). */
        SILU(Needs.INPUT),
        /**
         * x Phi(x), with the exact normal distribution function (Hendrycks and Gimpel 2016, arXiv
         * 1606.08415).
         */
        GELU(Needs.INPUT),
        /** The tanh approximation of GELU from the same paper. */
        GELU_TANH(Needs.INPUT);

        private final Needs needs;

        Kind(Needs needs) {
            this.needs = needs;
        }

        /** What the derivative is computed from. */
        public Needs needs() {
            return needs;
        }
    }

    /** What a derivative reads: nothing, the output y or the input x. */
    public enum Needs {
        NOTHING,
        OUTPUT,
        INPUT
    }
}
