package dev.fovea.kernel;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * A payload inside a larger array, as a plan hands it to a kernel.
 *
 * <p>Around the payload lies one kind of NaN: a kernel that lets what it finds there into a result
 * poisons it, and one that writes there is found out. There is room for a last full vector to be
 * read. An output is filled with NaN inside, too: whatever is not overwritten shows.
 */
public final class Buffer {
    private static final float GUARD = Float.intBitsToFloat(0x7fc0beef);
    private static final int SLACK = 64;

    final float[] array;
    final int offset;
    final int size;
    private final float[] original;

    private Buffer(int offset, int slack, float[] values) {
        this.array = new float[offset + values.length + slack];
        this.offset = offset;
        this.size = values.length;
        this.original = values;
        Arrays.fill(array, GUARD);
        System.arraycopy(values, 0, array, offset, size);
    }

    /** An output at {@code offset}, not yet written. */
    public static Buffer output(int offset, int size) {
        return new Buffer(offset, SLACK, guards(size));
    }

    /** An output that starts at 0 and fills its array, as parameters and their gradients do. */
    public static Buffer parameterOutput(int size) {
        return new Buffer(0, 0, guards(size));
    }

    private static float[] guards(int size) {
        var values = new float[size];
        Arrays.fill(values, GUARD);
        return values;
    }

    /** An input at {@code offset} with these values. */
    public static Buffer of(int offset, float... values) {
        return new Buffer(offset, SLACK, values.clone());
    }

    /** An input of numbers from a source, at an offset of its own. */
    public static Buffer of(RandomGenerator random, int size, DoubleSupplier source) {
        return of(offset(random), numbers(size, source));
    }

    /** An input of numbers -1 .. 1. */
    public static Buffer random(RandomGenerator random, int size) {
        return of(random, size, () -> random.nextDouble(-1, 1));
    }

    /** A parameter: numbers from a source that start at 0 and fill their array. */
    public static Buffer parameter(int size, DoubleSupplier source) {
        return new Buffer(0, 0, numbers(size, source));
    }

    /** A parameter of numbers -1 .. 1. */
    public static Buffer parameter(RandomGenerator random, int size) {
        return parameter(size, () -> random.nextDouble(-1, 1));
    }

    private static float[] numbers(int size, DoubleSupplier source) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) source.getAsDouble();
        }
        return values;
    }

    /** Where a payload may start: mostly not on a cache line. */
    public static int offset(RandomGenerator random) {
        return random.nextInt(20);
    }

    /** Another buffer with the same contents, for an operation that overwrites its input. */
    public Buffer copy() {
        return new Buffer(offset, array.length - offset - size, payload());
    }

    /** The payload alone. */
    public float[] payload() {
        return Arrays.copyOfRange(array, offset, offset + size);
    }

    public double[] values() {
        var values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = get(i);
        }
        return values;
    }

    float get(int i) {
        return array[offset + i];
    }

    int[] bits() {
        return bits(payload());
    }

    private static int[] bits(float[] values) {
        var bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    void assertGuards(String what) {
        for (int i = 0; i < array.length; i++) {
            if (i < offset || i >= offset + size) {
                assertGuard(what, i - offset);
            }
        }
    }

    /** Element {@code i}, from the payload's start, is as a guard left it. */
    void assertGuard(String what, int i) {
        if (Float.floatToRawIntBits(array[offset + i]) != Float.floatToRawIntBits(GUARD)) {
            throw new AssertionError(
                    what
                            + ": cell "
                            + i
                            + " of a payload of "
                            + size
                            + " was written: "
                            + array[offset + i]);
        }
    }

    void assertUnchanged(String what) {
        assertSameBits(what + ", an input", original);
        assertGuards(what);
    }

    void assertSameBits(String what, float[] expected) {
        int[] now = bits();
        int at = Arrays.mismatch(now, bits(expected));
        if (at >= 0) {
            throw new AssertionError(
                    what
                            + ": the bits of element "
                            + at
                            + " differ: "
                            + get(at)
                            + " and "
                            + expected[at]);
        }
    }
}
