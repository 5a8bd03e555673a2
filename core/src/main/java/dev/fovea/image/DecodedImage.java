package dev.fovea.image;

import java.util.List;

/**
 * A picture with what is worth knowing about its reading.
 *
 * @param image the pixels, upright if the decoder obeys orientation
 * @param info what the header says
 * @param subsampling 1, or k if the picture was above the limit and only every k-th row and column
 *     was kept
 * @param warnings oddities that did not prevent reading, one sentence each
 */
public record DecodedImage(Image image, ImageInfo info, int subsampling, List<String> warnings) {
    public DecodedImage {
        warnings = List.copyOf(warnings);
    }
}
