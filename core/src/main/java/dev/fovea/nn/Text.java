package dev.fovea.nn;

import java.util.List;
import java.util.Locale;

/** Small pieces of messages. */
final class Text {
    private Text() {}

    /** {@code 1, 2, 3 or 6}. */
    static String or(List<String> items) {
        int last = items.size() - 1;
        return last < 1
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " or " + items.get(last);
    }

    /** {@code 2} for equal sides, {@code 2x1} otherwise. */
    static String side(Size size) {
        return size.height() == size.width() ? Integer.toString(size.height()) : size.toString();
    }

    /** At most two decimals, and none that are zero: {@code 4.5}, {@code 112}. */
    static String twoPlaces(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
    }

    /** {@code 138,357,544}. */
    static String thousands(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Three or four digits: {@code 15.47 G}, {@code 86.70 M}, {@code 650}. */
    static String scaled(long count) {
        if (count >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.2f G", count / 1e9);
        }
        if (count >= 1_000_000) {
            return String.format(Locale.ROOT, "%.2f M", count / 1e6);
        }
        return count >= 1_000
                ? String.format(Locale.ROOT, "%.2f k", count / 1e3)
                : Long.toString(count);
    }

    /** {@code 12.3 MiB}, {@code 4.1 KiB}, {@code 40 B}. */
    static String bytes(long bytes) {
        if (bytes >= 1L << 30) {
            return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
        }
        if (bytes >= 1L << 20) {
            return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20));
        }
        return bytes >= 1L << 10
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / (double) (1L << 10))
                : bytes + " B";
    }
}
