package dev.fovea.image;

/**
 * Makes what is seen larger or smaller about the middle, bilinear; the size of the picture stays
 * and what is left free is black.
 *
 * @param factor 2 shows everything twice as large
 */
public record Zoom(Range factor) implements Augmentation {
    public Zoom {
        Augmentation.require(
                factor.isWithin(0.1, 10), "the factors of a scale lie between 0.1 and 10", factor);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        return by(image, factor.draw(random));
    }

    /** The picture with what it shows {@code factor} times as large, about the middle. */
    public static Image by(Image image, double factor) {
        return AffineSampler.about(image, 1 / factor, 0, 0, 1 / factor);
    }

    @Override
    public String toString() {
        return "scale:" + factor;
    }
}
