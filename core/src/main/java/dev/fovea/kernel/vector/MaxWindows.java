package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Lanes.FLOATS;
import static dev.fovea.kernel.vector.Lanes.INTS;
import static dev.fovea.kernel.vector.Lanes.load;
import static dev.fovea.kernel.vector.Lanes.tail;
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
            FloatVector upper = larger(load(x, cell), load(x, cell + right));
            FloatVector lower = larger(load(x, cell + down), load(x, cell + down + right));
            larger(upper, lower).intoArray(y, yAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            int cell = at + c;
            FloatVector upper = larger(load(x, cell, last), load(x, cell + right, last));
            FloatVector lower =
                    larger(load(x, cell + down, last), load(x, cell + down + right, last));
            larger(upper, lower).intoArray(y, yAt + c, last);
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
            FloatVector best = load(x, at + c);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    best = larger(best, load(x, at + c + i * down + j * right));
                }
            }
            best.intoArray(y, yAt + c);
        }
        if (c < channels) {
            VectorMask<Float> last = tail(c, channels);
            FloatVector best = load(x, at + c, last);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    best = larger(best, load(x, at + c + i * down + j * right, last));
                }
            }
            best.intoArray(y, yAt + c, last);
        }
    }

    private static FloatVector larger(FloatVector best, FloatVector v) {
        return best.blend(v, v.compare(GT, best).or(v.compare(NE, v)));
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
            FloatVector best = load(x, at + c);
            IntVector index = LANE.add(cell + c);
            FloatVector v = load(x, at + c + right);
            VectorMask<Float> wins = wins(v, best);
            best = best.blend(v, wins);
            index = index.blend(LANE.add(cell + c + right), wins.cast(INTS));
            v = load(x, at + c + down);
            wins = wins(v, best);
            best = best.blend(v, wins);
            index = index.blend(LANE.add(cell + c + down), wins.cast(INTS));
            v = load(x, at + c + down + right);
            wins = wins(v, best);
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
            FloatVector best = load(x, xAt + cell + c);
            IntVector index = LANE.add(cell + c);
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    int here = cell + c + i * down + j * right;
                    FloatVector v = load(x, xAt + here);
                    VectorMask<Float> wins = wins(v, best);
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
        VectorMask<Float> last = tail(c, channels);
        FloatVector best = load(x, xAt + cell + c, last);
        IntVector index = LANE.add(cell + c);
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                int here = cell + c + i * down + j * right;
                FloatVector v = load(x, xAt + here, last);
                VectorMask<Float> wins = wins(v, best);
                best = best.blend(v, wins);
                index = index.blend(LANE.add(here), wins.cast(INTS));
            }
        }
        best.intoArray(y, yAt + c, last);
        index.intoArray(switches, switchesAt + c, last.cast(INTS));
    }

    private static VectorMask<Float> wins(FloatVector v, FloatVector best) {
        return v.compare(GT, best).or(v.compare(NE, v).and(best.compare(EQ, best)));
    }
}
