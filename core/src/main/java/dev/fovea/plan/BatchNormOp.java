package dev.fovea.plan;

import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batch norm that was not folded away (Ioffe and Szegedy 2015, arXiv 1502.03167), with the
 * activation behind it.
 *
 * <p>With batch statistics the normalisation uses the biased variance and the running variance
 * takes the unbiased one, as in PyTorch; with one row, whose unbiased variance does not exist, it
 * takes the biased one.
 */
final class BatchNormOp extends Op {
    private final BatchNorm layer;
    private final String prefix;
    private final boolean batchStatistics;
    private final boolean trained;
    private final ActivationTail tail;
    private final int channels;
    private final ParameterGradient gammaGradient;
    private final ParameterGradient betaGradient;
    private float[] gamma = {};
    private float[] beta = {};
    private float[] runningMean = {};
    private float[] runningVariance = {};
    private final float[] mean;
    private final float[] variance;
    private final float[] invStd;
    private final float[] scale;
    private final float[] shift;

    BatchNormOp(
            String name,
            Value input,
            Value output,
            BatchNorm layer,
            String prefix,
            boolean batchStatistics,
            boolean trained,
            ActivationTail tail) {
        super(name, List.of(input), output);
        this.layer = layer;
        this.prefix = prefix;
        this.batchStatistics = batchStatistics;
        this.trained = trained;
        this.tail = tail;
        channels = input.shape.channels();
        gammaGradient = new ParameterGradient(prefix + ".weight", Shape.of(channels));
        betaGradient = new ParameterGradient(prefix + ".bias", Shape.of(channels));
        mean = new float[channels];
        variance = new float[channels];
        invStd = new float[channels];
        scale = new float[channels];
        shift = new float[channels];
    }

    @Override
    Value overwritable() {
        return input();
    }

    @Override
    ActivationTail tail() {
        return tail;
    }

    @Override
    boolean backwardInPlace() {
        return true;
    }

    @Override
    String algorithm() {
        return batchStatistics ? "batch statistics" : "running statistics";
    }

    private int rows(Pass pass) {
        return pass.n * (output.size() / channels);
    }

    @Override
    void forward(Pass pass) {
        Value x = input();
        int rows = rows(pass);
        if (batchStatistics) {
            pass.kernels.channelMoments(rows, channels, x.data(), x.offset(pass), mean, variance);
            updateRunning(rows);
            toScaleAndShift();
        }
        pass.kernels.scaleShift(
                rows,
                channels,
                x.data(),
                x.offset(pass),
                scale,
                shift,
                tail.activation,
                output.data(),
                output.offset(pass));
    }

    private void toScaleAndShift() {
        for (int c = 0; c < channels; c++) {
            double inverse = 1 / Math.sqrt(variance[c] + (double) layer.epsilon());
            invStd[c] = (float) inverse;
            scale[c] = (float) (gamma[c] * inverse);
            shift[c] = (float) (beta[c] - mean[c] * (gamma[c] * inverse));
        }
    }

    private void updateRunning(int rows) {
        float m = layer.momentum();
        double unbiased = rows > 1 ? rows / (rows - 1.0) : 1;
        for (int c = 0; c < channels; c++) {
            runningMean[c] = (1 - m) * runningMean[c] + m * mean[c];
            runningVariance[c] =
                    (1 - m) * runningVariance[c] + m * (float) (variance[c] * unbiased);
        }
    }

    @Override
    void backward(Value dy, List<@Nullable Value> dx, Backward steps) {
        tail.backward(dy, steps);
        Value x = input();
        Value wanted = dx.getFirst();
        Value target = wanted == null ? dy : wanted;
        steps.add(
                "backward",
                List.of(x, dy),
                List.of(target),
                pass ->
                        pass.kernels.batchNormBackward(
                                rows(pass),
                                channels,
                                x.data(),
                                x.offset(pass),
                                dy.data(),
                                dy.offset(pass),
                                gamma,
                                mean,
                                invStd,
                                !batchStatistics,
                                gammaGradient.data,
                                betaGradient.data,
                                target.data(),
                                target.offset(pass)));
    }

    @Override
    List<ParameterGradient> gradients() {
        return trained ? List.of(gammaGradient, betaGradient) : List.of();
    }

    @Override
    long ownBytes() {
        return 4L * channels * 7;
    }

    @Override
    void bind(Weights all, PackedWeights shared) {
        gamma = all.get(prefix + ".weight").data();
        beta = all.get(prefix + ".bias").data();
        runningMean = all.get(prefix + ".running_mean").data();
        runningVariance = all.get(prefix + ".running_var").data();
        gammaGradient.allocate();
        betaGradient.allocate();
        refresh();
    }

    /** Known statistics are scale and shift from the start; a batch's are worked out in its run. */
    @Override
    void refresh() {
        if (!batchStatistics) {
            System.arraycopy(runningMean, 0, mean, 0, channels);
            System.arraycopy(runningVariance, 0, variance, 0, channels);
            toScaleAndShift();
        }
    }
}
