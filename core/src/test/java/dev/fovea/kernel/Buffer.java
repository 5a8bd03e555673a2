package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

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

    private Buffer(int offset, int size) {
        this.array = new float[offset + size + SLACK];
        this.offset = offset;
        this.size = size;
        Arrays.fill(array, GUARD);
    }

    /** An output at {@code offset}, not yet written. */
    public static Buffer output(int offset, int size) {
        return new Buffer(offset, size);
    }

    /** An input at {@code offset} with these values. */
    public static Buffer of(int offset, float... values) {
        var buffer = new Buffer(offset, values.length);
        System.arraycopy(values, 0, buffer.array, offset, values.length);
        return buffer;
    }

    /** An input of numbers from a source, at an offset of its own. */
    public static Buffer of(SplittableRandom random, int size, DoubleSupplier source) {
        var buffer = new Buffer(offset(random), size);
        for (int i = 0; i < size; i++) {
            buffer.array[buffer.offset + i] = (float) source.getAsDouble();
        }
        return buffer;
    }

    /** An input of numbers -1 .. 1. */
    public static Buffer random(SplittableRandom random, int size) {
        return of(random, size, () -> random.nextDouble(-1, 1));
    }

    /** Where a payload may start: mostly not on a cache line. */
    public static int offset(SplittableRandom random) {
        return random.nextInt(20);
    }

    /** Another buffer with the same contents and guards. */
    public Buffer copy() {
        var copy = new Buffer(offset, size);
        System.arraycopy(array, 0, copy.array, 0, array.length);
        return copy;
    }

    /** The payload, alone in an array of its length: how parameters are handed over. */
    public float[] payload() {
        return Arrays.copyOfRange(array, offset, offset + size);
    }

    public double[] values() {
        var values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = array[offset + i];
        }
        return values;
    }

    float get(int i) {
        return array[offset + i];
    }

    void assertGuards(String what) {
        for (int i = 0; i < array.length; i++) {
            if (i < offset || i >= offset + size) {
                assertThat(Float.floatToRawIntBits(array[i]))
                        .as("%s: guard cell %d of a payload of %d", what, i - offset, size)
                        .isEqualTo(Float.floatToRawIntBits(GUARD));
            }
        }
    }
}
