package dev.fovea.figure;

/** A rectangle that knows its size and how to draw itself; {@link Blocks} makes and joins them. */
public interface Block {
    /** In pixels. */
    int width();

    /** In pixels. */
    int height();

    /** Draws itself with its upper left corner at {@code (left, top)}. */
    void paint(Canvas canvas, int left, int top);
}
