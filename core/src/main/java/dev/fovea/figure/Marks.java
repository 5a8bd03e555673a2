package dev.fovea.figure;

/** Rectangles drawn over blocks. */
public final class Marks {
    /** Smaller ones would not be seen. */
    private static final int LEAST = 7;

    private Marks() {}

    /**
     * A block with the edge of a rectangle on it, cut off where it leaves the block.
     *
     * @param left pixels of the block, as a fraction of one if need be
     * @param top likewise
     * @param width of what lies inside the edge; at least 7 pixels are drawn, around its middle
     * @param height likewise
     */
    public static Block rectangle(
            Block inner, double left, double top, double width, double height, int colour) {
        return new Marked(inner, left, top, width, height, colour);
    }

    private record Marked(Block inner, double x, double y, double across, double down, int colour)
            implements Block {
        @Override
        public int width() {
            return inner.width();
        }

        @Override
        public int height() {
            return inner.height();
        }

        @Override
        public void paint(Canvas canvas, int left, int top) {
            inner.paint(canvas, left, top);
            double w = Math.max(LEAST, across);
            double h = Math.max(LEAST, down);
            int x0 = (int) Math.rint(x + (across - w) / 2);
            int y0 = (int) Math.rint(y + (down - h) / 2);
            int x1 = (int) Math.rint(x0 + w);
            int y1 = (int) Math.rint(y0 + h);
            for (int edge = 1; edge <= 3; edge++) {
                // Two lines in the colour and a white one around them: seen on every picture.
                int c = edge < 3 ? colour : Palette.PAPER;
                side(canvas, left, top, x0 - edge, y0 - edge, x1 + edge, y0 - edge + 1, c);
                side(canvas, left, top, x0 - edge, y1 + edge - 1, x1 + edge, y1 + edge, c);
                side(canvas, left, top, x0 - edge, y0 - edge, x0 - edge + 1, y1 + edge, c);
                side(canvas, left, top, x1 + edge - 1, y0 - edge, x1 + edge, y1 + edge, c);
            }
        }

        private void side(Canvas canvas, int left, int top, int x0, int y0, int x1, int y1, int c) {
            int fromX = Math.clamp(x0, 0, width());
            int fromY = Math.clamp(y0, 0, height());
            int toX = Math.clamp(x1, 0, width());
            int toY = Math.clamp(y1, 0, height());
            canvas.fill(left + fromX, top + fromY, toX - fromX, toY - fromY, c);
        }
    }
}
