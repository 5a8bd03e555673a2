package dev.fovea.kernel;

/**
 * The only door to fast code. One implementation is a set: the readable scalar reference, or
 * vectors.
 *
 * <p>Linear maps (convolution, dense) are prepared once for a geometry and run many times;
 * everything else is a call. Activations are {@code [N, H, W, C]} and start at an offset into their
 * array; parameters (bias, gamma, ...) start at 0. No call allocates memory that grows with the
 * data, no call keeps a reference, and the result does not depend on the number of {@link
 * #workers()}. Arguments were validated by who worked out the geometry; kernels only {@code
 * assert}. "overwritten" means: what was there before is neither read nor kept.
 */
public interface Kernels {
    /**
     * Names the set, as checkpoints record it: {@code scalar}, {@code vector-512}. Equal names give
     * equal bits.
     */
    String name();

    Workers workers();

    /** The same set on other threads. */
    Kernels with(Workers others);

    // Linear maps
    // ------------------------------------------------------------------------------------------------

    /**
     * @param maxBatch largest number of images a run will be given
     * @param weightsChange true in training, where weights are packed again after every step, so
     *     that the cost of packing counts; false when they are packed once
     */
    LinearForward convForward(
            ConvGeometry geometry, int maxBatch, Epilogue epilogue, boolean weightsChange);

    /**
     * @param masked whether the derivative of a preceding ReLU is applied, see {@link
     *     LinearBackwardData#run}
     */
    LinearBackwardData convBackwardData(ConvGeometry geometry, int maxBatch, boolean masked);

    LinearBackwardWeights convBackwardWeights(ConvGeometry geometry, int maxBatch);

    /** {@code [N, in] -> [N, out]}, weights {@code [out, in]}. */
    LinearForward denseForward(int in, int out, int maxBatch, Epilogue epilogue);

    LinearBackwardData denseBackwardData(int in, int out, int maxBatch, boolean masked);

    LinearBackwardWeights denseBackwardWeights(int in, int out, int maxBatch);

    // Pooling
    // ----------------------------------------------------------------------------------------------------

    /**
     * The largest value of each window; the first in row-major order wins a tie; NaN wins over
     * everything, the first of several. A window that reads nothing but padding, which dilation can
     * bring about, gives -infinity, and nobody wins: -1.
     *
     * @param switches receives, for every output from 0, the winner's index inside its image
     *     ({@code (h W + w) C + c}); an empty array when nobody wants to know
     */
    void maxPool(
            PoolGeometry geometry,
            int n,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int[] switches);

    /** {@code dx} overwritten: zero, but each winner receives the sum of the gradients it won. */
    void maxPoolBackward(
            PoolGeometry geometry,
            int n,
            float[] dy,
            int dyOffset,
            int[] switches,
            float[] dx,
            int dxOffset);

    void avgPool(PoolGeometry geometry, int n, float[] x, int xOffset, float[] y, int yOffset);

    void avgPoolBackward(
            PoolGeometry geometry, int n, float[] dy, int dyOffset, float[] dx, int dxOffset);

    /**
     * Average over windows from {@code floor(i H / H')} to {@code ceil((i + 1) H / H')} (PyTorch's
     * adaptive average pooling). Of the geometry only the extents count.
     */
    void adaptiveAvgPool(
            PoolGeometry geometry, int n, float[] x, int xOffset, float[] y, int yOffset);

    void adaptiveAvgPoolBackward(
            PoolGeometry geometry, int n, float[] dy, int dyOffset, float[] dx, int dxOffset);

    // Normalisation
    // ----------------------------------------------------------------------------------------------

    /**
     * {@code y = activation(x scale[c] + shift[c])} over {@code rows} rows of {@code channels}:
     * batch norm with known statistics. x and y may be the same.
     */
    void scaleShift(
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            float[] shift,
            Activation activation,
            float[] y,
            int yOffset);

    /**
     * Mean and biased variance of each channel over {@code rows} rows, summed so that cancellation
     * does not spoil them (two passes or compensated). {@code mean} and {@code variance}
     * overwritten.
     */
    void channelMoments(
            int rows, int channels, float[] x, int xOffset, float[] mean, float[] variance);

    /**
     * Gradients of batch norm over a batch (Ioffe and Szegedy 2015, arXiv 1502.03167, section 3),
     * where {@code xhat = (x - mean) invStd}: {@code dGamma = sum dy xhat}, {@code dBeta = sum dy},
     * {@code dx = gamma invStd (dy - dBeta / rows - xhat dGamma / rows)}. With {@code
     * fixedStatistics} (mean and invStd are constants) {@code dx = gamma invStd dy}. dx may be dy.
     */
    void batchNormBackward(
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] gamma,
            float[] mean,
            float[] invStd,
            boolean fixedStatistics,
            float[] dGamma,
            float[] dBeta,
            float[] dx,
            int dxOffset);

    /**
     * Across channels: {@code y_c = x_c / (k + alpha / size * sum x_j^2)^beta}, j from {@code c -
     * (size - 1) / 2} to {@code c + size / 2} inside the map (Krizhevsky et al. 2012, section 3.3,
     * with PyTorch's and ONNX's alpha / size). An even size reaches further up, as in ONNX; in
     * PyTorch it reaches further down.
     */
    void localResponseNorm(
            int rows,
            int channels,
            int size,
            float alpha,
            float beta,
            float k,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset);

    void localResponseNormBackward(
            int rows,
            int channels,
            int size,
            float alpha,
            float beta,
            float k,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset);

    // Element by element
    // -----------------------------------------------------------------------------------------

    /** {@code y = f(x)}, NaN where x is; x and y may be the same. */
    void activation(
            Activation activation, int length, float[] x, int xOffset, float[] y, int yOffset);

    /**
     * {@code dx = f'(x) dy}; dx may be dy. Reads only what {@link Activation.Kind#needs()} says;
     * the other of x and y may be any array. At a kink the derivative is the left one (ReLU: 0 at
     * 0).
     */
    void activationBackward(
            Activation activation,
            int length,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset);

    /** {@code y = x if x > 0, else slope[c] x}; {@code slope} has one number, or one a channel. */
    void prelu(
            int rows, int channels, float[] slope, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code dSlope} overwritten; dx may be dy. */
    void preluBackward(
            int rows,
            int channels,
            float[] slope,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dSlope,
            float[] dx,
            int dxOffset);

    /** {@code y = activation(a + b)}; y may be a or b. */
    void add(
            Activation activation,
            int length,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset);

    /** {@code y = a b}; y may be a or b. */
    void multiply(
            int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

    /**
     * Squeeze and excitation (Hu et al. 2018, arXiv 1709.01507, section 3): {@code y = x scale[n,
     * c]} for every pixel of an image. y may be x.
     */
    void multiplyChannels(
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            int scaleOffset,
            float[] y,
            int yOffset);

    /**
     * {@code dScale[n, c] = sum over pixels of dy x}, overwritten; {@code dx} is {@link
     * #multiplyChannels} of dy.
     */
    void multiplyChannelsBackward(
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dScale,
            int dScaleOffset);

    /**
     * Keeps each element with probability {@code 1 - rate} and divides it by that (inverted
     * dropout; Srivastava et al. 2014, section 10), else 0. Element i is decided by {@code (seed,
     * i)} alone, see {@link DropoutMask}. The gradient is the same call on dy with the same seed. y
     * may be x.
     */
    void dropout(float rate, long seed, int length, float[] x, int xOffset, float[] y, int yOffset);

    // Moving
    // -----------------------------------------------------------------------------------------------------

    /**
     * Copies {@code rows} rows of {@code width} floats between arrays whose rows lie {@code
     * xStride} and {@code yStride} apart: joins and splits channels.
     */
    void copyRows(
            int rows,
            int width,
            float[] x,
            int xOffset,
            int xStride,
            float[] y,
            int yOffset,
            int yStride);

    /**
     * {@code [N, pixels, channels] -> [N, channels, pixels]}: flattening in the order PyTorch and
     * ONNX have.
     */
    void pixelsToChannels(
            int n, int pixels, int channels, float[] x, int xOffset, float[] y, int yOffset);

    /**
     * Channel {@code g (C / groups) + i} goes to {@code i groups + g} (Zhang et al. 2017, arXiv
     * 1707.01083, section 3.1).
     */
    void channelShuffle(
            int rows, int channels, int groups, float[] x, int xOffset, float[] y, int yOffset);

    // Classifier
    // -------------------------------------------------------------------------------------------------

    /** Each row becomes {@code e^(x - max) / sum}. y may be x. */
    void softmax(int rows, int classes, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code dx = y (dy - sum dy y)} a row; dx may be dy. */
    void softmaxBackward(
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset);

    /** Each row becomes {@code x - max - log sum e^(x - max)}. y may be x. */
    void logSoftmax(int rows, int classes, float[] x, int xOffset, float[] y, int yOffset);

    /** {@code dx = dy - e^y sum dy} a row; dx may be dy. */
    void logSoftmaxBackward(
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset);

    /**
     * Softmax and cross-entropy in one: for row i {@code losses[i] = -sum_c targets[i,c] log
     * softmax(logits)[i,c]} and {@code dLogits[i,c] = scale (softmax[i,c] sum_j targets[i,j] -
     * targets[i,c])}. Targets carry label smoothing, mixup and class weights; {@code scale} is one
     * over what the losses are averaged by. dLogits may be logits.
     */
    void softmaxCrossEntropy(
            int rows,
            int classes,
            float[] logits,
            int logitsOffset,
            float[] targets,
            float scale,
            float[] losses,
            float[] dLogits,
            int dLogitsOffset);

    // Optimizer steps, one pass over memory
    // ----------------------------------------------------------------------

    /** {@code sum x^2}, in a fixed order, in double precision between blocks. */
    double sumOfSquares(int length, float[] x, int xOffset);

    /**
     * One step over the {@code length} numbers of a parameter, from 0. Overwrites weights and
     * velocity.
     */
    void sgd(SgdStep step, int length, float[] weights, float[] gradient, float[] velocity);

    /** One step of Adam or AdamW; overwrites weights, {@code m} and {@code v}. */
    void adam(AdamStep step, int length, float[] weights, float[] gradient, float[] m, float[] v);

    /**
     * One step of RMSprop; overwrites weights, {@code v} and {@code velocity} (read only with
     * momentum; else any array).
     */
    void rmsprop(
            RmspropStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] v,
            float[] velocity);
}
