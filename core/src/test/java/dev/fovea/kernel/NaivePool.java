package dev.fovea.kernel;

import java.util.Arrays;

/** Pooling by the definition, in double precision. */
public final class NaivePool {
    private NaivePool() {}

    /** What is done with a cell that a window reads: indices of an output and of an input. */
    @FunctionalInterface
    private interface Cell {
        void visit(int y, int x);
    }

    /** In row-major order inside each window. */
    private static void forEachCell(PoolGeometry g, int n, Cell cell) {
        for (int y = 0; y < n * g.outSize(); y++) {
            int c = y % g.channels();
            int ow = y / g.channels() % g.outWidth();
            int oh = y / g.channels() / g.outWidth() % g.outHeight();
            int image = y / g.outSize();
            for (int kh = 0; kh < g.kernelHeight(); kh++) {
                for (int kw = 0; kw < g.kernelWidth(); kw++) {
                    int ih = oh * g.strideHeight() - g.padTop() + kh * g.dilationHeight();
                    int iw = ow * g.strideWidth() - g.padLeft() + kw * g.dilationWidth();
                    if (ih >= 0 && ih < g.inHeight() && iw >= 0 && iw < g.inWidth()) {
                        cell.visit(
                                y, image * g.inSize() + (ih * g.inWidth() + iw) * g.channels() + c);
                    }
                }
            }
        }
    }

    static boolean everyWindowReads(PoolGeometry g) {
        var reads = new boolean[g.outSize()];
        forEachCell(g, 1, (y, x) -> reads[y] = true);
        for (boolean read : reads) {
            if (!read) {
                return false;
            }
        }
        return true;
    }

    /** The winner of each window, as an index inside its image. */
    public static int[] switches(PoolGeometry g, int n, double[] x) {
        var winner = new int[n * g.outSize()];
        Arrays.fill(winner, -1);
        forEachCell(
                g,
                n,
                (yAt, xAt) -> {
                    double best = winner[yAt] < 0 ? 0 : x[winner[yAt]];
                    boolean wins =
                            winner[yAt] < 0
                                    || x[xAt] > best
                                    || (Double.isNaN(x[xAt]) && !Double.isNaN(best));
                    if (wins) {
                        winner[yAt] = xAt;
                    }
                });
        for (int i = 0; i < winner.length; i++) {
            winner[i] -= i / g.outSize() * g.inSize();
        }
        return winner;
    }

    public static Expected max(PoolGeometry g, int n, double[] x) {
        int[] winner = switches(g, n, x);
        var y = new double[winner.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i / g.outSize() * g.inSize() + winner[i]];
        }
        return Expected.exactly(y);
    }

    public static Expected maxBackward(PoolGeometry g, int n, double[] dy, int[] switches) {
        var sum = new Sum(n * g.inSize());
        for (int i = 0; i < dy.length; i++) {
            sum.add(i / g.outSize() * g.inSize() + switches[i], dy[i]);
        }
        return sum.expected(g.kernelHeight() * g.kernelWidth());
    }

    /** What each output divides by. */
    private static int[] counts(PoolGeometry g, int n) {
        var count = new int[n * g.outSize()];
        if (!g.countPadding()) {
            forEachCell(g, n, (y, x) -> count[y]++);
            return count;
        }
        for (int y = 0; y < count.length; y++) {
            int ow = y / g.channels() % g.outWidth();
            int oh = y / g.channels() / g.outWidth() % g.outHeight();
            for (int kh = 0; kh < g.kernelHeight(); kh++) {
                for (int kw = 0; kw < g.kernelWidth(); kw++) {
                    int ih = oh * g.strideHeight() - g.padTop() + kh * g.dilationHeight();
                    int iw = ow * g.strideWidth() - g.padLeft() + kw * g.dilationWidth();
                    if (ih < g.inHeight() + g.padBottom() && iw < g.inWidth() + g.padRight()) {
                        count[y]++;
                    }
                }
            }
        }
        return count;
    }

    public static Expected avg(PoolGeometry g, int n, double[] x) {
        int[] count = counts(g, n);
        var sum = new Sum(n * g.outSize());
        forEachCell(g, n, (yAt, xAt) -> sum.add(yAt, x[xAt] / count[yAt]));
        return sum.expected(g.kernelHeight() * g.kernelWidth());
    }

    public static Expected avgBackward(PoolGeometry g, int n, double[] dy) {
        int[] count = counts(g, n);
        var sum = new Sum(n * g.inSize());
        forEachCell(g, n, (yAt, xAt) -> sum.add(xAt, dy[yAt] / count[yAt]));
        return sum.expected(g.kernelHeight() * g.kernelWidth());
    }

    private static void forEachAdaptiveCell(PoolGeometry g, int n, Cell cell) {
        for (int y = 0; y < n * g.outSize(); y++) {
            int c = y % g.channels();
            int ow = y / g.channels() % g.outWidth();
            int oh = y / g.channels() / g.outWidth() % g.outHeight();
            int image = y / g.outSize();
            for (int ih = 0; ih < g.inHeight(); ih++) {
                for (int iw = 0; iw < g.inWidth(); iw++) {
                    if (covers(oh, g.outHeight(), ih, g.inHeight())
                            && covers(ow, g.outWidth(), iw, g.inWidth())) {
                        cell.visit(
                                y, image * g.inSize() + (ih * g.inWidth() + iw) * g.channels() + c);
                    }
                }
            }
        }
    }

    /** Whether the interval of output o, stretched over the input, and that of input i overlap. */
    private static boolean covers(int o, int out, int i, int in) {
        return o * in < (i + 1) * out && i * out < (o + 1) * in;
    }

    public static Expected adaptiveAvg(PoolGeometry g, int n, double[] x) {
        var count = new int[n * g.outSize()];
        forEachAdaptiveCell(g, n, (yAt, xAt) -> count[yAt]++);
        var sum = new Sum(n * g.outSize());
        forEachAdaptiveCell(g, n, (yAt, xAt) -> sum.add(yAt, x[xAt] / count[yAt]));
        return sum.expected(g.inHeight() * g.inWidth());
    }

    public static Expected adaptiveAvgBackward(PoolGeometry g, int n, double[] dy) {
        var count = new int[n * g.outSize()];
        forEachAdaptiveCell(g, n, (yAt, xAt) -> count[yAt]++);
        var sum = new Sum(n * g.inSize());
        forEachAdaptiveCell(g, n, (yAt, xAt) -> sum.add(xAt, dy[yAt] / count[yAt]));
        return sum.expected(g.outHeight() * g.outWidth());
    }
}
