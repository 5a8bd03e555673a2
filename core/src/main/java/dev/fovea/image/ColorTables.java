package dev.fovea.image;

import java.util.function.DoubleFunction;

/**
 * The colours of the scales, 256 each. They are computed in Oklab (Ottosson, "A perceptual color
 * space for image processing", 2020), where equal steps look equal.
 */
final class ColorTables {
    private static final int STEPS = 256;
    private static final byte[] SEQUENTIAL = table(ColorTables::sequential);
    private static final byte[] DIVERGING = table(ColorTables::diverging);

    private ColorTables() {}

    /** Writes red, green and blue for a number, 0 to 1; what lies outside gets the end's colour. */
    static void put(Colormap map, double at, byte[] pixels, int offset) {
        int step = (int) Math.rint(Math.clamp(at, 0, 1) * (STEPS - 1));
        switch (map) {
            case GREY -> {
                pixels[offset] = (byte) step;
                pixels[offset + 1] = (byte) step;
                pixels[offset + 2] = (byte) step;
            }
            case SEQUENTIAL -> System.arraycopy(SEQUENTIAL, 3 * step, pixels, offset, 3);
            case DIVERGING -> System.arraycopy(DIVERGING, 3 * step, pixels, offset, 3);
        }
    }

    /**
     * The chroma follows the edge of what a screen can show closely enough, without its corners.
     */
    private static double[] sequential(double at) {
        double hue = Math.toRadians(310 - 205 * at);
        double side = 2 * at - 1;
        double chroma = 0.095 + 0.025 * side + 0.045 * side * side;
        return new double[] {0.25 + 0.67 * at, chroma * Math.cos(hue), chroma * Math.sin(hue)};
    }

    private static double[] diverging(double at) {
        double distance = Math.abs(2 * at - 1);
        double hue = Math.toRadians(at < 0.5 ? 255 : 28);
        double chroma = 0.135 * distance;
        double lightness = 0.97 - 0.55 * distance;
        return new double[] {lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)};
    }

    private static byte[] table(DoubleFunction<double[]> oklab) {
        byte[] colours = new byte[3 * STEPS];
        for (int i = 0; i < STEPS; i++) {
            double[] linear = linearRgb(oklab.apply(i / (STEPS - 1.0)));
            for (int c = 0; c < 3; c++) {
                int level = (int) Math.rint(255 * gamma(linear[c]));
                colours[3 * i + c] = (byte) Math.clamp(level, 0, 255);
            }
        }
        return colours;
    }

    private static double[] linearRgb(double[] oklab) {
        double l = cube(oklab[0] + 0.3963377774 * oklab[1] + 0.2158037573 * oklab[2]);
        double m = cube(oklab[0] - 0.1055613458 * oklab[1] - 0.0638541728 * oklab[2]);
        double s = cube(oklab[0] - 0.0894841775 * oklab[1] - 1.2914855480 * oklab[2]);
        return new double[] {
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
        };
    }

    private static double cube(double x) {
        return x * x * x;
    }

    /** sRGB's transfer function (IEC 61966-2-1). */
    private static double gamma(double linear) {
        return linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
    }
}
