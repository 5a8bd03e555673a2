package dev.fovea.figure;

/** The styles of text in pictures: DejaVu Sans, drawn from an atlas that the jar brings along. */
public enum Type {
    /** 11 pixels. */
    SMALL,
    /** 13 pixels. */
    BODY,
    /** 13 pixels, bold. */
    BOLD,
    /** 18 pixels, bold. */
    TITLE,
    /** 12 pixels, all characters equally wide. */
    MONO;

    /** Pixels from one baseline to the next. */
    public int lineHeight() {
        return Glyphs.face(this).lineHeight();
    }

    /** Pixels from the top of a line to its baseline. */
    int ascent() {
        return Glyphs.face(this).ascent();
    }

    /** Width of one line in pixels. */
    public int width(String text) {
        Glyphs.Face face = Glyphs.face(this);
        return text.codePoints().map(c -> face.glyph(c).advance()).sum();
    }

    /** The text itself, or its beginning and an ellipsis where it is wider than {@code width}. */
    public String fitted(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end) + "…") > width) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).stripTrailing() + "…";
    }
}
