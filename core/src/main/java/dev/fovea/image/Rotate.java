package dev.fovea.image;

/**
 * Turns the picture about its middle by a random angle either way, bilinear; the corners that come
 * in are black and the size stays.
 *
 * @param degrees the largest angle, 0 to 180
 */
public record Rotate(double degrees) implements Augmentation {
    public Rotate {
        Augmentation.require(
                degrees >= 0 && degrees <= 180,
                "the degrees of a rotation lie between 0 and 180",
                degrees);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        return by(image, random.uniform(-degrees, degrees));
    }

    /** The picture, turned counter-clockwise. */
    public static Image by(Image image, double degrees) {
        double radians = StrictMath.toRadians(degrees);
        double cos = StrictMath.cos(radians);
        double sin = StrictMath.sin(radians);
        // Output to input, so the inverse; rows count downwards.
        return AffineSampler.about(image, cos, -sin, sin, cos);
    }

    @Override
    public String toString() {
        return "rotate:" + Numbers.plain(degrees);
    }
}
