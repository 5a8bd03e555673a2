package dev.fovea.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Range;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static int colour(Image image, int row, int column) {
        return image.at(row, column, 0) << 16
                | image.at(row, column, 1) << 8
                | image.at(row, column, 2);
    }

    private static Image plain(int height, int width, int colour) {
        Canvas canvas = Canvas.of(width, height);
        canvas.fill(0, 0, width, height, colour);
        return canvas.image();
    }

    @Test
    void everyStyleHasEveryCharacterThatTextsNeed() {
        String needed = "AZaz09 .,:;()[]{}<>=+-×·−…–→≤≥≈Σ²½éß";
        for (Type type : Type.values()) {
            int missing = Glyphs.face(type).glyph('□').x();
            int row = Glyphs.face(type).glyph('□').y();
            needed.codePoints()
                    .forEach(c -> {
                        Glyphs.Glyph glyph = Glyphs.face(type).glyph(c);
                        assertThat(glyph.x() == missing && glyph.y() == row)
                                .as("%s: %s", type, Character.toString(c))
                                .isFalse();
                    });
            assertThat(Glyphs.face(type).glyph(0x4e2d))
                    .as("a character outside the atlas is a box")
                    .isEqualTo(Glyphs.face(type).glyph('□'));
        }
    }

    @Test
    void textDarkensThePaperInsideItsOwnRectangleOnly() {
        String text = "Grün: 7×7";
        int width = Type.BODY.width(text);
        Canvas canvas = Canvas.of(width + 20, Type.BODY.lineHeight() + 20);
        canvas.text(10, 10, text, Type.BODY, Palette.INK);
        Image image = canvas.image();

        int dark = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                boolean inside = y >= 10 && y < image.height() - 10 && x >= 9 && x <= width + 10;
                if (colour(image, y, x) != Palette.PAPER) {
                    assertThat(inside).as("row %d, column %d", y, x).isTrue();
                    dark++;
                }
            }
        }
        assertThat(dark).isGreaterThan(100);
    }

    @Test
    void whatSticksOutIsCutOff() {
        Canvas canvas = Canvas.of(8, 8);
        canvas.draw(plain(6, 6, 0x102030), -3, 5);
        canvas.draw(plain(2, 2, 0x102030), 20, 20);
        canvas.fill(6, -2, 10, 4, 0x405060);
        canvas.text(3, -12, "Wide", Type.TITLE, Palette.INK);
        Image image = canvas.image();
        assertThat(colour(image, 7, 2)).isEqualTo(0x102030);
        assertThat(colour(image, 7, 3)).isEqualTo(Palette.PAPER);
    }

    @Test
    void rowsColumnsAndGridsAreAsLargeAsWhatTheyHold() {
        Block wide = Blocks.picture(plain(2, 10, 0));
        Block tall = Blocks.picture(plain(7, 3, 0));
        Block row = Blocks.row(4, Align.CENTRE, wide, tall);
        assertThat(List.of(row.width(), row.height())).containsExactly(17, 7);
        Block column = Blocks.column(4, Align.START, wide, tall);
        assertThat(List.of(column.width(), column.height())).containsExactly(10, 13);
        Block grid = Blocks.grid(2, 1, List.of(wide, tall, wide));
        assertThat(List.of(grid.width(), grid.height())).containsExactly(21, 15);
        Block framed = Blocks.framed(wide);
        assertThat(List.of(framed.width(), framed.height())).containsExactly(12, 4);
    }

    @Test
    void wrappedTextKeepsItsWordsAndItsWidth() {
        Block block = Blocks.wrapped("one two three four five six", 80, Type.BODY, Palette.INK);
        assertThat(block.width()).isLessThanOrEqualTo(80);
        assertThat(block.height()).isGreaterThan(Type.BODY.lineHeight());
        assertThat(Type.SMALL.fitted("a very long caption", 60)).endsWith("…");
        assertThat(Type.SMALL.width(Type.SMALL.fitted("a very long caption", 60)))
                .isLessThanOrEqualTo(60);
    }

    @Test
    void aDivergingMapIsWhiteAtZeroAndAsStrongOnBothSides() {
        Tensor map = Tensor.of(Shape.of(1, 3), -1, 0, 4);
        HeatMap heat = HeatMap.of(map, Colormap.DIVERGING);
        assertThat(heat.range()).isEqualTo(Range.of(-4, 4));
        Image image = heat.image();
        assertThat(image.at(0, 1, 0)).isGreaterThan(240);
        assertThat(image.at(0, 2, 0)).isGreaterThan(image.at(0, 2, 2));
        assertThat(image.at(0, 0, 2)).isGreaterThan(image.at(0, 0, 0));
    }

    @Test
    void anOverlayHasTheSizeOfThePicture() {
        Tensor map = Tensor.of(Shape.of(2, 2), 0, 1, 2, 3);
        Image over = HeatMap.of(map, Colormap.SEQUENTIAL).over(plain(40, 60, 0x808080), 0.6);
        assertThat(List.of(over.height(), over.width(), over.channels()))
                .containsExactly(40, 60, 3);
        assertThatThrownBy(() -> HeatMap.of(Tensor.of(Shape.of(4), 0, 1, 2, 3), Colormap.GREY))
                .hasMessageContaining("H x W");
    }

    @Test
    void numbersAreBrief() {
        assertThat(List.of(0.0, 12.5, -0.0312, 4.2e-7, 1280.0, -3.0, 1.0 / 3, 2.5e7))
                .extracting(Digits::brief)
                .containsExactly("0", "12.5", "−0.031", "4.2e-7", "1280", "−3", "0.33", "2.5e7");
    }

    @Test
    void aChartHasAPathForEveryCurveAndEscapesNames() {
        var chart =
                new LineChart(
                        "a < b",
                        "shift (pixels)",
                        "accuracy (%)",
                        List.of(
                                new LineChart.Series(
                                        "cnn & co", List.of(0.0, 1.0, 2.0), List.of(1.0, 0.5, 0.2)),
                                new LineChart.Series(
                                        "mlp",
                                        List.of(0.0, 1.0, 2.0),
                                        List.of(1.0, Double.NaN, 0.1))));
        assertThat(chart.toSvg())
                .startsWith("<svg xmlns=")
                .contains("a &lt; b", "cnn &amp; co", "stroke-width=\"2\"")
                .doesNotContain("NaN");
    }
}
