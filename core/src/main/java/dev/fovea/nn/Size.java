package dev.fovea.nn;

/**
 * A height and a width in pixels (or a stride, a dilation), both at least 1.
 *
 * @param height along the rows
 * @param width along the columns
 */
public record Size(int height, int width) {
    /** 1 x 1. */
    public static final Size ONE = new Size(1, 1);

    public Size {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "Size: height and width must be at least 1, got " + height + "x" + width);
        }
    }

    /** As high as wide. */
    public static Size of(int side) {
        return new Size(side, side);
    }

    public static Size of(int height, int width) {
        return new Size(height, width);
    }

    /** {@code 3x3}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
