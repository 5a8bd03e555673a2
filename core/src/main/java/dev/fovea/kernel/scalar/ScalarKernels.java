package dev.fovea.kernel.scalar;

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
 * The reference set: every operation as plain loops, in files of its own. Runs on any JVM; what a
 * faster set computes is measured against it.
 */
public final class ScalarKernels implements Kernels {
    private final Workers workers;

    private ScalarKernels(Workers workers) {
        this.workers = workers;
    }

    /** The scalar kernels, working with these threads. */
    public static ScalarKernels of(Workers workers) {
        return new ScalarKernels(workers);
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public Workers workers() {
        return workers;
    }

    @Override
    public Kernels with(Workers others) {
        return new ScalarKernels(others);
    }

    @Override
    public LinearForward convForward(
            ConvGeometry geometry, int maxBatch, Epilogue epilogue, boolean weightsChange) {
        return new ScalarConvForward(workers, geometry, maxBatch, epilogue);
    }

    @Override
    public LinearBackwardData convBackwardData(
            ConvGeometry geometry, int maxBatch, boolean masked) {
        return new ScalarConvBackwardData(workers, geometry, maxBatch, masked);
    }

    @Override
    public LinearBackwardWeights convBackwardWeights(ConvGeometry geometry, int maxBatch) {
        return new ScalarConvBackwardWeights(workers, geometry, maxBatch);
    }

    @Override
    public LinearForward denseForward(int in, int out, int maxBatch, Epilogue epilogue) {
        return new ScalarDenseForward(workers, in, out, maxBatch, epilogue);
    }

    @Override
    public LinearBackwardData denseBackwardData(int in, int out, int maxBatch, boolean masked) {
        return new ScalarDenseBackwardData(workers, in, out, maxBatch, masked);
    }

    @Override
    public LinearBackwardWeights denseBackwardWeights(int in, int out, int maxBatch) {
        return new ScalarDenseBackwardWeights(workers, in, out, maxBatch);
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
        ScalarMaxPool.of(geometry).forward(workers, n, x, xOffset, y, yOffset, switches);
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
        ScalarMaxPool.of(geometry).backward(workers, n, dy, dyOffset, switches, dx, dxOffset);
    }

    @Override
    public void avgPool(
            PoolGeometry geometry, int n, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarAvgPool.of(geometry).forward(workers, n, x, xOffset, y, yOffset);
    }

    @Override
    public void avgPoolBackward(
            PoolGeometry geometry, int n, float[] dy, int dyOffset, float[] dx, int dxOffset) {
        ScalarAvgPool.of(geometry).backward(workers, n, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void adaptiveAvgPool(
            PoolGeometry geometry, int n, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarAvgPool.adaptive(geometry).forward(workers, n, x, xOffset, y, yOffset);
    }

    @Override
    public void adaptiveAvgPoolBackward(
            PoolGeometry geometry, int n, float[] dy, int dyOffset, float[] dx, int dxOffset) {
        ScalarAvgPool.adaptive(geometry).backward(workers, n, dy, dyOffset, dx, dxOffset);
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
        ScalarNorm.scaleShift(
                workers, rows, channels, x, xOffset, scale, shift, activation, y, yOffset);
    }

    @Override
    public void channelMoments(
            int rows, int channels, float[] x, int xOffset, float[] mean, float[] variance) {
        ScalarNorm.moments(workers, rows, channels, x, xOffset, mean, variance);
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
        ScalarNorm.batchNormBackward(
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
        new ScalarLrn(channels, size, alpha, beta, k)
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
        new ScalarLrn(channels, size, alpha, beta, k)
                .backward(workers, rows, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void activation(
            Activation activation, int length, float[] x, int xOffset, float[] y, int yOffset) {
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) ->
                        ScalarActivations.apply(
                                activation, to - from, x, xOffset + from, y, yOffset + from));
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
        Pieces.overElements(
                workers,
                length,
                (from, to, worker) ->
                        ScalarActivations.applyBackward(
                                activation,
                                to - from,
                                x,
                                xOffset + from,
                                y,
                                yOffset + from,
                                dy,
                                dyOffset + from,
                                dx,
                                dxOffset + from));
    }

    @Override
    public void prelu(
            int rows, int channels, float[] slope, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarPrelu.forward(workers, rows, channels, slope, x, xOffset, y, yOffset);
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
        ScalarPrelu.backward(
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
        ScalarElements.add(workers, activation, length, a, aOffset, b, bOffset, y, yOffset);
    }

    @Override
    public void multiply(
            int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        ScalarElements.multiply(workers, length, a, aOffset, b, bOffset, y, yOffset);
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
        ScalarElements.multiplyChannels(
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
        ScalarElements.multiplyChannelsBackward(
                workers, n, pixels, channels, x, xOffset, dy, dyOffset, dScale, dScaleOffset);
    }

    @Override
    public void dropout(
            float rate, long seed, int length, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarElements.dropout(workers, rate, seed, length, x, xOffset, y, yOffset);
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
        ScalarMove.copyRows(workers, rows, width, x, xOffset, xStride, y, yOffset, yStride);
    }

    @Override
    public void pixelsToChannels(
            int n, int pixels, int channels, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarMove.pixelsToChannels(workers, n, pixels, channels, x, xOffset, y, yOffset);
    }

    @Override
    public void channelShuffle(
            int rows, int channels, int groups, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarMove.channelShuffle(workers, rows, channels, groups, x, xOffset, y, yOffset);
    }

    @Override
    public void softmax(int rows, int classes, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarSoftmax.softmax(workers, rows, classes, x, xOffset, y, yOffset);
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
        ScalarSoftmax.softmaxBackward(
                workers, rows, classes, y, yOffset, dy, dyOffset, dx, dxOffset);
    }

    @Override
    public void logSoftmax(int rows, int classes, float[] x, int xOffset, float[] y, int yOffset) {
        ScalarSoftmax.logSoftmax(workers, rows, classes, x, xOffset, y, yOffset);
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
        ScalarSoftmax.logSoftmaxBackward(
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
        ScalarSoftmax.crossEntropy(
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
        return ScalarOptimizers.sumOfSquares(workers, length, x, xOffset);
    }

    @Override
    public void sgd(SgdStep step, int length, float[] weights, float[] gradient, float[] velocity) {
        ScalarOptimizers.sgd(workers, step, length, weights, gradient, velocity);
    }

    @Override
    public void adam(
            AdamStep step, int length, float[] weights, float[] gradient, float[] m, float[] v) {
        ScalarOptimizers.adam(workers, step, length, weights, gradient, m, v);
    }

    @Override
    public void rmsprop(
            RmspropStep step,
            int length,
            float[] weights,
            float[] gradient,
            float[] v,
            float[] velocity) {
        ScalarOptimizers.rmsprop(workers, step, length, weights, gradient, v, velocity);
    }
}
