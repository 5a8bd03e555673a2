package dev.fovea.image;

/**
 * Covers a rectangle with noise (Zhong et al., "Random erasing data augmentation", AAAI 2020,
 * algorithm 1, with random values, which the paper finds best).
 *
 * @param chance that a picture loses a rectangle, 0 to 1
 * @param area of the rectangle, as a fraction of the picture
 * @param ratio of its height to its width
 */
public record RandomErasing(double chance, Range area, Range ratio) implements Augmentation {
    /** 2 % to 33 % of the picture, as in torchvision. */
    public static final Range DEFAULT_AREA = Range.of(0.02, 0.33);

    /** 0.3 to 3.3, as in torchvision. */
    public static final Range DEFAULT_RATIO = Range.of(0.3, 3.3);

    private static final int ATTEMPTS = 10;

    public RandomErasing {
        Augmentation.require(
                chance >= 0 && chance <= 1, "the chance of erasing lies between 0 and 1", chance);
        Augmentation.require(area.isWithin(0, 1), "the area to erase lies between 0 and 1", area);
        Augmentation.require(
                ratio.isWithin(0.01, 100), "the ratio to erase lies between 0.01 and 100", ratio);
    }

    /** With the area and ratio of the paper. */
    public static RandomErasing of(double chance) {
        return new RandomErasing(chance, DEFAULT_AREA, DEFAULT_RATIO);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        if (!random.chance(chance)) {
            return image;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double pixels = area.draw(random) * image.height() * image.width();
            double shape = ratio.drawLogarithmic(random);
            int height = (int) Math.rint(Math.sqrt(pixels * shape));
            int width = (int) Math.rint(Math.sqrt(pixels / shape));
            if (height < image.height() && width < image.width()) {
                int top = random.below(image.height() - height + 1);
                int left = random.below(image.width() - width + 1);
                return erase(image, top, left, height, width, random);
            }
        }
        return image;
    }

    private static Image erase(
            Image image, int top, int left, int height, int width, SampleRandom random) {
        int channels = image.channels();
        byte[] out = image.pixels().clone();
        for (int y = top; y < top + height; y++) {
            int start = (y * image.width() + left) * channels;
            for (int i = start; i < start + width * channels; i++) {
                out[i] = (byte) (random.next() >>> 56);
            }
        }
        return Image.of(image.height(), image.width(), channels, out);
    }

    @Override
    public String toString() {
        String text = "erase:" + Numbers.plain(chance);
        if (!ratio.equals(DEFAULT_RATIO)) {
            return text + ":" + area + ":" + ratio;
        }
        return area.equals(DEFAULT_AREA) ? text : text + ":" + area;
    }
}
