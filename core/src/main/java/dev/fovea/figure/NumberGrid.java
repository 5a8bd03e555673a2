package dev.fovea.figure;

import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Range;
import dev.fovea.tensor.Tensor;

/** A matrix as people write it: its numbers in cells, coloured by what they are. */
public final class NumberGrid {
    private static final int CELL_HEIGHT = 24;
    private static final int LEAST_CELL_WIDTH = 30;

    private NumberGrid() {}

    /**
     * Coloured over the range of its own numbers.
     *
     * @param matrix H x W
     */
    public static Block of(Tensor matrix, Colormap colours) {
        return of(matrix, colours, HeatMap.rangeOf(matrix.data(), colours));
    }

    /** Coloured over a given range. */
    public static Block of(Tensor matrix, Colormap colours, Range range) {
        Image tints = new HeatMap(matrix, colours, range).image();
        int rows = tints.height();
        int columns = tints.width();
        int widest = LEAST_CELL_WIDTH;
        for (float number : matrix.data()) {
            widest = Math.max(widest, Type.SMALL.width(Digits.brief(number)) + 10);
        }
        return new Cells(matrix, tints, rows, columns, widest);
    }

    private record Cells(Tensor matrix, Image tints, int rows, int columns, int cellWidth)
            implements Block {
        @Override
        public int width() {
            return columns * cellWidth + 1;
        }

        @Override
        public int height() {
            return rows * CELL_HEIGHT + 1;
        }

        @Override
        public void paint(Canvas canvas, int left, int top) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int x = left + column * cellWidth;
                    int y = top + row * CELL_HEIGHT;
                    int colour =
                            tints.at(row, column, 0) << 16
                                    | tints.at(row, column, 1) << 8
                                    | tints.at(row, column, 2);
                    canvas.fill(x, y, cellWidth, CELL_HEIGHT, colour);
                    canvas.frame(x, y, cellWidth + 1, CELL_HEIGHT + 1, 1, Palette.LINE);
                    String text = Digits.brief(matrix.data()[row * columns + column]);
                    canvas.text(
                            x + (cellWidth - Type.SMALL.width(text)) / 2 + 1,
                            y + (CELL_HEIGHT - Type.SMALL.lineHeight()) / 2 + 1,
                            text,
                            Type.SMALL,
                            Palette.readableOn(colour));
                }
            }
        }
    }
}
