package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.INTS;

import dev.fovea.kernel.PoolGeometry;
import dev.fovea.kernel.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Gradients through a max pooling's switches. Where windows lie side by side every input cell is
 * written once, from the window that holds it; where they overlap, gradients are added one by one
 * to the winners, some channels of one image to a piece.
 */
final class VectorMaxPoolBackward {
    private static final IntVector LANE = IntVector.zero(INTS).addIndex(1);

    /** Channels of a piece where windows overlap: one or more cache lines. */
    private static final int CHANNELS = 64;

    private VectorMaxPoolBackward() {}

    static void run(
            Workers workers,
            PoolGeometry geometry,
            int n,
            float[] dy,
            int dyOffset,
            int[] switches,
            float[] dx,
            int dxOffset) {
        if (liesSideBySide(geometry)) {
            int outHeight = geometry.outHeight();
            Pieces.overRows(
                    workers,
                    n * outHeight,
                    geometry.inSize() / outHeight,
                    (from, to) -> {
                        for (int row = from; row < to; row++) {
                            int dxAt = dxOffset + row / outHeight * geometry.inSize();
                            int at = row * geometry.outWidth() * geometry.channels();
                            spreadRow(
                                    geometry,
                                    row % outHeight,
                                    dy,
                                    dyOffset + at,
                                    switches,
                                    at,
                                    dx,
                                    dxAt);
                        }
                    });
            return;
        }
        int blocks = Math.ceilDiv(geometry.channels(), CHANNELS);
        workers.run(
                n * blocks,
                (piece, worker) -> {
                    int image = piece / blocks;
                    int from = piece % blocks * CHANNELS;
                    int to = Math.min(geometry.channels(), from + CHANNELS);
                    int at = image * geometry.outSize();
                    int dxAt = dxOffset + image * geometry.inSize();
                    scatter(geometry, from, to, dy, dyOffset + at, switches, at, dx, dxAt);
                });
    }

    private static boolean liesSideBySide(PoolGeometry g) {
        return g.kernelHeight() == g.strideHeight()
                && g.kernelWidth() == g.strideWidth()
                && g.dilationHeight() == 1
                && g.dilationWidth() == 1
                && g.padTop() == 0
                && g.padLeft() == 0;
    }

    /** The input rows of one row of windows; the last one takes what no window reads below it. */
    private static void spreadRow(
            PoolGeometry g,
            int oh,
            float[] dy,
            int dyAt,
            int[] switches,
            int switchesAt,
            float[] dx,
            int dxAt) {
        int channels = g.channels();
        int line = g.inWidth() * channels;
        int firstRow = Math.min(g.inHeight(), oh * g.kernelHeight());
        int endRow = Math.min(g.inHeight(), firstRow + g.kernelHeight());
        int covered = Math.min(g.inWidth(), g.outWidth() * g.kernelWidth());
        for (int ih = firstRow; ih < endRow; ih++) {
            for (int ow = 0; ow < g.outWidth(); ow++) {
                int at = ow * channels;
                int firstColumn = ow * g.kernelWidth();
                int endColumn = Math.min(covered, firstColumn + g.kernelWidth());
                for (int iw = firstColumn; iw < endColumn; iw++) {
                    int cell = ih * line + iw * channels;
                    spread(channels, dy, dyAt + at, switches, switchesAt + at, cell, dx, dxAt);
                }
            }
            int row = dxAt + ih * line;
            Arrays.fill(dx, row + covered * channels, row + line, 0);
        }
        if (oh == g.outHeight() - 1) {
            Arrays.fill(dx, dxAt + endRow * line, dxAt + g.inSize(), 0);
        }
    }

    /** {@code dx = dy} where the window's winner is this cell, else 0. */
    private static void spread(
            int channels,
            float[] dy,
            int dyAt,
            int[] switches,
            int switchesAt,
            int cell,
            float[] dx,
            int dxAt) {
        int to = dxAt + cell;
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            IntVector winner = IntVector.fromArray(INTS, switches, switchesAt + c);
            VectorMask<Float> wins = winner.eq(LANE.add(cell + c)).cast(FLOATS);
            FloatVector.zero(FLOATS)
                    .blend(FloatVector.fromArray(FLOATS, dy, dyAt + c), wins)
                    .intoArray(dx, to + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            IntVector winner = IntVector.fromArray(INTS, switches, switchesAt + c, last.cast(INTS));
            VectorMask<Float> wins = winner.eq(LANE.add(cell + c)).cast(FLOATS);
            FloatVector gradient = FloatVector.fromArray(FLOATS, dy, dyAt + c, last);
            FloatVector.zero(FLOATS).blend(gradient, wins).intoArray(dx, to + c, last);
        }
    }

    private static void scatter(
            PoolGeometry g,
            int from,
            int to,
            float[] dy,
            int dyAt,
            int[] switches,
            int switchesAt,
            float[] dx,
            int dxAt) {
        int channels = g.channels();
        for (int at = dxAt; at < dxAt + g.inSize(); at += channels) {
            Arrays.fill(dx, at + from, at + to, 0);
        }
        for (int window = 0; window < g.outSize(); window += channels) {
            for (int c = from; c < to; c++) {
                int winner = switches[switchesAt + window + c];
                if (winner >= 0) {
                    dx[dxAt + winner] += dy[dyAt + window + c];
                }
            }
        }
    }
}
