package dev.fovea.figure;

import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import java.util.ArrayList;
import java.util.List;

/** What figures are made of: pictures, text, scales, and ways to put them together. */
public final class Blocks {
    private Blocks() {}

    /** Room that stays empty. */
    public static Block space(int width, int height) {
        return new Leaf(width, height, (canvas, left, top) -> {});
    }

    public static Block picture(Image image) {
        return new Leaf(
                image.width(),
                image.height(),
                (canvas, left, top) -> canvas.draw(image, left, top));
    }

    /** A picture whose every pixel is {@code factor x factor}. */
    public static Block picture(Image image, int factor) {
        return picture(factor == 1 ? image : Pictures.enlarge(image, factor));
    }

    /** Text, one line for each line of {@code text}. */
    public static Block text(String text, Type type, int colour) {
        List<String> lines = text.lines().toList();
        int width = lines.stream().mapToInt(type::width).max().orElse(0);
        return new Leaf(
                width,
                lines.size() * type.lineHeight(),
                (canvas, left, top) -> {
                    for (int i = 0; i < lines.size(); i++) {
                        canvas.text(left, top + i * type.lineHeight(), lines.get(i), type, colour);
                    }
                });
    }

    /** Body text in ink. */
    public static Block text(String text) {
        return text(text, Type.BODY, Palette.INK);
    }

    /** Text broken at spaces so that no line is wider than {@code width}, if words allow it. */
    public static Block wrapped(String text, int width, Type type, int colour) {
        return text(String.join("\n", lines(text, width, type)), type, colour);
    }

    /** Text broken as {@link #wrapped} does. */
    static List<String> lines(String text, int width, Type type) {
        var lines = new ArrayList<String>();
        for (String paragraph : text.lines().toList()) {
            var line = new StringBuilder();
            for (String word : paragraph.split(" ", -1)) {
                if (!line.isEmpty() && type.width(line + " " + word) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** A block in a frame, which lies around it. */
    public static Block framed(Block inner, int thickness, int colour) {
        int width = inner.width() + 2 * thickness;
        int height = inner.height() + 2 * thickness;
        return new Leaf(
                width,
                height,
                (canvas, left, top) -> {
                    inner.paint(canvas, left + thickness, top + thickness);
                    canvas.frame(left, top, width, height, thickness, colour);
                });
    }

    /** In a thin grey frame. */
    public static Block framed(Block inner) {
        return framed(inner, 1, Palette.LINE);
    }

    /** Blocks side by side. */
    public static Block row(int gap, Align align, List<? extends Block> all) {
        List<? extends Block> blocks = List.copyOf(all);
        int height = blocks.stream().mapToInt(Block::height).max().orElse(0);
        int width = blocks.stream().mapToInt(Block::width).sum() + gap * gaps(blocks);
        return new Leaf(
                width,
                height,
                (canvas, left, top) -> {
                    int x = left;
                    for (Block block : blocks) {
                        block.paint(canvas, x, top + align.offset(height, block.height()));
                        x += block.width() + gap;
                    }
                });
    }

    public static Block row(int gap, Align align, Block... blocks) {
        return row(gap, align, List.of(blocks));
    }

    /** Blocks one below the other. */
    public static Block column(int gap, Align align, List<? extends Block> all) {
        List<? extends Block> blocks = List.copyOf(all);
        int width = blocks.stream().mapToInt(Block::width).max().orElse(0);
        int height = blocks.stream().mapToInt(Block::height).sum() + gap * gaps(blocks);
        return new Leaf(
                width,
                height,
                (canvas, left, top) -> {
                    int y = top;
                    for (Block block : blocks) {
                        block.paint(canvas, left + align.offset(width, block.width()), y);
                        y += block.height() + gap;
                    }
                });
    }

    public static Block column(int gap, Align align, Block... blocks) {
        return column(gap, align, List.of(blocks));
    }

    private static int gaps(List<?> blocks) {
        return Math.max(0, blocks.size() - 1);
    }

    /**
     * A contact sheet: rows of {@code columns} blocks each, left to right and top to bottom, every
     * cell as large as the largest block.
     */
    public static Block grid(int columns, int gap, List<? extends Block> all) {
        return grid(columns, gap, Align.CENTRE, all);
    }

    /** The same, with every block at one side of its cell. */
    public static Block grid(int columns, int gap, Align align, List<? extends Block> all) {
        List<? extends Block> blocks = List.copyOf(all);
        int cellWidth = blocks.stream().mapToInt(Block::width).max().orElse(0);
        int cellHeight = blocks.stream().mapToInt(Block::height).max().orElse(0);
        int across = Math.max(1, Math.min(columns, blocks.size()));
        int down = (blocks.size() + across - 1) / across;
        return new Leaf(
                across * (cellWidth + gap) - gap,
                Math.max(0, down * (cellHeight + gap) - gap),
                (canvas, left, top) -> {
                    for (int i = 0; i < blocks.size(); i++) {
                        Block block = blocks.get(i);
                        block.paint(
                                canvas,
                                left
                                        + i % across * (cellWidth + gap)
                                        + align.offset(cellWidth, block.width()),
                                top + i / across * (cellHeight + gap));
                    }
                });
    }

    /** A block with small text below it, which is shortened to the block's width. */
    public static Block captioned(Block inner, String caption) {
        int width = Math.max(inner.width(), Type.SMALL.width("0000"));
        String fitted = Type.SMALL.fitted(caption, width);
        return column(3, Align.CENTRE, inner, text(fitted, Type.SMALL, Palette.MUTED));
    }

    /** A block under a heading. */
    public static Block headed(String heading, Block inner) {
        return column(6, Align.START, text(heading, Type.BOLD, Palette.INK), inner);
    }

    /**
     * A scale of colours with the numbers they stand for; diverging ones also show their middle.
     *
     * @param height of the bar, in pixels
     */
    public static Block scale(Colormap colours, double low, double high, int height) {
        float[] steps = new float[height];
        for (int i = 0; i < height; i++) {
            steps[i] = height == 1 ? 1 : 1 - (float) i / (height - 1);
        }
        Image bar = Pictures.enlarge(Pictures.heatmap(steps, height, 1, colours, 0, 1), 1);
        List<String> ends = Digits.ends(low, high);
        String top = ends.getLast();
        String middle = colours == Colormap.DIVERGING ? Digits.brief((low + high) / 2) : "";
        String bottom = ends.getFirst();
        int barWidth = 14;
        int textWidth =
                Math.max(
                        Type.SMALL.width(middle),
                        Math.max(Type.SMALL.width(top), Type.SMALL.width(bottom)));
        int line = Type.SMALL.lineHeight();
        return new Leaf(
                barWidth + 6 + textWidth,
                Math.max(height, 2 * line),
                (canvas, left, y) -> {
                    for (int x = 0; x < barWidth; x++) {
                        canvas.draw(bar, left + x, y);
                    }
                    canvas.frame(left, y, barWidth, height, 1, Palette.LINE);
                    int x = left + barWidth + 6;
                    canvas.text(x, y - 1, top, Type.SMALL, Palette.MUTED);
                    if (height >= 4 * line) {
                        int centre = y + (height - line) / 2;
                        canvas.text(x, centre, middle, Type.SMALL, Palette.MUTED);
                    }
                    int last = y + Math.max(height, 2 * line) - line + 2;
                    canvas.text(x, last, bottom, Type.SMALL, Palette.MUTED);
                });
    }

    private interface Painter {
        void paint(Canvas canvas, int left, int top);
    }

    private record Leaf(int width, int height, Painter painter) implements Block {
        @Override
        public void paint(Canvas canvas, int left, int top) {
            painter.paint(canvas, left, top);
        }
    }
}
