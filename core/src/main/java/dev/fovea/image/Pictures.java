package dev.fovea.image;

import java.util.Arrays;
import java.util.List;

/** Draws maps of numbers and puts pictures together: what reports and explanations show. */
public final class Pictures {
    /** Magenta, which no map contains. */
    private static final byte[] NOT_A_NUMBER = {(byte) 255, 0, (byte) 255};

    private Pictures() {}

    /**
     * A map drawn in colours over the range of its own numbers: from the smallest to the largest,
     * or, diverging, from minus to plus the largest magnitude, so that zero is white. NaN is drawn
     * in magenta; infinities are left out of the range and get the colour of its end.
     *
     * @param map H x W numbers, row by row
     * @throws IllegalArgumentException if it has another length
     */
    public static Image heatmap(float[] map, int height, int width, Colormap colours) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : map) {
            if (Float.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            low = 0;
            high = 0;
        }
        if (colours == Colormap.DIVERGING) {
            high = Math.max(Math.abs(low), Math.abs(high));
            low = -high;
        }
        return heatmap(map, height, width, colours, low, high);
    }

    /**
     * As {@link #heatmap(float[], int, int, Colormap)} over a given range, so that several maps can
     * be compared.
     *
     * @param low the number that gets the first colour
     * @param high the number that gets the last one, not below {@code low}; if they are equal the
     *     scale's middle (diverging) or beginning stands for both
     */
    public static Image heatmap(
            float[] map, int height, int width, Colormap colours, double low, double high) {
        int size = Image.sizeOf(height, width, 3);
        if (map.length != size / 3) {
            throw new IllegalArgumentException(
                    "heatmap: %d x %d needs %d numbers, got %d"
                            .formatted(height, width, size / 3, map.length));
        }
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "heatmap: the range goes upwards, got %s to %s".formatted(low, high));
        }
        byte[] pixels = new byte[size];
        double flat = colours == Colormap.DIVERGING ? 0.5 : 0;
        for (int i = 0; i < map.length; i++) {
            if (Float.isNaN(map[i])) {
                System.arraycopy(NOT_A_NUMBER, 0, pixels, 3 * i, 3);
            } else {
                double at = high == low ? flat : (map[i] - low) / (high - low);
                ColorTables.put(colours, at, pixels, 3 * i);
            }
        }
        return Image.of(height, width, 3, pixels);
    }

    /** Every pixel becomes {@code factor x factor} of the same colour. */
    public static Image enlarge(Image image, int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException(
                    "enlarge: the factor must be positive, got " + factor);
        }
        return Resize.exact(
                image,
                Math.multiplyExact(image.height(), factor),
                Math.multiplyExact(image.width(), factor),
                ResizeFilter.NEAREST);
    }

    /**
     * One picture laid over another of the same size, both as RGB.
     *
     * @param opacity 0 shows the lower one only, 1 the upper one
     */
    public static Image overlay(Image lower, Image upper, double opacity) {
        requireSameSize(lower, upper, "overlay");
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new IllegalArgumentException(
                    "overlay: the opacity lies between 0 and 1, got " + opacity);
        }
        byte[] below = lower.toRgb().pixels();
        byte[] above = upper.toRgb().pixels();
        byte[] out = new byte[below.length];
        for (int i = 0; i < out.length; i++) {
            int from = below[i] & 0xff;
            out[i] = (byte) Math.rint(from + opacity * ((above[i] & 0xff) - from));
        }
        return Image.of(lower.height(), lower.width(), 3, out);
    }

    /**
     * Pictures of one size in rows, left to right and top to bottom, in RGB; places that remain
     * free have the background's grey.
     *
     * @param columns how many stand in a row
     * @param gap pixels between them and around all of them
     * @param background grey, 0 to 255
     * @throws IllegalArgumentException if there are none, or their sizes differ
     */
    public static Image contactSheet(List<Image> pictures, int columns, int gap, int background) {
        if (pictures.isEmpty() || columns < 1 || gap < 0 || background < 0 || background > 255) {
            throw new IllegalArgumentException(
                    "contactSheet: needs pictures, columns, a gap that is not negative and a grey"
                            + " of 0 to 255; got %d, %d, %d and %d"
                                    .formatted(pictures.size(), columns, gap, background));
        }
        Image first = pictures.getFirst();
        int across = Math.min(columns, pictures.size());
        int down = (pictures.size() + across - 1) / across;
        int height = Math.addExact(gap, Math.multiplyExact(down, first.height() + gap));
        int width = Math.addExact(gap, Math.multiplyExact(across, first.width() + gap));
        Image sheet = Image.black(height, width, 3);
        Arrays.fill(sheet.pixels(), (byte) background);
        for (int i = 0; i < pictures.size(); i++) {
            Image picture = pictures.get(i);
            requireSameSize(first, picture, "contactSheet");
            int top = gap + i / across * (first.height() + gap);
            int left = gap + i % across * (first.width() + gap);
            sheet.paste(picture.toRgb(), top, left);
        }
        return sheet;
    }

    private static void requireSameSize(Image a, Image b, String who) {
        if (a.height() != b.height() || a.width() != b.width()) {
            throw new IllegalArgumentException(
                    "%s: the pictures must have one size, got %s and %s".formatted(who, a, b));
        }
    }
}
