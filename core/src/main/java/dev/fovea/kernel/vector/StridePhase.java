package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Panels.ceilDiv;

import dev.fovea.kernel.ConvGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * Pixels of a convolution's input whose gradients are computed alike: those whose padded row and
 * column leave the same remainders modulo the stride. The same taps reach all of them, so that
 * their gradient is a convolution of dy with stride 1 and these taps, turned by half a turn.
 */
final class StridePhase {
    private final Axis rows;
    private final Axis columns;
    private final WindowGrid grid;
    private final int kernelWidth;

    private StridePhase(ConvGeometry g, Axis rows, Axis columns) {
        this.rows = rows;
        this.columns = columns;
        kernelWidth = g.kernelWidth();
        grid =
                new WindowGrid(
                        g.outHeight(),
                        g.outWidth(),
                        g.outChannels(),
                        rows.pixels(),
                        columns.pixels(),
                        rows.taps(),
                        columns.taps(),
                        1,
                        1,
                        rows.before(),
                        columns.before(),
                        rows.dilation(),
                        columns.dilation(),
                        g.groups());
    }

    /** All that have pixels, by row and then column. */
    static List<StridePhase> of(ConvGeometry g) {
        var phases = new ArrayList<StridePhase>();
        for (int i = 0; i < Math.min(g.strideHeight(), g.inHeight()); i++) {
            var rows =
                    Axis.of(
                            i,
                            g.inHeight(),
                            g.kernelHeight(),
                            g.strideHeight(),
                            g.padTop(),
                            g.dilationHeight());
            for (int j = 0; j < Math.min(g.strideWidth(), g.inWidth()); j++) {
                var columns =
                        Axis.of(
                                j,
                                g.inWidth(),
                                g.kernelWidth(),
                                g.strideWidth(),
                                g.padLeft(),
                                g.dilationWidth());
                phases.add(new StridePhase(g, rows, columns));
            }
        }
        return List.copyOf(phases);
    }

    /** The first row of the input that belongs to it; the next is a stride further on. */
    int firstRow() {
        return rows.first();
    }

    int firstColumn() {
        return columns.first();
    }

    /** What its pixels read in dy. */
    WindowGrid grid() {
        return grid;
    }

    /** Where in a kernel the taps lie, in the order in which a window reads them. */
    int[] taps() {
        var all = new int[grid.taps()];
        for (int i = 0; i < all.length; i++) {
            int row = rows.lastTap() - i / columns.taps() * rows.tapStep();
            int column = columns.lastTap() - i % columns.taps() * columns.tapStep();
            all[i] = row * kernelWidth + column;
        }
        return all;
    }

    /** Whether no tap reaches its pixels: their gradients are zero. */
    boolean isEmpty() {
        return grid.taps() == 0;
    }

    /**
     * Rows or columns.
     *
     * @param before how far before output {@code i} the window of its i-th pixel begins
     * @param lastTap the tap that reads the first number of the window, {@code tapStep} before it
     *     the one that reads the next
     * @param dilation from one number of the window to the next in dy
     */
    private record Axis(
            int first, int pixels, int taps, int lastTap, int tapStep, int before, int dilation) {

        /**
         * The pixels from {@code first} on: output o reaches pixel {@code o stride - pad + tap
         * dilation}.
         */
        static Axis of(int first, int in, int kernel, int stride, int pad, int dilation) {
            int shared = gcd(stride, dilation);
            int tapStep = stride / shared;
            int lastTap = kernel - 1;
            while (lastTap >= 0 && (first + pad - lastTap * dilation) % stride != 0) {
                lastTap--;
            }
            int taps = lastTap < 0 ? 0 : lastTap / tapStep + 1;
            int before = (lastTap * dilation - pad - first) / stride;
            int pixels = ceilDiv(in - first, stride);
            return new Axis(first, pixels, taps, lastTap, tapStep, before, dilation / shared);
        }

        private static int gcd(int a, int b) {
            return b == 0 ? a : gcd(b, a % b);
        }
    }
}
