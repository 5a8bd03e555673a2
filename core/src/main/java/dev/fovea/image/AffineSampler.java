package dev.fovea.image;

/**
 * Reads a picture at places that a linear map gives, bilinear between pixel centres. A place
 * outside the picture is black, as in Pillow's {@code transform}.
 */
final class AffineSampler {
    private AffineSampler() {}

    /**
     * Output pixel (x, y), seen from the middle, is read at {@code (xx x + xy y, yx x + yy y)} from
     * the middle of the picture.
     */
    static Image about(Image image, double xx, double xy, double yx, double yy) {
        int height = image.height();
        int width = image.width();
        int channels = image.channels();
        byte[] out = new byte[image.pixels().length];
        double middleX = width / 2.0;
        double middleY = height / 2.0;
        for (int y = 0, to = 0; y < height; y++) {
            double fromMiddleY = y + 0.5 - middleY;
            for (int x = 0; x < width; x++, to += channels) {
                double fromMiddleX = x + 0.5 - middleX;
                double atX = middleX + xx * fromMiddleX + xy * fromMiddleY;
                double atY = middleY + yx * fromMiddleX + yy * fromMiddleY;
                if (atX >= 0 && atX < width && atY >= 0 && atY < height) {
                    sample(image, atX - 0.5, atY - 0.5, out, to);
                }
            }
        }
        return Image.of(height, width, channels, out);
    }

    private static void sample(Image image, double x, double y, byte[] out, int to) {
        int channels = image.channels();
        int lastColumn = image.width() - 1;
        int lastRow = image.height() - 1;
        int left = (int) Math.floor(x);
        int upper = (int) Math.floor(y);
        double weightX = x - left;
        double weightY = y - upper;
        int x0 = Math.clamp(left, 0, lastColumn) * channels;
        int x1 = Math.clamp(left + 1, 0, lastColumn) * channels;
        int y0 = Math.clamp(upper, 0, lastRow) * image.width() * channels;
        int y1 = Math.clamp(upper + 1, 0, lastRow) * image.width() * channels;
        byte[] in = image.pixels();
        for (int c = 0; c < channels; c++) {
            double above = blend(in[y0 + x0 + c], in[y0 + x1 + c], weightX);
            double below = blend(in[y1 + x0 + c], in[y1 + x1 + c], weightX);
            out[to + c] = (byte) (int) (above + (below - above) * weightY + 0.5);
        }
    }

    private static double blend(byte a, byte b, double weight) {
        int first = a & 0xff;
        return first + ((b & 0xff) - first) * weight;
    }
}
