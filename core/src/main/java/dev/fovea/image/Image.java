package dev.fovea.image;

import java.util.Arrays;

/**
 * A picture: H x W x C unsigned bytes, row by row from the top, the channels of a pixel beside each
 * other. One channel is grey, three are red, green, blue.
 *
 * <p>A value: equality compares the pixels, and every operation gives a new picture. The array
 * behind it is handed out without a copy for speed ({@link #pixels()}); nobody writes to it.
 */
public final class Image {
    private final int height;
    private final int width;
    private final int channels;
    private final byte[] pixels;

    private Image(int height, int width, int channels, byte[] pixels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.pixels = pixels;
    }

    /**
     * A picture over these pixels, which are not copied: the caller gives them away.
     *
     * @param channels 1 (grey) or 3 (red, green, blue)
     * @param pixels {@code height * width * channels} bytes, H x W x C
     * @throws IllegalArgumentException if an extent is not positive, the channels are neither 1 nor
     *     3, or the array has another length
     */
    public static Image of(int height, int width, int channels, byte[] pixels) {
        int size = sizeOf(height, width, channels);
        if (pixels.length != size) {
            throw new IllegalArgumentException(
                    "Image: %d x %d x %d (height x width x channels) needs %d bytes, got %d"
                            .formatted(height, width, channels, size, pixels.length));
        }
        return new Image(height, width, channels, pixels);
    }

    /** A black picture. */
    public static Image black(int height, int width, int channels) {
        return new Image(height, width, channels, new byte[sizeOf(height, width, channels)]);
    }

    /** The number of bytes of such a picture, after checking that there can be one. */
    static int sizeOf(int height, int width, int channels) {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException(
                    "Image: height and width must be positive and the channels 1 or 3, got %d x %d x %d"
                            .formatted(height, width, channels));
        }
        long size = (long) height * width * channels;
        if (size > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException(
                    "Image: at most 2^31 - 65 bytes fit a Java array, got %d x %d x %d"
                            .formatted(height, width, channels));
        }
        return (int) size;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return channels;
    }

    /** The pixels themselves, H x W x C, not a copy: read, never write. */
    public byte[] pixels() {
        return pixels;
    }

    /** One value, 0 to 255. */
    public int at(int row, int column, int channel) {
        if (row < 0
                || row >= height
                || column < 0
                || column >= width
                || channel < 0
                || channel >= channels) {
            throw new IndexOutOfBoundsException(
                    "Image: (%d, %d, %d) lies outside %s".formatted(row, column, channel, this));
        }
        return pixels[(row * width + column) * channels + channel] & 0xff;
    }

    /**
     * The part that starts at {@code (top, left)}, {@code newHeight x newWidth}.
     *
     * @throws IllegalArgumentException if it is empty or does not lie inside the picture
     */
    public Image crop(int top, int left, int newHeight, int newWidth) {
        if (top < 0
                || left < 0
                || newHeight < 1
                || newWidth < 1
                || newHeight > height - top
                || newWidth > width - left) {
            throw new IllegalArgumentException(
                    "Image.crop: %d x %d from row %d, column %d does not lie inside %s"
                            .formatted(newHeight, newWidth, top, left, this));
        }
        if (newHeight == height && newWidth == width) {
            return this;
        }
        byte[] out = new byte[newHeight * newWidth * channels];
        int row = newWidth * channels;
        for (int y = 0; y < newHeight; y++) {
            System.arraycopy(pixels, ((top + y) * width + left) * channels, out, y * row, row);
        }
        return new Image(newHeight, newWidth, channels, out);
    }

    /** This picture on a larger black one, with so many rows and columns added on each side. */
    public Image pad(int top, int left, int bottom, int right) {
        if (top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException(
                    "Image.pad: padding must not be negative, got %d, %d, %d, %d"
                            .formatted(top, left, bottom, right));
        }
        Image out = black(height + top + bottom, width + left + right, channels);
        out.paste(this, top, left);
        return out;
    }

    /**
     * The middle, {@code newHeight x newWidth}, with the rounding of torchvision's {@code
     * center_crop}: the corner is {@code round((height - newHeight) / 2)}, halves to the even
     * number. A side that is too short is first padded with black, one more after than before where
     * the difference is odd.
     */
    public Image centerCrop(int newHeight, int newWidth) {
        if (newHeight > height || newWidth > width) {
            int rows = Math.max(newHeight - height, 0);
            int columns = Math.max(newWidth - width, 0);
            Image padded = pad(rows / 2, columns / 2, (rows + 1) / 2, (columns + 1) / 2);
            return padded.centerCrop(newHeight, newWidth);
        }
        int top = centerCorner(height, newHeight);
        int left = centerCorner(width, newWidth);
        return crop(top, left, newHeight, newWidth);
    }

    /** Where a centred window of {@code part} starts in {@code whole}, as Python rounds. */
    static int centerCorner(int whole, int part) {
        return (int) Math.rint((whole - part) / 2.0);
    }

    /** The picture in a mirror: columns in reverse order. */
    public Image flipHorizontal() {
        byte[] out = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            int from = y * width * channels;
            int to = from + (width - 1) * channels;
            for (int x = 0; x < width; x++, from += channels, to -= channels) {
                for (int c = 0; c < channels; c++) {
                    out[to + c] = pixels[from + c];
                }
            }
        }
        return new Image(height, width, channels, out);
    }

    /**
     * One channel: itself if grey, otherwise {@code (19595 R + 38470 G + 7471 B + 32768) / 65536},
     * the luma of ITU-R 601-2 in the fixed point that Pillow's {@code convert("L")} uses.
     */
    public Image toGray() {
        if (channels == 1) {
            return this;
        }
        byte[] out = new byte[height * width];
        for (int i = 0, from = 0; i < out.length; i++, from += 3) {
            out[i] = (byte) luma(pixels, from);
        }
        return new Image(height, width, 1, out);
    }

    /** The grey value, 0 to 255, of the red, green and blue at {@code from}. */
    static int luma(byte[] pixels, int from) {
        return ((pixels[from] & 0xff) * 19595
                        + (pixels[from + 1] & 0xff) * 38470
                        + (pixels[from + 2] & 0xff) * 7471
                        + 0x8000)
                >> 16;
    }

    /** Three channels: itself if it has them, otherwise the grey value three times. */
    public Image toRgb() {
        if (channels == 3) {
            return this;
        }
        byte[] out = new byte[sizeOf(height, width, 3)];
        for (int i = 0, to = 0; i < pixels.length; i++, to += 3) {
            out[to] = pixels[i];
            out[to + 1] = pixels[i];
            out[to + 2] = pixels[i];
        }
        return new Image(height, width, 3, out);
    }

    /** {@link #toGray()} for 1, {@link #toRgb()} for 3. */
    public Image withChannels(int wanted) {
        return switch (wanted) {
            case 1 -> toGray();
            case 3 -> toRgb();
            default ->
                    throw new IllegalArgumentException(
                            "Image.withChannels: 1 (grey) or 3 (RGB), got " + wanted);
        };
    }

    /** Copies another picture onto this one while it is being made; what sticks out is cut off. */
    void paste(Image other, int top, int left) {
        int firstRow = Math.max(0, -top);
        int lastRow = Math.min(other.height, height - top);
        int firstColumn = Math.max(0, -left);
        int columns = Math.min(other.width, width - left) - firstColumn;
        for (int y = firstRow; y < lastRow && columns > 0; y++) {
            System.arraycopy(
                    other.pixels,
                    (y * other.width + firstColumn) * channels,
                    pixels,
                    ((top + y) * width + left + firstColumn) * channels,
                    columns * channels);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image that
                && height == that.height
                && width == that.width
                && channels == that.channels
                && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * height + width) + channels) + Arrays.hashCode(pixels);
    }

    /** {@code Image 224x224x3}. */
    @Override
    public String toString() {
        return "Image " + height + "x" + width + "x" + channels;
    }
}
