package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums over rows, a number for each column.
 *
 * <p>Rows are read in the order they lie in memory, four at a time, into sums that stay in the
 * first-level cache. Each {@link #BLOCK} rows are summed by themselves before they join the part's
 * sum, and the parts in double precision, so that the rounding error grows with the logarithm of
 * the number of rows.
 */
final class ColumnSums {
    /** Rows that are summed by themselves. */
    static final int BLOCK = 64;

    private ColumnSums() {}

    /** {@code sums[c]} = the sum of column c, overwritten. */
    static void sum(Workers workers, int rows, int channels, float[] x, int xOffset, float[] sums) {
        int parts = Pieces.parts(rows, channels);
        var partial = new float[parts * channels];
        Pieces.overParts(
                workers,
                parts,
                rows,
                (part, from, to) -> {
                    var block = new float[channels];
                    for (int row = from; row < to; row += BLOCK) {
                        int count = Math.min(BLOCK, to - row);
                        add(count, channels, x, xOffset + row * channels, block, 0);
                        fold(channels, block, 0, partial, part * channels);
                    }
                });
        reduce(parts, channels, partial, 0, channels, 1, sums, 0);
    }

    /**
     * {@code sums[c]} = the sum over rows of {@code x dy}, overwritten; {@code partial} and {@code
     * block} as in {@link #sum}.
     */
    static void sumProducts(
            int rows,
            int channels,
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] block,
            float[] partial,
            int partialAt) {
        for (int row = 0; row < rows; row += BLOCK) {
            int count = Math.min(BLOCK, rows - row);
            int at = row * channels;
            addProducts(count, channels, x, xAt + at, dy, dyAt + at, block, 0);
            fold(channels, block, 0, partial, partialAt);
        }
    }

    /** {@code sums[c] += } the sum of {@code rows} rows. */
    static void add(int rows, int channels, float[] x, int xAt, float[] sums, int sumsAt) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            addFour(channels, x, xAt + row * channels, sums, sumsAt);
        }
        for (; row < rows; row++) {
            addOne(channels, x, xAt + row * channels, sums, sumsAt);
        }
    }

    private static void addFour(int channels, float[] x, int at0, float[] sums, int sumsAt) {
        int at1 = at0 + channels;
        int at2 = at1 + channels;
        int at3 = at2 + channels;
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector front =
                    FloatVector.fromArray(FLOATS, x, at0 + c)
                            .add(FloatVector.fromArray(FLOATS, x, at1 + c));
            FloatVector back =
                    FloatVector.fromArray(FLOATS, x, at2 + c)
                            .add(FloatVector.fromArray(FLOATS, x, at3 + c));
            FloatVector.fromArray(FLOATS, sums, sumsAt + c)
                    .add(front.add(back))
                    .intoArray(sums, sumsAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector front =
                    FloatVector.fromArray(FLOATS, x, at0 + c, last)
                            .add(FloatVector.fromArray(FLOATS, x, at1 + c, last));
            FloatVector back =
                    FloatVector.fromArray(FLOATS, x, at2 + c, last)
                            .add(FloatVector.fromArray(FLOATS, x, at3 + c, last));
            FloatVector.fromArray(FLOATS, sums, sumsAt + c, last)
                    .add(front.add(back))
                    .intoArray(sums, sumsAt + c, last);
        }
    }

    private static void addOne(int channels, float[] x, int at, float[] sums, int sumsAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector.fromArray(FLOATS, sums, sumsAt + c)
                    .add(FloatVector.fromArray(FLOATS, x, at + c))
                    .intoArray(sums, sumsAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector.fromArray(FLOATS, sums, sumsAt + c, last)
                    .add(FloatVector.fromArray(FLOATS, x, at + c, last))
                    .intoArray(sums, sumsAt + c, last);
        }
    }

    private static void addProducts(
            int rows,
            int channels,
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] sums,
            int sumsAt) {
        for (int row = 0; row < rows; row++) {
            int at = row * channels;
            int c = 0;
            for (; c < FLOATS.loopBound(channels); c += COUNT) {
                FloatVector.fromArray(FLOATS, x, xAt + at + c)
                        .fma(
                                FloatVector.fromArray(FLOATS, dy, dyAt + at + c),
                                FloatVector.fromArray(FLOATS, sums, sumsAt + c))
                        .intoArray(sums, sumsAt + c);
            }
            if (c < channels) {
                VectorMask<Float> last = FLOATS.indexInRange(c, channels);
                FloatVector.fromArray(FLOATS, x, xAt + at + c, last)
                        .fma(
                                FloatVector.fromArray(FLOATS, dy, dyAt + at + c, last),
                                FloatVector.fromArray(FLOATS, sums, sumsAt + c, last))
                        .intoArray(sums, sumsAt + c, last);
            }
        }
    }

    /** {@code totals += block}, and the block is cleared. */
    static void fold(int length, float[] block, int blockAt, float[] totals, int totalsAt) {
        addOne(length, block, blockAt, totals, totalsAt);
        Arrays.fill(block, blockAt, blockAt + length, 0);
    }

    /**
     * {@code sums[i] = factor * } the sum over the parts of {@code partial[partialAt + part *
     * stride + i]}, in their order.
     */
    static void reduce(
            int parts,
            int length,
            float[] partial,
            int partialAt,
            int stride,
            double factor,
            float[] sums,
            int sumsAt) {
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (int part = 0; part < parts; part++) {
                sum += partial[partialAt + part * stride + i];
            }
            sums[sumsAt + i] = (float) (factor * sum);
        }
    }
}
