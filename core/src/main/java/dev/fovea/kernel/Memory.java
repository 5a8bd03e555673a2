package dev.fovea.kernel;

/** Arrays whose payload starts on a cache line, where the collector allows it. */
public final class Memory {
    /**
     * First used index of every buffer and packed array. With the usual 16-byte array header, index
     * 12 lies 64 bytes into the object; arrays of 4 MiB and more start on a region's edge under G1,
     * so their vectors never straddle cache lines.
     */
    public static final int OFFSET = 12;

    private static final int HUMONGOUS = 1 << 20;
    private static final int SLACK = 64;

    private Memory() {}

    /**
     * An array with room for {@code size} floats behind {@link #OFFSET}, and some slack for a last
     * full vector.
     *
     * @throws IllegalArgumentException if that does not fit a Java array
     */
    public static float[] allocate(long size) {
        long length = length(size);
        if (size < 0 || length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "Memory: " + size + " floats do not fit one Java array; use a smaller batch");
        }
        return new float[(int) length];
    }

    /**
     * Bytes of what {@link #allocate} gives. Under G1 each of the large ones also keeps the rest of
     * its last region to itself.
     */
    public static long bytes(long size) {
        return 4 * length(size);
    }

    private static long length(long size) {
        long length = size + OFFSET + SLACK;
        boolean worthAligning = length >= HUMONGOUS / 16;
        return worthAligning ? Math.max(length, HUMONGOUS) : length;
    }
}
