package dev.fovea.figure;

import dev.fovea.image.Image;

/**
 * A sheet of paper to draw on: RGB, row 0 at the top. What sticks out over the edge is cut off.
 * Colours are {@code 0xRRGGBB}.
 */
public final class Canvas {
    private final int width;
    private final int height;
    private final byte[] pixels;

    private Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        pixels = Image.black(height, width, 3).pixels();
    }

    /** A sheet in {@link Palette#PAPER}. */
    public static Canvas of(int width, int height) {
        var canvas = new Canvas(width, height);
        canvas.fill(0, 0, width, height, Palette.PAPER);
        return canvas;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** What was drawn so far: a view, to be taken when the drawing is done. */
    public Image image() {
        return Image.of(height, width, 3, pixels);
    }

    /** A filled rectangle. */
    public void fill(int left, int top, int width, int height, int colour) {
        int firstRow = Math.max(top, 0);
        int lastRow = Math.min(top + height, this.height);
        int first = Math.max(left, 0);
        int last = Math.min(left + width, this.width);
        for (int y = firstRow; y < lastRow; y++) {
            for (int x = first; x < last; x++) {
                set(x, y, colour);
            }
        }
    }

    /** The edge of a rectangle, {@code thickness} pixels, inside of it. */
    public void frame(int left, int top, int width, int height, int thickness, int colour) {
        fill(left, top, width, thickness, colour);
        fill(left, top + height - thickness, width, thickness, colour);
        fill(left, top, thickness, height, colour);
        fill(left + width - thickness, top, thickness, height, colour);
    }

    /** A picture; grey ones as RGB. */
    public void draw(Image image, int left, int top) {
        byte[] from = image.toRgb().pixels();
        int first = Math.max(-left, 0);
        int columns = Math.min(image.width(), width - left) - first;
        if (columns <= 0) {
            return;
        }
        int lastRow = Math.min(image.height(), height - top);
        for (int y = Math.max(-top, 0); y < lastRow; y++) {
            System.arraycopy(
                    from,
                    (y * image.width() + first) * 3,
                    pixels,
                    ((top + y) * width + left + first) * 3,
                    columns * 3);
        }
    }

    /** A straight line with smooth edges, {@code thickness} pixels wide. */
    public void line(double x0, double y0, double x1, double y1, double thickness, int colour) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length = Math.max(Math.hypot(dx, dy), 1e-9);
        double reach = thickness / 2 + 1;
        int lastRow = Math.min((int) Math.ceil(Math.max(y0, y1) + reach), height - 1);
        int lastColumn = Math.min((int) Math.ceil(Math.max(x0, x1) + reach), width - 1);
        for (int y = Math.max((int) (Math.min(y0, y1) - reach), 0); y <= lastRow; y++) {
            for (int x = Math.max((int) (Math.min(x0, x1) - reach), 0); x <= lastColumn; x++) {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double along = Math.clamp((px * dx + py * dy) / (length * length), 0, 1);
                double distance = Math.hypot(px - along * dx, py - along * dy);
                double cover = Math.clamp(thickness / 2 + 0.5 - distance, 0, 1);
                if (cover > 0) {
                    blend(x, y, colour, (int) Math.rint(255 * cover));
                }
            }
        }
    }

    /** One line of text whose upper left corner lies at {@code (left, top)}. */
    public void text(int left, int top, String text, Type type, int colour) {
        Glyphs.Face face = Glyphs.face(type);
        int baseline = top + face.ascent();
        int pen = left;
        for (int codePoint : text.codePoints().toArray()) {
            Glyphs.Glyph glyph = face.glyph(codePoint);
            glyph(glyph, pen + glyph.left(), baseline + glyph.top(), colour);
            pen += glyph.advance();
        }
    }

    private void glyph(Glyphs.Glyph glyph, int left, int top, int colour) {
        Image atlas = Glyphs.atlas();
        for (int row = 0; row < glyph.height(); row++) {
            for (int column = 0; column < glyph.width(); column++) {
                int x = left + column;
                int y = top + row;
                if (x >= 0 && x < width && y >= 0 && y < height) {
                    blend(x, y, colour, atlas.at(glyph.y() + row, glyph.x() + column, 0));
                }
            }
        }
    }

    private void set(int x, int y, int colour) {
        int at = (y * width + x) * 3;
        pixels[at] = (byte) (colour >> 16);
        pixels[at + 1] = (byte) (colour >> 8);
        pixels[at + 2] = (byte) colour;
    }

    /**
     * @param cover 0 leaves the pixel, 255 gives it the colour
     */
    private void blend(int x, int y, int colour, int cover) {
        int at = (y * width + x) * 3;
        for (int c = 0; c < 3; c++) {
            int below = pixels[at + c] & 0xff;
            int above = colour >> (16 - 8 * c) & 0xff;
            pixels[at + c] = (byte) (below + ((above - below) * cover + 127) / 255);
        }
    }
}
