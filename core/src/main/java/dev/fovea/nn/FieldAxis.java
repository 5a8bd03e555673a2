package dev.fovea.nn;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What the units along one axis of a map see along the same axis of the network's input.
 *
 * <p>Each unit has its own interval, so that the pictures stay exact where paths of unlike stride
 * meet and where the windows of an adaptive pooling are unequal; in ordinary networks they are all
 * of one size and at equal distances (Dumoulin and Visin 2016, arXiv 1603.07285; Araujo et al.
 * 2019, "Computing receptive fields of convolutional neural networks", Distill).
 */
public final class FieldAxis {
    private final int in;
    private final int[] first;
    private final int[] last;
    private final double stride;
    private final boolean whole;

    private FieldAxis(int in, int[] first, int[] last, double stride, boolean whole) {
        this.in = in;
        this.first = first;
        this.last = last;
        this.stride = stride;
        this.whole = whole;
    }

    /** Every pixel sees itself. */
    static FieldAxis input(int extent) {
        int[] pixels = new int[extent];
        Arrays.setAll(pixels, i -> i);
        return new FieldAxis(extent, pixels, pixels, 1, false);
    }

    /** One unit that sees everything and has no neighbour. */
    FieldAxis everything() {
        return new FieldAxis(in, new int[] {0}, new int[] {in - 1}, 0, true);
    }

    /** Windows over these units. */
    FieldAxis under(WindowAxis window) {
        return over(
                Math.toIntExact(window.out()),
                unit -> unit * window.stride() - window.before(),
                unit ->
                        Math.toIntExact(
                                unit * window.stride() - window.before() + window.span() - 1),
                stride * window.stride());
    }

    /** The windows of {@link AdaptiveAvgPool2d}. */
    FieldAxis pooledTo(int out) {
        int units = first.length;
        return over(
                out,
                unit -> Math.toIntExact((long) unit * units / out),
                unit -> Math.toIntExact(Math.ceilDiv((long) (unit + 1) * units, out) - 1),
                stride * units / out);
    }

    private FieldAxis over(
            int out, IntUnaryOperator firstCell, IntUnaryOperator lastCell, double newStride) {
        int[] newFirst = new int[out];
        int[] newLast = new int[out];
        for (int unit = 0; unit < out; unit++) {
            newFirst[unit] = whole ? 0 : firstOf(firstCell.applyAsInt(unit));
            newLast[unit] = whole ? in - 1 : lastOf(lastCell.applyAsInt(unit));
        }
        return new FieldAxis(in, newFirst, newLast, newStride, whole);
    }

    /** What either sees; a single unit, the gate of a {@link Multiply}, joins every other. */
    FieldAxis union(FieldAxis other) {
        if (first.length < other.first.length) {
            return other.union(this);
        }
        boolean seesAll = whole || other.whole;
        int[] newFirst = new int[first.length];
        int[] newLast = new int[first.length];
        for (int unit = 0; unit < first.length; unit++) {
            int counterpart = other.first.length == 1 ? 0 : unit;
            newFirst[unit] = seesAll ? 0 : Math.min(first[unit], other.first[counterpart]);
            newLast[unit] = seesAll ? in - 1 : Math.max(last[unit], other.last[counterpart]);
        }
        double newStride = first.length == 1 ? Math.max(stride, other.stride) : stride;
        return new FieldAxis(in, newFirst, newLast, newStride, seesAll);
    }

    /** The units of padding see what would lie beyond the edge. */
    private int firstOf(int cell) {
        int units = first.length;
        if (cell < 0) {
            return first[0] + (int) Math.floor(cell * stride);
        }
        return cell < units
                ? first[cell]
                : first[units - 1] + (int) Math.floor((cell - units + 1) * stride);
    }

    private int lastOf(int cell) {
        int units = last.length;
        if (cell < 0) {
            return last[0] + (int) Math.ceil(cell * stride);
        }
        return cell < units
                ? last[cell]
                : last[units - 1] + (int) Math.ceil((cell - units + 1) * stride);
    }

    /** How many units there are. */
    public int units() {
        return first.length;
    }

    /** True if every unit sees the whole axis by nature: after Flatten, Dense, a global pooling. */
    public boolean isWhole() {
        return whole;
    }

    /** How many pixels a unit sees; where units differ, the most. */
    public int size() {
        int size = 0;
        for (int unit = 0; unit < first.length; unit++) {
            size = Math.max(size, last[unit] - first[unit] + 1);
        }
        return size;
    }

    /**
     * Pixels from what one unit sees to what the next sees, on average where units differ; 0 after
     * a Flatten or a global pooling, which leave no neighbours.
     */
    public double stride() {
        return stride;
    }

    /** The first pixel a unit sees, counted from 0; negative where it hangs over the edge. */
    public int first(int unit) {
        return first[unit];
    }

    /** The last pixel a unit sees; beyond the input where it hangs over the edge. */
    public int last(int unit) {
        return last[unit];
    }

    /** The middle of what a unit sees: 0 is the centre of the first pixel, 0.5 its far edge. */
    public double centre(int unit) {
        return ((double) first[unit] + last[unit]) / 2;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldAxis that
                && in == that.in
                && stride == that.stride
                && whole == that.whole
                && Arrays.equals(first, that.first)
                && Arrays.equals(last, that.last);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + Arrays.hashCode(last);
    }

    /** {@code 212 every 32, centre 15.5}. */
    @Override
    public String toString() {
        return size()
                + (stride > 0 ? " every " + Text.twoPlaces(stride) : "")
                + ", centre "
                + Text.twoPlaces(centre(0));
    }
}
