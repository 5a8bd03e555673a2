package dev.fovea.image;

/**
 * A random change of a training picture that leaves its class as it is. Works on bytes, before the
 * preprocessing; a value whose {@code toString} is the text {@link Augmentations#parse} reads.
 */
public sealed interface Augmentation
        permits HorizontalFlip,
                PadAndCrop,
                RandomResizedCrop,
                Shift,
                Rotate,
                Zoom,
                ColorJitter,
                RandomErasing {
    /**
     * The changed picture; H x W x C stay the same except for {@link RandomResizedCrop}.
     *
     * @param random where all chance comes from
     */
    Image apply(Image image, SampleRandom random);

    /** Checks what a record's constructor is given. */
    static void require(boolean good, String rule, Object found) {
        if (!good) {
            throw new IllegalArgumentException("augment: " + rule + ", got " + found);
        }
    }
}
