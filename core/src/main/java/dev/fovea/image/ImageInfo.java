package dev.fovea.image;

/**
 * What the header of a picture file says, read without decoding the pixels.
 *
 * @param format the kind of file, by its first bytes and not by its name
 * @param width columns as stored, before the orientation is obeyed
 * @param height rows as stored, before the orientation is obeyed
 * @param mode Pillow's word for the pixels: "1" (black and white), "L" (grey), "LA" (grey with
 *     alpha), "P" (palette), "RGB", "RGBA", "CMYK"; a 16-bit PNG has ";16" behind it ("I;16" for
 *     grey as Pillow has it, "RGB;16", "RGBA;16", "LA;16")
 * @param orientation how the picture has to be turned to stand upright; {@link Orientation#UPRIGHT}
 *     where the file does not say
 */
public record ImageInfo(
        ImageFormat format, int width, int height, String mode, Orientation orientation) {

    /** Columns of the upright picture. */
    public int uprightWidth() {
        return orientation.swapsSides() ? height : width;
    }

    /** Rows of the upright picture. */
    public int uprightHeight() {
        return orientation.swapsSides() ? width : height;
    }

    /** The number of pixels. */
    public long pixels() {
        return (long) width * height;
    }

    /** 1 for the grey modes, 3 for all others: the channels of the decoded {@link Image}. */
    public int channels() {
        return switch (mode) {
            case "1", "L", "LA", "LA;16", "I;16" -> 1;
            default -> 3;
        };
    }
}
