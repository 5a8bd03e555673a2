package dev.fovea.plan;

import dev.fovea.kernel.Activation;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.PoolGeometry;
import dev.fovea.nn.ActivationLayer;
import dev.fovea.nn.AdaptiveAvgPool2d;
import dev.fovea.nn.Add;
import dev.fovea.nn.AvgPool2d;
import dev.fovea.nn.BatchNorm;
import dev.fovea.nn.ChannelShuffle;
import dev.fovea.nn.ChannelSlice;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Dropout;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.GlobalMaxPool;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LocalResponseNorm;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.MaxPool2d;
import dev.fovea.nn.Multiply;
import dev.fovea.nn.PRelu;
import dev.fovea.nn.Softmax;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Every layer by its definition, in double precision, over a batch: what the layer contract holds
 * plans against.
 */
final class NaiveForward {
    private final int n;
    private final boolean batchStatistics;

    /**
     * @param n samples
     * @param batchStatistics whether batch norm uses the batch's statistics
     */
    NaiveForward(int n, boolean batchStatistics) {
        this.n = n;
        this.batchStatistics = batchStatistics;
    }

    /**
     * @param x the inputs, each {@code [n, shape]}
     * @param parameters by their short name, {@code weight}
     */
    double[] run(
            Layer layer, List<Shape> shapes, List<double[]> x, Map<String, double[]> parameters) {
        Shape in = shapes.getFirst();
        double[] first = x.getFirst();
        return switch (layer) {
            case Conv2d conv -> conv(conv.geometry(in), first, parameters, conv.bias());
            case Dense dense -> dense(in.size(), dense.units(), first, parameters, dense.bias());
            case MaxPool2d pool -> pool(pool.geometry(in), first, true);
            case AvgPool2d pool -> pool(pool.geometry(in), first, false);
            case GlobalAvgPool _ -> adaptive(in, 1, 1, first);
            case GlobalMaxPool _ ->
                    pool(PoolGeometry.global(in.height(), in.width(), in.channels()), first, true);
            case AdaptiveAvgPool2d pool ->
                    adaptive(in, pool.output().height(), pool.output().width(), first);
            case Flatten _ -> flatten(in, first);
            case BatchNorm norm -> batchNorm(norm, in.channels(), first, parameters);
            case LocalResponseNorm norm -> localResponseNorm(norm, in.channels(), first);
            case Dropout _ -> first.clone();
            case ActivationLayer activation -> map(first, function(activation.activation()));
            case PRelu _ -> prelu(in.channels(), first, parameters);
            case Softmax _ -> softmax(in.channels(), first, false);
            case LogSoftmax _ -> softmax(in.channels(), first, true);
            case Add _ -> add(x);
            case Multiply _ -> multiply(shapes, x);
            case Concat _ -> concat(shapes, x);
            case ChannelShuffle shuffle -> shuffle(in.channels(), shuffle.groups(), first);
            case InferenceLayer other ->
                    throw new IllegalArgumentException("for inference: " + other);
            case ChannelSlice slice -> slice(in.channels(), slice, first);
        };
    }

    private double[] conv(
            ConvGeometry g, double[] x, Map<String, double[]> parameters, boolean bias) {
        double[] w = parameters.get("weight");
        double[] y = new double[n * g.outSize()];
        int inPerGroup = g.inChannels() / g.groups();
        int outPerGroup = g.outChannels() / g.groups();
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int oy = 0; oy < g.outHeight(); oy++) {
                for (int ox = 0; ox < g.outWidth(); ox++) {
                    for (int k = 0; k < g.outChannels(); k++) {
                        double sum = bias ? parameters.get("bias")[k] : 0;
                        for (int c = 0; c < inPerGroup; c++) {
                            for (int a = 0; a < g.kernelHeight(); a++) {
                                for (int b = 0; b < g.kernelWidth(); b++) {
                                    int iy =
                                            oy * g.strideHeight()
                                                    - g.padTop()
                                                    + a * g.dilationHeight();
                                    int ix =
                                            ox * g.strideWidth()
                                                    - g.padLeft()
                                                    + b * g.dilationWidth();
                                    if (iy >= 0
                                            && iy < g.inHeight()
                                            && ix >= 0
                                            && ix < g.inWidth()) {
                                        int channel = k / outPerGroup * inPerGroup + c;
                                        sum +=
                                                w[
                                                                ((k * inPerGroup + c)
                                                                                                * g
                                                                                                        .kernelHeight()
                                                                                        + a)
                                                                                * g.kernelWidth()
                                                                        + b]
                                                        * x[
                                                                ((i * g.inHeight() + iy)
                                                                                                * g
                                                                                                        .inWidth()
                                                                                        + ix)
                                                                                * g.inChannels()
                                                                        + channel];
                                    }
                                }
                            }
                        }
                        y[at++] = sum;
                    }
                }
            }
        }
        return y;
    }

    private double[] dense(
            int in, int out, double[] x, Map<String, double[]> parameters, boolean bias) {
        double[] y = new double[n * out];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < out; k++) {
                double sum = bias ? parameters.get("bias")[k] : 0;
                for (int c = 0; c < in; c++) {
                    sum += parameters.get("weight")[k * in + c] * x[i * in + c];
                }
                y[i * out + k] = sum;
            }
        }
        return y;
    }

    private double[] pool(PoolGeometry g, double[] x, boolean maximum) {
        double[] y = new double[n * g.outSize()];
        for (int i = 0; i < y.length; i++) {
            int c = i % g.channels();
            int ox = i / g.channels() % g.outWidth();
            int oy = i / g.channels() / g.outWidth() % g.outHeight();
            int image = i / g.outSize();
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int cells = 0;
            for (int a = 0; a < g.kernelHeight(); a++) {
                for (int b = 0; b < g.kernelWidth(); b++) {
                    int iy = oy * g.strideHeight() - g.padTop() + a * g.dilationHeight();
                    int ix = ox * g.strideWidth() - g.padLeft() + b * g.dilationWidth();
                    boolean inside = iy >= 0 && iy < g.inHeight() && ix >= 0 && ix < g.inWidth();
                    boolean padded =
                            iy < g.inHeight() + g.padBottom() && ix < g.inWidth() + g.padRight();
                    if (inside) {
                        double value =
                                x[
                                        ((image * g.inHeight() + iy) * g.inWidth() + ix)
                                                        * g.channels()
                                                + c];
                        max = Math.max(max, value);
                        sum += value;
                    }
                    cells += inside || (g.countPadding() && padded) ? 1 : 0;
                }
            }
            y[i] = maximum ? max : sum / cells;
        }
        return y;
    }

    private double[] adaptive(Shape in, int outHeight, int outWidth, double[] x) {
        int channels = in.channels();
        double[] y = new double[n * outHeight * outWidth * channels];
        for (int i = 0; i < y.length; i++) {
            int c = i % channels;
            int ox = i / channels % outWidth;
            int oy = i / channels / outWidth % outHeight;
            int image = i / channels / outWidth / outHeight;
            double sum = 0;
            int cells = 0;
            for (int iy = oy * in.height() / outHeight;
                    iy < Math.ceilDiv((oy + 1) * in.height(), outHeight);
                    iy++) {
                for (int ix = ox * in.width() / outWidth;
                        ix < Math.ceilDiv((ox + 1) * in.width(), outWidth);
                        ix++) {
                    sum += x[((image * in.height() + iy) * in.width() + ix) * channels + c];
                    cells++;
                }
            }
            y[i] = sum / cells;
        }
        return y;
    }

    private double[] flatten(Shape in, double[] x) {
        if (in.isVector()) {
            return x.clone();
        }
        int pixels = in.height() * in.width();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % in.channels();
            int p = i / in.channels() % pixels;
            y[i / in.size() * in.size() + c * pixels + p] = x[i];
        }
        return y;
    }

    private double[] batchNorm(
            BatchNorm norm, int channels, double[] x, Map<String, double[]> parameters) {
        double[] mean = parameters.get("running_mean");
        double[] variance = parameters.get("running_var");
        int rows = x.length / channels;
        if (batchStatistics) {
            mean = new double[channels];
            variance = new double[channels];
            for (int i = 0; i < x.length; i++) {
                mean[i % channels] += x[i] / rows;
            }
            for (int i = 0; i < x.length; i++) {
                variance[i % channels] += Math.pow(x[i] - mean[i % channels], 2) / rows;
            }
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % channels;
            y[i] =
                    (x[i] - mean[c])
                                    / Math.sqrt(variance[c] + norm.epsilon())
                                    * parameters.get("weight")[c]
                            + parameters.get("bias")[c];
        }
        return y;
    }

    private static double[] localResponseNorm(LocalResponseNorm norm, int channels, double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % channels;
            double squares = 0;
            for (int j = Math.max(0, c - (norm.size() - 1) / 2);
                    j <= Math.min(channels - 1, c + norm.size() / 2);
                    j++) {
                squares += Math.pow(x[i - c + j], 2);
            }
            y[i] = x[i] / Math.pow(norm.k() + norm.alpha() / norm.size() * squares, norm.beta());
        }
        return y;
    }

    private static double[] prelu(int channels, double[] x, Map<String, double[]> parameters) {
        double[] slope = parameters.get("weight");
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] > 0 ? x[i] : x[i] * slope[slope.length == 1 ? 0 : i % channels];
        }
        return y;
    }

    private static double[] softmax(int channels, double[] x, boolean logarithm) {
        double[] y = new double[x.length];
        for (int row = 0; row < x.length; row += channels) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += Math.exp(x[row + c]);
            }
            for (int c = 0; c < channels; c++) {
                y[row + c] = logarithm ? x[row + c] - Math.log(sum) : Math.exp(x[row + c]) / sum;
            }
        }
        return y;
    }

    private static double[] add(List<double[]> x) {
        double[] y = new double[x.getFirst().length];
        for (double[] each : x) {
            for (int i = 0; i < y.length; i++) {
                y[i] += each[i];
            }
        }
        return y;
    }

    private static double[] multiply(List<Shape> shapes, List<double[]> x) {
        int size = shapes.getFirst().size();
        int channels = shapes.getFirst().channels();
        boolean same = shapes.getFirst().equals(shapes.getLast());
        double[] y = x.getFirst().clone();
        for (int i = 0; i < y.length; i++) {
            y[i] *= x.getLast()[same ? i : i / size * channels + i % channels];
        }
        return y;
    }

    private double[] concat(List<Shape> shapes, List<double[]> x) {
        int rows = n * shapes.getFirst().size() / shapes.getFirst().channels();
        int channels = shapes.stream().mapToInt(Shape::channels).sum();
        double[] y = new double[rows * channels];
        int from = 0;
        for (int k = 0; k < x.size(); k++) {
            int width = shapes.get(k).channels();
            for (int row = 0; row < rows; row++) {
                System.arraycopy(x.get(k), row * width, y, row * channels + from, width);
            }
            from += width;
        }
        return y;
    }

    private static double[] slice(int channels, ChannelSlice slice, double[] x) {
        int rows = x.length / channels;
        double[] y = new double[rows * slice.channels()];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < slice.channels(); c++) {
                y[row * slice.channels() + c] = x[row * channels + slice.first() + c];
            }
        }
        return y;
    }

    private static double[] shuffle(int channels, int groups, double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % channels;
            int each = channels / groups;
            y[i - c + c % each * groups + c / each] = x[i];
        }
        return y;
    }

    private static double[] map(double[] x, DoubleUnaryOperator f) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = f.applyAsDouble(x[i]);
        }
        return y;
    }

    private static DoubleUnaryOperator function(Activation f) {
        return switch (f.kind()) {
            case NONE -> x -> x;
            case RELU -> x -> Math.max(0, x);
            case LEAKY_RELU -> x -> x > 0 ? x : f.alpha() * x;
            case ELU -> x -> x > 0 ? x : f.alpha() * Math.expm1(x);
            case RELU6 -> x -> Math.clamp(x, 0.0, 6.0);
            case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
            case TANH -> Math::tanh;
            case HARD_SIGMOID -> x -> Math.clamp(f.alpha() * x + f.beta(), 0.0, 1.0);
            case HARD_SWISH -> x -> x * Math.clamp(x + 3, 0.0, 6.0) / 6;
            case SILU -> x -> x / (1 + Math.exp(-x));
            case GELU -> x -> x * normal(x);
            case GELU_TANH ->
                    x ->
                            x
                                    / 2
                                    * (1
                                            + Math.tanh(
                                                    Math.sqrt(2 / Math.PI)
                                                            * (x + 0.044715 * x * x * x)));
        };
    }

    /** The normal distribution function, by Simpson's rule from 0. */
    private static double normal(double x) {
        int steps = 2000;
        double h = x / steps;
        double sum = density(0) + density(x);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * density(i * h);
        }
        return 0.5 + sum * h / 3;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
