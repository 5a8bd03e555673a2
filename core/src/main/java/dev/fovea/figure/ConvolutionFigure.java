package dev.fovea.figure;

import dev.fovea.explain.Convolution;
import dev.fovea.explain.ImageKernel;
import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Range;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;

/** Input, kernel and output side by side, and the same with the kernel flipped. */
public final class ConvolutionFigure {
    /** Larger pictures are shrunk for the page; the numbers are those of the whole picture. */
    private static final int MOST_SIDE = 420;

    private static final int LEAST_SIDE = 180;

    /** Maps up to this many cells a side are shown with their numbers. */
    private static final int MOST_NUMBERS = 12;

    private ConvolutionFigure() {}

    /**
     * @param output of the convolution, H' x W' x C
     * @param flipped of the same with its kernel flipped
     * @param cell column and row of a cell to mark; empty to mark none
     */
    public static Figure of(Convolution convolution, Tensor output, Tensor flipped, int[] cell) {
        ImageKernel kernel = convolution.kernel();
        boolean edges = kernel.sumsToZero() && output.shape().channels() == 1;
        Range range = edges ? HeatMap.rangeOf(output.data(), Colormap.DIVERGING) : Range.of(0, 255);
        Mark window = Mark.none();
        Mark result = Mark.none();
        if (cell.length > 0) {
            Convolution.Window w = convolution.window(cell[1], cell[0], 0);
            window = new Mark(w.left(), w.top(), w.width(), w.height());
            result = new Mark(cell[0], cell[1], 1, 1);
        }
        Block input = map(convolution.input(), Range.of(0, 255), false, window);
        Block shown = Blocks.headed("Kernel " + kernel.name(), grid(kernel));
        var rows = new ArrayList<Block>();
        rows.add(
                Blocks.row(
                        20,
                        Align.START,
                        Blocks.headed("Input " + convolution.input().shape(), input),
                        shown,
                        Blocks.headed(
                                "Output " + output.shape(),
                                scaled(map(output, range, edges, result), range, edges))));
        boolean same = kernel.numbers().equals(kernel.flipped().numbers());
        if (!same) {
            rows.add(
                    Blocks.row(
                            20,
                            Align.START,
                            Blocks.space(input.width(), 1),
                            Blocks.column(
                                    0,
                                    Align.START,
                                    Blocks.headed("Flipped", grid(kernel.flipped())),
                                    Blocks.space(shown.width(), 0)),
                            Blocks.headed(
                                    "Output of the flipped kernel",
                                    scaled(map(flipped, range, edges, result), range, edges))));
        }
        String note =
                "Networks slide the kernel over the picture as it is (cross-correlation)."
                        + " Mathematics turns it by 180 degrees first (convolution); "
                        + (same ? "this kernel stays the same then." : "the lower row shows that.")
                        + (edges
                                ? " Red is positive, blue negative, white zero."
                                : " Values below 0 and above 255 are drawn as 0 and 255.");
        return new Figure(
                "Convolution: " + kernel.name(), note, Blocks.column(20, Align.START, rows));
    }

    private static Block grid(ImageKernel kernel) {
        return NumberGrid.of(kernel.numbers(), Colormap.DIVERGING);
    }

    private static Block scaled(Block map, Range range, boolean edges) {
        return edges
                ? Blocks.row(
                        8,
                        Align.START,
                        map,
                        Blocks.scale(Colormap.DIVERGING, range.low(), range.high(), map.height()))
                : map;
    }

    /** A rectangle of cells. */
    private record Mark(int left, int top, int width, int height) {
        static Mark none() {
            return new Mark(0, 0, 0, 0);
        }
    }

    private static Block map(Tensor map, Range range, boolean edges, Mark mark) {
        Shape shape = map.shape();
        Colormap colours = edges ? Colormap.DIVERGING : Colormap.GREY;
        int most = Math.max(shape.height(), shape.width());
        if (shape.channels() == 1 && most <= MOST_NUMBERS) {
            Tensor matrix = Tensor.of(Shape.of(shape.height(), shape.width()), map.data());
            Range own = edges ? range : HeatMap.rangeOf(map.data(), colours);
            Block grid = NumberGrid.of(matrix, colours, own);
            return marked(
                    grid,
                    (double) (grid.width() - 1) / shape.width(),
                    (double) (grid.height() - 1) / shape.height(),
                    mark);
        }
        Image image = image(map, colours, range);
        double factor = Math.min(1, (double) MOST_SIDE / most);
        if (most < LEAST_SIDE) {
            factor = Math.ceilDiv(LEAST_SIDE, most);
        }
        int height = (int) Math.max(1, Math.rint(shape.height() * factor));
        int width = (int) Math.max(1, Math.rint(shape.width() * factor));
        ResizeFilter filter = factor > 1 ? ResizeFilter.NEAREST : ResizeFilter.BICUBIC;
        Block picture = Blocks.picture(Resize.exact(image, height, width, filter));
        return marked(
                picture, (double) width / shape.width(), (double) height / shape.height(), mark);
    }

    private static Image image(Tensor map, Colormap colours, Range range) {
        Shape shape = map.shape();
        if (shape.channels() == 1) {
            Tensor matrix = Tensor.of(Shape.of(shape.height(), shape.width()), map.data());
            return new HeatMap(matrix, colours, range).image();
        }
        byte[] pixels = new byte[map.data().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.rint(Math.clamp(map.data()[i], 0, 255));
        }
        return Image.of(shape.height(), shape.width(), shape.channels(), pixels);
    }

    private static Block marked(Block inner, double cellWidth, double cellHeight, Mark mark) {
        if (mark.width() == 0) {
            return inner;
        }
        return new Block() {
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
                // One pixel of a shrunken picture would not be seen: a mark has at least nine.
                int width = (int) Math.max(9, Math.rint(mark.width() * cellWidth) + 2);
                int height = (int) Math.max(9, Math.rint(mark.height() * cellHeight) + 2);
                double x = (mark.left() + mark.width() / 2.0) * cellWidth - width / 2.0;
                double y = (mark.top() + mark.height() / 2.0) * cellHeight - height / 2.0;
                canvas.frame(
                        left + (int) Math.rint(x),
                        top + (int) Math.rint(y),
                        width,
                        height,
                        2,
                        Palette.ACCENT);
            }
        };
    }
}
