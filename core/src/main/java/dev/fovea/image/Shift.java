package dev.fovea.image;

/**
 * Moves the picture by whole pixels; what it leaves is black.
 *
 * @param fraction how far at most, as a fraction of the height and of the width, 0 to 1
 */
public record Shift(double fraction) implements Augmentation {
    public Shift {
        Augmentation.require(
                fraction >= 0 && fraction <= 1, "a shift lies between 0 and 1", fraction);
    }

    @Override
    public Image apply(Image image, SampleRandom random) {
        int rows = (int) Math.rint(fraction * image.height());
        int columns = (int) Math.rint(fraction * image.width());
        return by(image, random.between(-rows, rows), random.between(-columns, columns));
    }

    /** The picture, moved down and to the right (or up and to the left, if negative). */
    public static Image by(Image image, int down, int right) {
        if (down == 0 && right == 0) {
            return image;
        }
        Image out = Image.black(image.height(), image.width(), image.channels());
        out.paste(image, down, right);
        return out;
    }

    @Override
    public String toString() {
        return "shift:" + Numbers.plain(fraction);
    }
}
