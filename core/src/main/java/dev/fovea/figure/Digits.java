package dev.fovea.figure;

import java.util.List;
import java.util.Locale;

/** Numbers as figures show them. */
public final class Digits {
    private Digits() {}

    /**
     * About three digits: {@code 0}, {@code 12.5}, {@code −0.031}, {@code 4.2e-7}, {@code 1280}.
     */
    public static String brief(double value) {
        double size = Math.abs(value);
        String text;
        if (!Double.isFinite(value)) {
            text = String.valueOf(value);
        } else if (size == 0) {
            text = "0";
        } else if (size >= 1e6 || size < 1e-3) {
            text =
                    String.format(Locale.ROOT, "%.1e", value)
                            .replace("e+0", "e")
                            .replace("e-0", "e-");
        } else {
            int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 2 : 3;
            text = plain(String.format(Locale.ROOT, "%." + decimals + "f", value));
        }
        return text.replace('-', '−').replace("e−", "e-");
    }

    /**
     * The two ends of a scale, each as {@link #brief}, or with as many decimals as it takes to tell
     * them apart.
     */
    public static List<String> ends(double low, double high) {
        String first = brief(low);
        String last = brief(high);
        for (int decimals = 3; first.equals(last) && low != high && decimals <= 9; decimals++) {
            first = decimals(low, decimals);
            last = decimals(high, decimals);
        }
        return List.of(first, last);
    }

    private static String decimals(double value, int decimals) {
        return plain(String.format(Locale.ROOT, "%." + decimals + "f", value)).replace('-', '−');
    }

    /** Without zeros at the end of the decimals. */
    private static String plain(String text) {
        if (!text.contains(".")) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
