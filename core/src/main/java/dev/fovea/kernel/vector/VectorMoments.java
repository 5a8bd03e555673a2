package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;

import dev.fovea.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Mean and variance of each channel in one pass over memory.
 *
 * <p>Each part sums distances from the mean of its own first rows, and their squares; cancellation
 * is then bounded by the ratio of the part's rows to those first rows, however far the mean lies
 * from zero. The parts are merged in double precision (Chan, Golub and LeVeque 1983, "Algorithms
 * for computing the sample variance", equation 2.1).
 */
final class VectorMoments {
    private VectorMoments() {}

    static void run(
            Workers workers,
            int rows,
            int channels,
            float[] x,
            int xOffset,
            float[] mean,
            float[] variance) {
        int parts = Pieces.parts(rows, channels);
        // For each part three rows: what distances are measured from, their sums, and squares.
        var partial = new float[parts * 3 * channels];
        Pieces.overParts(
                workers,
                parts,
                rows,
                (part, from, to) ->
                        part(
                                to - from,
                                channels,
                                x,
                                xOffset + from * channels,
                                partial,
                                part * 3 * channels));
        for (int c = 0; c < channels; c++) {
            merge(parts, rows, channels, partial, c, mean, variance);
        }
    }

    private static void part(
            int rows, int channels, float[] x, int xAt, float[] partial, int originAt) {
        int sumsAt = originAt + channels;
        int squaresAt = sumsAt + channels;
        int first = Math.min(ColumnSums.BLOCK, rows);
        ColumnSums.add(first, channels, x, xAt, partial, originAt);
        for (int c = 0; c < channels; c++) {
            partial[originAt + c] /= first;
        }
        var block = new float[2 * channels];
        for (int row = 0; row < rows; row += ColumnSums.BLOCK) {
            int count = Math.min(ColumnSums.BLOCK, rows - row);
            int at = xAt + row * channels;
            addDistances(count, channels, x, at, partial, originAt, block);
            ColumnSums.fold(channels, block, 0, partial, sumsAt);
            ColumnSums.fold(channels, block, channels, partial, squaresAt);
        }
    }

    /** Adds distances to the first {@code channels} sums and their squares to those behind. */
    private static void addDistances(
            int rows,
            int channels,
            float[] x,
            int xAt,
            float[] origin,
            int originAt,
            float[] sums) {
        int row = 0;
        for (; row + 2 <= rows; row += 2) {
            addTwo(channels, x, xAt + row * channels, origin, originAt, sums);
        }
        if (row < rows) {
            addOne(channels, x, xAt + row * channels, origin, originAt, sums);
        }
    }

    private static void addTwo(
            int channels, float[] x, int at0, float[] origin, int originAt, float[] sums) {
        int at1 = at0 + channels;
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector o = FloatVector.fromArray(FLOATS, origin, originAt + c);
            FloatVector d0 = FloatVector.fromArray(FLOATS, x, at0 + c).sub(o);
            FloatVector d1 = FloatVector.fromArray(FLOATS, x, at1 + c).sub(o);
            FloatVector.fromArray(FLOATS, sums, c).add(d0.add(d1)).intoArray(sums, c);
            d0.fma(d0, d1.fma(d1, FloatVector.fromArray(FLOATS, sums, channels + c)))
                    .intoArray(sums, channels + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector o = FloatVector.fromArray(FLOATS, origin, originAt + c, last);
            FloatVector d0 = FloatVector.fromArray(FLOATS, x, at0 + c, last).sub(o);
            FloatVector d1 = FloatVector.fromArray(FLOATS, x, at1 + c, last).sub(o);
            FloatVector.fromArray(FLOATS, sums, c, last).add(d0.add(d1)).intoArray(sums, c, last);
            d0.fma(d0, d1.fma(d1, FloatVector.fromArray(FLOATS, sums, channels + c, last)))
                    .intoArray(sums, channels + c, last);
        }
    }

    private static void addOne(
            int channels, float[] x, int at, float[] origin, int originAt, float[] sums) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector d =
                    FloatVector.fromArray(FLOATS, x, at + c)
                            .sub(FloatVector.fromArray(FLOATS, origin, originAt + c));
            FloatVector.fromArray(FLOATS, sums, c).add(d).intoArray(sums, c);
            d.fma(d, FloatVector.fromArray(FLOATS, sums, channels + c))
                    .intoArray(sums, channels + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector d =
                    FloatVector.fromArray(FLOATS, x, at + c, last)
                            .sub(FloatVector.fromArray(FLOATS, origin, originAt + c, last));
            FloatVector.fromArray(FLOATS, sums, c, last).add(d).intoArray(sums, c, last);
            d.fma(d, FloatVector.fromArray(FLOATS, sums, channels + c, last))
                    .intoArray(sums, channels + c, last);
        }
    }

    private static void merge(
            int parts,
            int rows,
            int channels,
            float[] partial,
            int c,
            float[] mean,
            float[] variance) {
        double count = 0;
        double centre = 0;
        double squares = 0;
        for (int part = 0; part < parts; part++) {
            int at = part * 3 * channels + c;
            double partCount =
                    Pieces.start(part + 1, parts, rows) - Pieces.start(part, parts, rows);
            double shift = partial[at + channels] / partCount;
            double distance = partial[at] + shift - centre;
            double together = count + partCount;
            squares +=
                    partial[at + 2 * channels]
                            - shift * shift * partCount
                            + distance * distance * (count * partCount / together);
            centre += distance * (partCount / together);
            count = together;
        }
        mean[c] = (float) centre;
        variance[c] = (float) Math.max(0, squares / rows);
    }
}
