package dev.fovea.figure;

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
