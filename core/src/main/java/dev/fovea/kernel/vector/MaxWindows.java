package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.INTS;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The maximum over one window for all channels. Cells lie {@code down} and {@code right} apart; the
 * first in row-major order wins a tie, and NaN wins over everything.
 */
final class MaxWindows {
    private static final IntVector LANE = IntVector.zero(INTS).addIndex(1);

    private MaxWindows() {}

    /** A window of two by two cells. */
    static void two(int channels, int down, int right, float[] x, int at, float[] y, int yAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            int cell = at + c;
            FloatVector a = FloatVector.fromArray(FLOATS, x, cell);
            a = a.max(FloatVector.fromArray(FLOATS, x, cell + right));
            FloatVector b = FloatVector.fromArray(FLOATS, x, cell + down);
            b = b.max(FloatVector.fromArray(FLOATS, x, cell + down + right));
            a.max(b).intoArray(y, yAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            int cell = at + c;
            FloatVector a = FloatVector.fromArray(FLOATS, x, cell, last);
            a = a.max(FloatVector.fromArray(FLOATS, x, cell + right, last));
            FloatVector b = FloatVector.fromArray(FLOATS, x, cell + down, last);
            b = b.max(FloatVector.fromArray(FLOATS, x, cell + down + right, last));
            a.max(b).intoArray(y, yAt + c, last);
        }
    }

    static void any(
            int channels,
            int height,
            int width,
            int down,
            int right,
            float[] x,
            int at,
            float[] y,
            int yAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector best = FloatVector.fromArray(FLOATS, x, at + c);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    best =
                            best.max(
                                    FloatVector.fromArray(
                                            FLOATS, x, at + c + i * down + j * right));
                }
            }
            best.intoArray(y, yAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = FLOATS.indexInRange(c, channels);
            FloatVector best = FloatVector.fromArray(FLOATS, x, at + c, last);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    int here = at + c + i * down + j * right;
                    best = best.max(FloatVector.fromArray(FLOATS, x, here, last));
                }
            }
            best.intoArray(y, yAt + c, last);
        }
    }

    /**
     * A window of two by two cells with its switches.
     *
     * @param cell index of the window's first cell in its image, which begins at {@code xAt}
     */
    static void two(
            int channels,
            int down,
            int right,
            int cell,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int[] switches,
            int switchesAt) {
        int at = xAt + cell;
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector best = FloatVector.fromArray(FLOATS, x, at + c);
            IntVector index = LANE.add(cell + c);
            FloatVector v = FloatVector.fromArray(FLOATS, x, at + c + right);
            VectorMask<Float> isFirstNaN = v.compare(NE, v).and(best.compare(EQ, best));
            VectorMask<Float> wins = v.compare(GT, best).or(isFirstNaN);
            best = best.blend(v, wins);
            index = index.blend(LANE.add(cell + c + right), wins.cast(INTS));
            v = FloatVector.fromArray(FLOATS, x, at + c + down);
            isFirstNaN = v.compare(NE, v).and(best.compare(EQ, best));
            wins = v.compare(GT, best).or(isFirstNaN);
            best = best.blend(v, wins);
            index = index.blend(LANE.add(cell + c + down), wins.cast(INTS));
            v = FloatVector.fromArray(FLOATS, x, at + c + down + right);
            isFirstNaN = v.compare(NE, v).and(best.compare(EQ, best));
            wins = v.compare(GT, best).or(isFirstNaN);
            best.blend(v, wins).intoArray(y, yAt + c);
            index.blend(LANE.add(cell + c + down + right), wins.cast(INTS))
                    .intoArray(switches, switchesAt + c);
        }
        if (c < channels) {
            lastOfAny(channels, c, 2, 2, down, right, cell, x, xAt, y, yAt, switches, switchesAt);
        }
    }

    /** A window with its switches; parameters as above. */
    static void any(
            int channels,
            int height,
            int width,
            int down,
            int right,
            int cell,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int[] switches,
            int switchesAt) {
        int c = 0;
        for (; c < FLOATS.loopBound(channels); c += COUNT) {
            FloatVector best = FloatVector.fromArray(FLOATS, x, xAt + cell + c);
            IntVector index = LANE.add(cell + c);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    int here = cell + c + i * down + j * right;
                    FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + here);
                    VectorMask<Float> isFirstNaN = v.compare(NE, v).and(best.compare(EQ, best));
                    VectorMask<Float> wins = v.compare(GT, best).or(isFirstNaN);
                    best = best.blend(v, wins);
                    index = index.blend(LANE.add(here), wins.cast(INTS));
                }
            }
            best.intoArray(y, yAt + c);
            index.intoArray(switches, switchesAt + c);
        }
        if (c < channels) {
            lastOfAny(
                    channels,
                    c,
                    height,
                    width,
                    down,
                    right,
                    cell,
                    x,
                    xAt,
                    y,
                    yAt,
                    switches,
                    switchesAt);
        }
    }

    private static void lastOfAny(
            int channels,
            int c,
            int height,
            int width,
            int down,
            int right,
            int cell,
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int[] switches,
            int switchesAt) {
        VectorMask<Float> last = FLOATS.indexInRange(c, channels);
        FloatVector best = FloatVector.fromArray(FLOATS, x, xAt + cell + c, last);
        IntVector index = LANE.add(cell + c);
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                int here = cell + c + i * down + j * right;
                FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + here, last);
                VectorMask<Float> isFirstNaN = v.compare(NE, v).and(best.compare(EQ, best));
                VectorMask<Float> wins = v.compare(GT, best).or(isFirstNaN);
                best = best.blend(v, wins);
                index = index.blend(LANE.add(here), wins.cast(INTS));
            }
        }
        best.intoArray(y, yAt + c, last);
        index.intoArray(switches, switchesAt + c, last.cast(INTS));
    }
}
