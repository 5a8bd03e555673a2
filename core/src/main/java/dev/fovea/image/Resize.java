package dev.fovea.image;

/**
 * Changes the size of pictures as Python's libraries do: with Pillow's filters to the same bytes,
 * with OpenCV's to one level.
 *
 * <p>Pillow's reference is {@code Image.resize} of 9.4 and later (its {@code Resample.c}),
 * torchvision's sizes are those of {@code transforms.Resize}.
 */
public final class Resize {
    private Resize() {}

    /**
     * To exactly {@code height x width}, whatever that does to the proportions; the picture itself
     * if it has this size.
     */
    public static Image exact(Image image, int height, int width, ResizeFilter filter) {
        return window(image, height, width, 0, 0, height, width, filter);
    }

    /**
     * The shorter side to {@code side} pixels, the other in proportion, rounded down: {@code
     * floor(side * longer / shorter)}.
     */
    public static Image shorterSide(Image image, int side, ResizeFilter filter) {
        int height = scaledSide(image.height(), image, side);
        int width = scaledSide(image.width(), image, side);
        return exact(image, height, width, filter);
    }

    /**
     * {@link #shorterSide} and then {@link Image#centerCrop}, computing only the pixels that are
     * kept.
     */
    public static Image shorterSideAndCrop(
            Image image, int side, int cropHeight, int cropWidth, ResizeFilter filter) {
        int height = scaledSide(image.height(), image, side);
        int width = scaledSide(image.width(), image, side);
        if (cropHeight > height || cropWidth > width) {
            return exact(image, height, width, filter).centerCrop(cropHeight, cropWidth);
        }
        int top = Image.centerCorner(height, cropHeight);
        int left = Image.centerCorner(width, cropWidth);
        return window(image, height, width, top, left, cropHeight, cropWidth, filter);
    }

    /** One side of the picture after its shorter side has become {@code side} pixels. */
    private static int scaledSide(int extent, Image image, int side) {
        int shorter = Math.min(image.height(), image.width());
        return extent == shorter ? side : (int) ((double) ((long) side * extent) / shorter);
    }

    /**
     * A part of the resized picture: of {@code height x width} the window at {@code (top, left)} of
     * {@code windowHeight x windowWidth}.
     */
    static Image window(
            Image image,
            int height,
            int width,
            int top,
            int left,
            int windowHeight,
            int windowWidth,
            ResizeFilter filter) {
        Image.sizeOf(height, width, image.channels());
        if (height == image.height() && width == image.width()) {
            return image.crop(top, left, windowHeight, windowWidth);
        }
        return switch (filter) {
            case NEAREST ->
                    nearest(
                            image,
                            columnsOf(image.height(), height, top, windowHeight),
                            columnsOf(image.width(), width, left, windowWidth));
            case BOX, BILINEAR, BICUBIC, LANCZOS ->
                    PillowResample.resample(
                            image,
                            Taps.of(image.height(), height, top, windowHeight, filter),
                            Taps.of(image.width(), width, left, windowWidth, filter));
            case OPENCV_LINEAR ->
                    OpenCvResize.linear(image, height, width)
                            .crop(top, left, windowHeight, windowWidth);
            case OPENCV_AREA ->
                    OpenCvResize.area(image, height, width)
                            .crop(top, left, windowHeight, windowWidth);
        };
    }

    /**
     * The source column of each column of the window. The position is added up step by step and not
     * multiplied because Pillow does so, and the rounding errors decide ties.
     */
    private static int[] columnsOf(int in, int out, int first, int count) {
        int[] columns = new int[count];
        double step = (double) in / out;
        double position = step * 0.5;
        for (int x = 0; x < first + count; x++, position += step) {
            if (x >= first) {
                columns[x - first] = Math.min((int) position, in - 1);
            }
        }
        return columns;
    }

    private static Image nearest(Image image, int[] rows, int[] columns) {
        int channels = image.channels();
        byte[] in = image.pixels();
        byte[] out = new byte[rows.length * columns.length * channels];
        int to = 0;
        for (int row : rows) {
            int start = row * image.width();
            for (int column : columns) {
                int from = (start + column) * channels;
                for (int c = 0; c < channels; c++) {
                    out[to++] = in[from + c];
                }
            }
        }
        return Image.of(rows.length, columns.length, channels, out);
    }
}
