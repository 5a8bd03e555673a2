package dev.fovea.app.report;

import java.util.Locale;

/** Numbers as the report writes them, the same on every machine. */
final class Numbers {
    private Numbers() {}

    /** "91.3 %"; a dash for what is not a number. */
    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** "138,357,544". */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Four decimals, or the shortest form with four digits for what is small or large. */
    static String value(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        String format = value == 0 || (size >= 1e-3 && size < 1e4) ? "%.4f" : "%.3g";
        return String.format(Locale.ROOT, format, value);
    }

    /** "15.47 G": multiply-adds and their like. */
    static String scaled(long count) {
        String[] units = {"", " k", " M", " G", " T"};
        double value = count;
        int unit = 0;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        String format = unit == 0 ? "%.0f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value) + units[unit];
    }

    /** "2 min 05 s". */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }
}
