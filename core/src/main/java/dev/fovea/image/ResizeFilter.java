package dev.fovea.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How pixels are weighed when a picture changes its size. The first five are Pillow's: they widen
 * with the reduction (antialiasing) and give its very bytes. The last two are OpenCV's.
 */
public enum ResizeFilter {
    /** The pixel below the centre of the new one; no antialiasing. */
    NEAREST("nearest", 0),
    /** The mean of what a new pixel covers. */
    BOX("box", 0.5),
    /** A triangle over two pixels. */
    BILINEAR("bilinear", 1),
    /** Keys' cubic with a = -1/2 over four pixels. */
    BICUBIC("bicubic", 2),
    /** A windowed sinc over six pixels. */
    LANCZOS("lanczos", 3),
    /** INTER_LINEAR: two by two pixels however large the reduction; no antialiasing. */
    OPENCV_LINEAR("opencv-linear", 1),
    /** INTER_AREA: the mean of what a new pixel covers; when enlarging a variety of linear. */
    OPENCV_AREA("opencv-area", 0.5);

    private final String id;
    private final double support;

    ResizeFilter(String id, double support) {
        this.id = id;
        this.support = support;
    }

    /** The name in files and on the command line, such as {@code bilinear}. */
    public String id() {
        return id;
    }

    /**
     * The filter with this name, in small or capital letters.
     *
     * @throws IllegalArgumentException for a name that is none of them, listing them
     */
    public static ResizeFilter of(String id) {
        String wanted = id.toLowerCase(Locale.ROOT);
        for (ResizeFilter filter : values()) {
            if (filter.id.equals(wanted)) {
                return filter;
            }
        }
        throw new IllegalArgumentException(
                "ResizeFilter: there is no \"%s\"; there are %s"
                        .formatted(
                                id,
                                Arrays.stream(values())
                                        .map(ResizeFilter::id)
                                        .collect(Collectors.joining(", "))));
    }

    boolean isOpenCv() {
        return this == OPENCV_LINEAR || this == OPENCV_AREA;
    }

    /** Half the width of the filter, in pixels of the larger picture. */
    double support() {
        return support;
    }

    /** The weight at a distance from the centre; not normalised. */
    double weight(double distance) {
        return switch (this) {
            case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
            case BILINEAR -> Math.max(1 - Math.abs(distance), 0);
            case BICUBIC -> cubic(Math.abs(distance));
            case LANCZOS ->
                    distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
            case NEAREST, OPENCV_LINEAR, OPENCV_AREA ->
                    throw new IllegalStateException(id + " has no weights of its own");
        };
    }

    private static double cubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : StrictMath.sin(x * Math.PI) / (x * Math.PI);
    }
}
