package dev.fovea.kernel;

/**
 * Convolution and its two gradients by the definition, in double precision: every product of an
 * output, an input and a weight is visited once, and takes part in all three.
 */
public final class NaiveConv {
    private NaiveConv() {}

    /** What is done with one product: {@code y[y] += x[x] w[w]}, and what follows from it. */
    @FunctionalInterface
    private interface Product {
        void visit(int y, int x, int w);
    }

    private static void forEachProduct(ConvGeometry g, int n, Product product) {
        int groupIn = g.inChannels() / g.groups();
        int groupOut = g.outChannels() / g.groups();
        for (int image = 0; image < n; image++) {
            for (int oh = 0; oh < g.outHeight(); oh++) {
                for (int ow = 0; ow < g.outWidth(); ow++) {
                    for (int k = 0; k < g.outChannels(); k++) {
                        for (int c = 0; c < groupIn; c++) {
                            for (int kh = 0; kh < g.kernelHeight(); kh++) {
                                for (int kw = 0; kw < g.kernelWidth(); kw++) {
                                    int ih =
                                            oh * g.strideHeight()
                                                    - g.padTop()
                                                    + kh * g.dilationHeight();
                                    int iw =
                                            ow * g.strideWidth()
                                                    - g.padLeft()
                                                    + kw * g.dilationWidth();
                                    if (ih < 0
                                            || ih >= g.inHeight()
                                            || iw < 0
                                            || iw >= g.inWidth()) {
                                        continue;
                                    }
                                    int channel = k / groupOut * groupIn + c;
                                    product.visit(
                                            ((image * g.outHeight() + oh) * g.outWidth() + ow)
                                                            * g.outChannels()
                                                    + k,
                                            ((image * g.inHeight() + ih) * g.inWidth() + iw)
                                                            * g.inChannels()
                                                    + channel,
                                            ((k * groupIn + c) * g.kernelHeight() + kh)
                                                            * g.kernelWidth()
                                                    + kw);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static int windowTerms(ConvGeometry g) {
        return g.kernelHeight() * g.kernelWidth() * g.inChannels() / g.groups();
    }

    /** {@code conv(x) + bias}. */
    public static Expected forward(ConvGeometry g, int n, double[] x, double[] w, double[] bias) {
        var y = new double[n * g.outSize()];
        var magnitude = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = bias[i % g.outChannels()];
            magnitude[i] = Math.abs(y[i]);
        }
        forEachProduct(
                g,
                n,
                (yAt, xAt, wAt) -> {
                    y[yAt] += x[xAt] * w[wAt];
                    magnitude[yAt] += Math.abs(x[xAt] * w[wAt]);
                });
        return Expected.sums(y, magnitude, windowTerms(g) + 1);
    }

    public static Expected backwardData(ConvGeometry g, int n, double[] dy, double[] w) {
        var dx = new double[n * g.inSize()];
        var magnitude = new double[dx.length];
        forEachProduct(
                g,
                n,
                (yAt, xAt, wAt) -> {
                    dx[xAt] += dy[yAt] * w[wAt];
                    magnitude[xAt] += Math.abs(dy[yAt] * w[wAt]);
                });
        return Expected.sums(
                dx, magnitude, g.kernelHeight() * g.kernelWidth() * g.outChannels() / g.groups());
    }

    public static Expected backwardWeights(ConvGeometry g, int n, double[] x, double[] dy) {
        var dw = new double[g.weightSize()];
        var magnitude = new double[dw.length];
        forEachProduct(
                g,
                n,
                (yAt, xAt, wAt) -> {
                    dw[wAt] += dy[yAt] * x[xAt];
                    magnitude[wAt] += Math.abs(dy[yAt] * x[xAt]);
                });
        return Expected.sums(dw, magnitude, n * g.outHeight() * g.outWidth());
    }

    public static Expected backwardBias(ConvGeometry g, int n, double[] dy) {
        int rows = n * g.outHeight() * g.outWidth();
        var sums = new Sum(g.outChannels());
        for (int i = 0; i < dy.length; i++) {
            sums.add(i % g.outChannels(), dy[i]);
        }
        return sums.expected(rows);
    }
}
