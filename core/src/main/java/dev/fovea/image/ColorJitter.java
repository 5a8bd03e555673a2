package dev.fovea.image;

/**
 * Changes brightness, contrast and saturation, in random order, as torchvision's {@code
 * ColorJitter} does with Pillow: each is blended with black, with its mean grey, or with its grey
 * picture by a factor of {@code 1 - x} to {@code 1 + x}.
 *
 * @param brightness x for the brightness, 0 or more
 * @param contrast x for the contrast
 * @param saturation x for the saturation; a grey picture has none
 */
public record ColorJitter(double brightness, double contrast, double saturation)
        implements Augmentation {
    public ColorJitter {
        for (double x : new double[] {brightness, contrast, saturation}) {
            Augmentation.require(
                    x >= 0 && x <= 10, "the strengths of color lie between 0 and 10", x);
        }
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        Image changed = image;
        int order = random.below(6);
        int first = order / 2;
        int second = (first + 1 + order % 2) % 3;
        for (int which : new int[] {first, second, 3 - first - second}) {
            changed =
                    switch (which) {
                        case 0 -> brighten(changed, factor(brightness, random));
                        case 1 -> contrast(changed, factor(contrast, random));
                        default -> saturate(changed, factor(saturation, random));
                    };
        }
        return changed;
    }

    private static double factor(double strength, SampleRandom random) {
        return random.uniform(Math.max(0, 1 - strength), 1 + strength);
    }

    /** Pillow's {@code ImageEnhance.Brightness}: 0 is black, 1 the picture itself. */
    static Image brighten(Image image, double factor) {
        byte[] table = new byte[256];
        for (int value = 0; value < 256; value++) {
            table[value] = blend(0, value, (float) factor);
        }
        return lookUp(image, table);
    }

    /** Pillow's {@code ImageEnhance.Contrast}: 0 is all grey, 1 the picture itself. */
    static Image contrast(Image image, double factor) {
        byte[] grey = image.toGray().pixels();
        long sum = 0;
        for (byte value : grey) {
            sum += value & 0xff;
        }
        int mean = (int) ((double) sum / grey.length + 0.5);
        byte[] table = new byte[256];
        for (int value = 0; value < 256; value++) {
            table[value] = blend(mean, value, (float) factor);
        }
        return lookUp(image, table);
    }

    /** Pillow's {@code ImageEnhance.Color}: 0 is without colours, 1 the picture itself. */
    static Image saturate(Image image, double factor) {
        if (image.channels() == 1) {
            return image;
        }
        byte[] in = image.pixels();
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i += 3) {
            int grey = Image.luma(in, i);
            for (int c = 0; c < 3; c++) {
                out[i + c] = blend(grey, in[i + c] & 0xff, (float) factor);
            }
        }
        return Image.of(image.height(), image.width(), 3, out);
    }

    private static Image lookUp(Image image, byte[] table) {
        byte[] in = image.pixels();
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i++) {
            out[i] = table[in[i] & 0xff];
        }
        return Image.of(image.height(), image.width(), image.channels(), out);
    }

    /** Pillow's {@code blend}: in single precision, and cut off rather than rounded. */
    private static byte blend(int from, int to, float factor) {
        float value = from + factor * (to - from);
        return (byte) Math.clamp((int) value, 0, 255);
    }

    @Override
    public String toString() {
        String first = "color:" + Numbers.plain(brightness);
        return brightness == contrast && contrast == saturation
                ? first
                : first + ":" + Numbers.plain(contrast) + ":" + Numbers.plain(saturation);
    }
}
