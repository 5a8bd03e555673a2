package dev.fovea.kernel.vector;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.AdamStep;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.kernel.RmspropStep;
import dev.fovea.kernel.SgdStep;
import dev.fovea.kernel.Workers;

/**
 * The set over vectors, as wide as the machine's: every operation in files of its own. Needs {@code
 * --add-modules jdk.incubator.vector}.
 */
public final class VectorKernels implements Kernels {
    private final Workers workers;
    private final ThreeByThree threeByThree;

    private VectorKernels(Workers workers, ThreeByThree threeByThree) {
        this.workers = workers;
        this.threeByThree = threeByThree;
    }

    /**
     * The vector kernels, working with these threads.
     *
     * @throws IllegalArgumentException if the system property {@code fovea.vector.bits} asks for a
     *     width that this machine does not have
     */
    public static VectorKernels of(Workers workers) {
        return of(workers, ThreeByThree.BY_GEOMETRY);
    }

    /** The same with 3x3 convolutions computed another way, for comparisons. */
    public static VectorKernels of(Workers workers, ThreeByThree threeByThree) {
        Lanes.check();
        return new VectorKernels(workers, threeByThree);
    }

    @Override
    public String name() {
        return "vector-" + Lanes.BITS + threeByThree.suffix();
    }

    @Override
    public Workers workers() {
        return workers;
    }

    @Override
    public Kernels with(Workers others) {
        return new VectorKernels(others, threeByThree);
    }

    @Override
    public LinearForward convForward(
            ConvGeometry geometry, int maxBatch, Epilogue epilogue, boolean weightsChange) {
        return threeByThree
                .forward(geometry, maxBatch, weightsChange)
                .forward(workers, geometry, maxBatch, epilogue);
    }

    @Override
    public LinearBackwardData convBackwardData(
            ConvGeometry geometry, int maxBatch, boolean masked) {
        if (threeByThree != ThreeByThree.DIRECT && WinogradBackwardData.fits(geometry)) {
            return new WinogradBackwardData(
                    workers, geometry, maxBatch, masked, threeByThree.backwardDataTile());
        }
        return DepthwiseForward.fits(geometry)
                ? new DepthwiseBackwardData(workers, geometry, masked)
                : new GemmBackwardData(workers, geometry, masked);
    }

    @Override
    public LinearBackwardWeights convBackwardWeights(ConvGeometry geometry, int maxBatch) {
        if (threeByThree != ThreeByThree.DIRECT && ConvAlgorithm.isWinograd(geometry)) {
            return new WinogradBackwardWeights(workers, geometry, maxBatch);
        }
        if (FewChannelsBackwardWeights.fits(geometry)) {
            return new FewChannelsBackwardWeights(workers, geometry);
        }
        return DepthwiseForward.fits(geometry)
                ? new DepthwiseBackwardWeights(workers, geometry, maxBatch)
                : new GemmBackwardWeights(workers, geometry, maxBatch);
    }

    @Override
    public LinearForward denseForward(int in, int out, int maxBatch, Epilogue epilogue) {
        return new DenseForward(workers, in, out, maxBatch, epilogue);
    }

    @Override
    public LinearBackwardData denseBackwardData(int in, int out, int maxBatch, boolean masked) {
        return new DenseBackwardData(workers, in, out, maxBatch, masked);
    }

    @Override
    public LinearBackwardWeights denseBackwardWeights(int in, int out, int maxBatch) {
        return new DenseBackwardWeights(workers, in, out, maxBatch);
    }

    @Override
    public void maxPool(
            PoolGeometry geometry,
            int n,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int[] switches) {
        VectorMaxPool.of(geometry).forward(workers, n, x, xOffset, y, yOffset, switches);
    }

    @Override
    public void maxPoolBackward(
            PoolGeometry geometry,
            int n,
            float[] dy,
            int dyOffset,
            int[] switches,
            float[] dx,
            int dxOffset) {
        VectorMaxPoolBackward.run(workers, geometry, n, dy, dyOffset, switches, dx, dxOffset);
    }

    @Override
    public void avgPool(
            PoolGeometry geometry, int n, float[] x, int xOffset, float[] y, int yOffset) {
        VectorAvgPool.of(geometry).forward(workers, n, x, xOffset, y, yOffset);
    }

    @Override
    public void avgPoolBackward(
            PoolGeometry geometry, int n, float[] dy, int dyOffset, float[] dx, int dxOffset) {
        VectorAvgPool.of(geometry).backward(workers, n, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void adaptiveAvgPool(
            PoolGeometry geometry, int n, float[] x, int xOffset, float[] y, int yOffset) {
        VectorAvgPool.adaptive(geometry).forward(workers, n, x, xOffset, y, yOffset);
    }

    @Override
    public void adaptiveAvgPoolBackward(
            PoolGeometry geometry, int n, float[] dy, int dyOffset, float[] dx, int dxOffset) {
        VectorAvgPool.adaptive(geometry).backward(workers, n, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void scaleShift(
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            float[] shift,
            Activation activation,
            float[] y,
            int yOffset) {
        VectorScaleShift.run(
                workers, rows, channels, x, xOffset, scale, shift, activation, y, yOffset);
    }

    @Override
    public void channelMoments(
            int rows, int channels, float[] x, int xOffset, float[] mean, float[] variance) {
        VectorMoments.run(workers, rows, channels, x, xOffset, mean, variance);
    }

    @Override
    public void batchNormBackward(
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
            int dxOffset) {
        VectorBatchNormBackward.run(
                workers,
                rows,
                channels,
                x,
                xOffset,
                dy,
                dyOffset,
                gamma,
                mean,
                invStd,
                fixedStatistics,
                dGamma,
                dBeta,
                dx,
                dxOffset);
    }

    @Override
    public void localResponseNorm(
            int rows,
            int channels,
            int size,
            float alpha,
            float beta,
            float k,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        new VectorLrn(channels, size, alpha, beta, k)
                .forward(workers, rows, x, xOffset, y, yOffset);
    }

    @Override
    public void localResponseNormBackward(
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
            int dxOffset) {
        new VectorLrn(channels, size, alpha, beta, k)
                .backward(workers, rows, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void activation(
            Activation activation, int length, float[] x, int xOffset, float[] y, int yOffset) {
        VectorElements.activation(workers, activation, length, x, xOffset, y, yOffset);
    }

    @Override
    public void activationBackward(
            Activation activation,
            int length,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        VectorElements.activationBackward(
                workers, activation, length, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void prelu(
            int rows, int channels, float[] slope, float[] x, int xOffset, float[] y, int yOffset) {
        VectorPrelu.forward(workers, rows, channels, slope, x, xOffset, y, yOffset);
    }

    @Override
    public void preluBackward(
            int rows,
            int channels,
            float[] slope,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dSlope,
            float[] dx,
            int dxOffset) {
        VectorPrelu.backward(
                workers, rows, channels, slope, x, xOffset, dy, dyOffset, dSlope, dx, dxOffset);
    }

    @Override
    public void add(
            Activation activation,
            int length,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] y,
            int yOffset) {
        VectorElements.add(workers, activation, length, a, aOffset, b, bOffset, y, yOffset);
    }

    @Override
    public void multiply(
            int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        VectorElements.multiply(workers, length, a, aOffset, b, bOffset, y, yOffset);
    }

    @Override
    public void multiplyChannels(
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] scale,
            int scaleOffset,
            float[] y,
            int yOffset) {
        VectorElements.multiplyChannels(
                workers, n, pixels, channels, x, xOffset, scale, scaleOffset, y, yOffset);
    }

    @Override
    public void multiplyChannelsBackward(
            int n,
            int pixels,
            int channels,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dScale,
            int dScaleOffset) {
        VectorElements.multiplyChannelsBackward(
                workers, n, pixels, channels, x, xOffset, dy, dyOffset, dScale, dScaleOffset);
    }

    @Override
    public void dropout(
            float rate, long seed, int length, float[] x, int xOffset, float[] y, int yOffset) {
        VectorDropout.run(workers, rate, seed, length, x, xOffset, y, yOffset);
    }

    @Override
    public void copyRows(
            int rows,
            int width,
            float[] x,
            int xOffset,
            int xStride,
            float[] y,
            int yOffset,
            int yStride) {
        VectorMove.copyRows(workers, rows, width, x, xOffset, xStride, y, yOffset, yStride);
    }

    @Override
    public void pixelsToChannels(
            int n, int pixels, int channels, float[] x, int xOffset, float[] y, int yOffset) {
        VectorMove.pixelsToChannels(workers, n, pixels, channels, x, xOffset, y, yOffset);
    }

    @Override
    public void channelShuffle(
            int rows, int channels, int groups, float[] x, int xOffset, float[] y, int yOffset) {
        VectorMove.channelShuffle(workers, rows, channels, groups, x, xOffset, y, yOffset);
    }

    @Override
    public void softmax(int rows, int classes, float[] x, int xOffset, float[] y, int yOffset) {
        VectorSoftmax.softmax(workers, rows, classes, x, xOffset, y, yOffset);
    }

    @Override
    public void softmaxBackward(
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        VectorSoftmax.softmaxBackward(
                workers, rows, classes, y, yOffset, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void logSoftmax(int rows, int classes, float[] x, int xOffset, float[] y, int yOffset) {
        VectorSoftmax.logSoftmax(workers, rows, classes, x, xOffset, y, yOffset);
    }

    @Override
    public void logSoftmaxBackward(
            int rows,
            int classes,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset) {
        VectorSoftmax.logSoftmaxBackward(
                workers, rows, classes, y, yOffset, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void softmaxCrossEntropy(
            int rows,
            int classes,
            float[] logits,
            int logitsOffset,
            float[] targets,
            float scale,
            float[] losses,
            float[] dLogits,
            int dLogitsOffset) {
        VectorSoftmax.crossEntropy(
                workers,
                rows,
                classes,
                logits,
                logitsOffset,
                targets,
                scale,
                losses,
                dLogits,
                dLogitsOffset);
    }

    @Override
    public double sumOfSquares(int length, float[] x, int xOffset) {
        return VectorSumOfSquares.run(workers, length, x, xOffset);
    }

    @Override
    public void sgd(SgdStep step, int length, float[] weights, float[] gradient, float[] velocity) {
        VectorOptimizers.sgd(workers, step, length, weights, gradient, velocity);
    }

    @Override
    public void adam(
            AdamStep step, int length, float[] weights, float[] gradient, float[] m, float[] v) {
        VectorOptimizers.adam(workers, step, length, weights, gradient, m, v);
    }

    @Override
    public void rmsprop(
            RmspropStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] v,
            float[] velocity) {
        VectorOptimizers.rmsprop(workers, step, length, weights, gradient, v, velocity);
    }
}
