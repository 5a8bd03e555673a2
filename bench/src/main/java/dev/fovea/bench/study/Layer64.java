package dev.fovea.bench.study;

import dev.fovea.kernel.ConvGeometry;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A 3x3 convolution of one picture with stride 1 and padding 1 in double precision, channels last:
 * the definition, with filters innermost so that it takes seconds.
 */
final class Layer64 {
    private static final int TAPS = 9;

    private final int side;
    private final int channels;
    private final int filters;

    Layer64(ConvGeometry geometry) {
        side = geometry.inHeight();
        channels = geometry.inChannels();
        filters = geometry.outChannels();
    }

    /**
     * {@code [side, side, channels] -> [side, side, filters]}.
     *
     * @param weights {@code [filters, channels, 3, 3]}
     */
    double[] forward(float[] x, float[] weights, float[] bias) {
        var w = new double[weights.length];
        for (int k = 0; k < filters; k++) {
            for (int c = 0; c < channels; c++) {
                for (int tap = 0; tap < TAPS; tap++) {
                    w[(tap * channels + c) * filters + k] =
                            weights[(k * channels + c) * TAPS + tap];
                }
            }
        }
        double[] y = correlate(x, channels, filters, w);
        for (int i = 0; i < y.length; i++) {
            y[i] += bias[i % filters];
        }
        return y;
    }

    /** {@code [side, side, filters] -> [side, side, channels]}. */
    double[] backwardData(float[] dy, float[] weights) {
        var turned = new double[weights.length];
        for (int k = 0; k < filters; k++) {
            for (int c = 0; c < channels; c++) {
                for (int tap = 0; tap < TAPS; tap++) {
                    turned[((TAPS - 1 - tap) * filters + k) * channels + c] =
                            weights[(k * channels + c) * TAPS + tap];
                }
            }
        }
        return correlate(dy, filters, channels, turned);
    }

    /** Returns {@code [filters, channels, 3, 3]}. */
    double[] backwardWeights(float[] x, float[] dy) {
        var gradient = new double[filters * channels * TAPS];
        IntStream.range(0, TAPS)
                .parallel()
                .forEach(tap -> {
                    var sums = new double[channels * filters];
                    for (int h = 0; h < side; h++) {
                        for (int w = 0; w < side; w++) {
                            int pixel = neighbour(h, w, tap);
                            if (pixel < 0) {
                                continue;
                            }
                            for (int c = 0; c < channels; c++) {
                                double value = x[pixel * channels + c];
                                if (value != 0) {
                                    add(value, dy, (h * side + w) * filters, sums, c * filters);
                                }
                            }
                        }
                    }
                    for (int c = 0; c < channels; c++) {
                        for (int k = 0; k < filters; k++) {
                            gradient[(k * channels + c) * TAPS + tap] = sums[c * filters + k];
                        }
                    }
                });
        return gradient;
    }

    private void add(double value, float[] dy, int from, double[] sums, int to) {
        for (int k = 0; k < filters; k++) {
            sums[to + k] += value * dy[from + k];
        }
    }

    /** With weights {@code [tap, in, out]}. */
    private double[] correlate(float[] x, int in, int out, double[] weights) {
        var y = new double[side * side * out];
        IntStream.range(0, side)
                .parallel()
                .forEach(h -> {
                    var sums = new double[out];
                    for (int w = 0; w < side; w++) {
                        Arrays.fill(sums, 0);
                        for (int tap = 0; tap < TAPS; tap++) {
                            int pixel = neighbour(h, w, tap);
                            if (pixel >= 0) {
                                for (int c = 0; c < in; c++) {
                                    addRow(x[pixel * in + c], weights, (tap * in + c) * out, sums);
                                }
                            }
                        }
                        System.arraycopy(sums, 0, y, (h * side + w) * out, out);
                    }
                });
        return y;
    }

    private static void addRow(double value, double[] weights, int from, double[] sums) {
        for (int k = 0; k < sums.length; k++) {
            sums[k] += value * weights[from + k];
        }
    }

    /** The pixel that a tap reads, -1 in the padding. */
    private int neighbour(int h, int w, int tap) {
        int row = h + tap / 3 - 1;
        int column = w + tap % 3 - 1;
        boolean inside = row >= 0 && row < side && column >= 0 && column < side;
        return inside ? row * side + column : -1;
    }
}
