package dev.fovea.image;

/**
 * Cuts a piece of random area, proportions and place out and brings it to one size: the
 * augmentation ImageNet's networks are trained with (Szegedy et al., "Going deeper with
 * convolutions", 2015, section 6), with torchvision's rounding.
 *
 * @param height rows of the result
 * @param width columns of the result
 * @param area of the piece, as a fraction of the picture
 * @param ratio of its width to its height, before resizing
 */
public record RandomResizedCrop(int height, int width, Range area, Range ratio)
        implements Augmentation {
    /** 8 % to all of the picture. */
    public static final Range DEFAULT_AREA = Range.of(0.08, 1);

    /** 3:4 to 4:3. */
    public static final Range DEFAULT_RATIO = Range.of(3.0 / 4, 4.0 / 3);

    private static final int ATTEMPTS = 10;

    public RandomResizedCrop {
        Augmentation.require(
                height >= 1 && width >= 1 && height <= 10_000 && width <= 10_000,
                "the size of a resized-crop lies between 1 and 10,000",
                height + "x" + width);
        Augmentation.require(
                area.low() > 0 && area.isWithin(0, 1),
                "the area of a resized-crop lies between 0 and 1",
                area);
        Augmentation.require(
                ratio.isWithin(0.01, 100),
                "the ratio of a resized-crop lies between 0.01 and 100",
                ratio);
    }

    /** With torchvision's area and ratio. */
    public static RandomResizedCrop of(int height, int width) {
        return new RandomResizedCrop(height, width, DEFAULT_AREA, DEFAULT_RATIO);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        return Resize.exact(piece(image, random), height, width, ResizeFilter.BILINEAR);
    }

    private Image piece(Image image, SampleRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double pixels = area.draw(random) * image.height() * image.width();
            double shape = ratio.drawLogarithmic(random);
            int columns = (int) Math.rint(Math.sqrt(pixels * shape));
            int rows = (int) Math.rint(Math.sqrt(pixels / shape));
            if (rows > 0 && rows <= image.height() && columns > 0 && columns <= image.width()) {
                int top = random.below(image.height() - rows + 1);
                int left = random.below(image.width() - columns + 1);
                return image.crop(top, left, rows, columns);
            }
        }
        // The picture is too long or too wide: the largest piece with allowed proportions.
        double shape = (double) image.width() / image.height();
        double allowed = Math.clamp(shape, ratio.low(), ratio.high());
        int rows = image.height();
        int columns = image.width();
        if (shape < allowed) {
            rows = Math.clamp((int) Math.rint(columns / allowed), 1, image.height());
        } else if (shape > allowed) {
            columns = Math.clamp((int) Math.rint(rows * allowed), 1, image.width());
        }
        int top = (image.height() - rows) / 2;
        int left = (image.width() - columns) / 2;
        return image.crop(top, left, rows, columns);
    }

    @Override
    public String toString() {
        String text = "resized-crop:" + (height == width ? height : height + "x" + width);
        if (!ratio.equals(DEFAULT_RATIO)) {
            return text + ":" + area + ":" + ratio;
        }
        return area.equals(DEFAULT_AREA) ? text : text + ":" + area;
    }
}
