package dev.fovea.plan;

import java.util.Locale;

/** What the heap can still hold. */
public final class Heap {
    /** The collector needs room of its own, and large arrays fill whole regions. */
    private static final double USABLE = 0.95;

    private Heap() {}

    /**
     * Bytes that can be allocated, garbage counted as used unless {@code collect} runs the
     * collector first.
     */
    public static long available(boolean collect) {
        Runtime runtime = Runtime.getRuntime();
        if (collect) {
            System.gc();
        }
        long used = runtime.totalMemory() - runtime.freeMemory();
        return (long) (USABLE * runtime.maxMemory()) - used;
    }

    /** Whether {@code bytes} can be allocated now. */
    public static boolean fits(long bytes) {
        return bytes <= available(false) || bytes <= available(true);
    }

    /** {@code 1.50 GiB}, {@code 12.3 MiB}, {@code 4.1 KiB}. */
    public static String text(long bytes) {
        if (bytes >= 1L << 30) {
            return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
        }
        return bytes >= 1L << 20
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20))
                : String.format(Locale.ROOT, "%.1f KiB", bytes / (double) (1L << 10));
    }
}
