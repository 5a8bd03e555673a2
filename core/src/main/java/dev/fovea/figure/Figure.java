package dev.fovea.figure;

import dev.fovea.image.Image;

/**
 * A page: a title, a sentence on what is shown, and the thing itself.
 *
 * @param title one line
 * @param note explains; may be empty
 * @param body what is shown
 */
public record Figure(String title, String note, Block body) {
    private static final int MARGIN = 24;
    private static final int LEAST_WIDTH = 420;

    /** The page as a picture. */
    public Image image() {
        int inner = Math.max(LEAST_WIDTH, Math.max(Type.TITLE.width(title), body.width()));
        Block heading = Blocks.text(title, Type.TITLE, Palette.INK);
        // Long lines are hard to read, however wide the page is.
        Block words = Blocks.wrapped(note, Math.min(inner, 860), Type.BODY, Palette.MUTED);
        Block head = note.isEmpty() ? heading : Blocks.column(4, Align.START, heading, words);
        Block page = Blocks.column(18, Align.START, head, body);
        Canvas canvas = Canvas.of(inner + 2 * MARGIN, page.height() + 2 * MARGIN);
        page.paint(canvas, MARGIN, MARGIN);
        return canvas.image();
    }
}
