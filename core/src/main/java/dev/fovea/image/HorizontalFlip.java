package dev.fovea.image;

/**
 * Mirrors the picture, left for right. Not for digits and letters.
 *
 * @param chance 0 to 1
 */
public record HorizontalFlip(double chance) implements Augmentation {
    public HorizontalFlip {
        Augmentation.require(
                chance >= 0 && chance <= 1, "the chance of a flip lies between 0 and 1", chance);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        return random.chance(chance) ? image.flipHorizontal() : image;
    }

    @Override
    public String toString() {
        return chance == 0.5 ? "flip" : "flip:" + Numbers.plain(chance);
    }
}
