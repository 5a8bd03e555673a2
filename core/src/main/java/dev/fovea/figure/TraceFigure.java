package dev.fovea.figure;

import dev.fovea.explain.Trace;
import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Range;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;
import dev.fovea.nn.ReceptiveField;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How one number of a network comes about, drawn. */
public final class TraceFigure {
    private static final int SIDE = 300;
    private static final int MOST_PARTS = 4;
    private static final int MOST_LINES = 12;

    private TraceFigure() {}

    /**
     * @param picture as the network reads it
     * @param traces of the number, and of what follows or is followed from it, in order
     */
    public static Figure of(Image picture, List<Trace> traces) {
        Trace first = traces.getFirst();
        var steps = new ArrayList<Block>();
        for (Trace trace : traces) {
            steps.add(Blocks.headed(title(trace), body(trace)));
        }
        return new Figure(
                "How %s comes to %s".formatted(title(first), Digits.brief(first.value())),
                "Left: where it looks, and that part of the picture enlarged (grey lies outside)."
                        + " Right: what it is made of.",
                Blocks.row(
                        36,
                        Align.START,
                        field(picture, first.field()),
                        Blocks.column(26, Align.START, steps)));
    }

    private static String title(Trace trace) {
        return "%s, channel %d at %d,%d"
                .formatted(
                        trace.node(),
                        trace.cell().channel(),
                        trace.cell().column(),
                        trace.cell().row());
    }

    private static Block field(Image picture, ReceptiveField.Region region) {
        double factor = (double) SIDE / Math.max(picture.height(), picture.width());
        Image shown = scaled(picture.toRgb(), factor);
        Block whole = FieldFigure.marked(Blocks.picture(shown), region, factor);
        Canvas cut = Canvas.of(region.width(), region.height());
        cut.fill(0, 0, region.width(), region.height(), Palette.LINE);
        cut.draw(picture, -region.left(), -region.top());
        double enlarged = (double) SIDE / Math.max(region.width(), region.height());
        return Blocks.column(
                20,
                Align.START,
                Blocks.headed("The picture", whole),
                Blocks.headed(
                        "What it sees: %d×%d".formatted(region.height(), region.width()),
                        Blocks.framed(Blocks.picture(scaled(cut.image(), enlarged)))));
    }

    private static Image scaled(Image image, double factor) {
        return Resize.exact(
                image,
                (int) Math.max(1, Math.rint(image.height() * factor)),
                (int) Math.max(1, Math.rint(image.width() * factor)),
                factor > 1 ? ResizeFilter.NEAREST : ResizeFilter.BICUBIC);
    }

    private static Block body(Trace trace) {
        List<Trace.Part> parts = trace.parts();
        Shape window = parts.getFirst().values().shape();
        boolean grids = window.size() > 1 && window.size() <= 121;
        var blocks = new ArrayList<Block>();
        int shown = Math.min(parts.size(), grids ? MOST_PARTS : MOST_LINES);
        Range read = valuesRead(trace);
        for (Trace.Part part : parts.subList(0, shown)) {
            blocks.add(grids ? windows(trace, part, read) : line(trace, part));
        }
        if (shown < parts.size()) {
            double rest = parts.stream().skip(shown).mapToDouble(Trace.Part::sum).sum();
            blocks.add(
                    muted(
                            "and %d more channels, together %s"
                                    .formatted(parts.size() - shown, number(rest))));
        }
        blocks.add(Blocks.text(equation(trace), Type.BOLD, Palette.INK));
        return Blocks.column(12, Align.START, blocks);
    }

    /** One range for all windows, with zero in it: the same grey is the same number. */
    private static Range valuesRead(Trace trace) {
        double low = 0;
        double high = 0;
        for (Trace.Term term : trace.terms()) {
            if (Float.isFinite(term.value())) {
                low = Math.min(low, term.value());
                high = Math.max(high, term.value());
            }
        }
        return Range.of(low, high);
    }

    private static Block windows(Trace trace, Trace.Part part, Range read) {
        Block values = NumberGrid.of(part.values(), Colormap.GREY, read);
        Block name = muted("%s, channel %d".formatted(part.source(), part.channel()));
        if (trace.rule() == Trace.Rule.LARGEST) {
            int winner = 0;
            for (int i = 0; i < part.weights().data().length; i++) {
                winner = part.weights().data()[i] == 1 ? i : winner;
            }
            int columns = part.values().shape().extent(1);
            int row = winner / columns;
            double width = (values.width() - 1.0) / columns;
            double height = (values.height() - 1.0) / part.values().shape().extent(0);
            Block marked =
                    Marks.rectangle(
                            values,
                            winner % columns * width + 3,
                            row * height + 3,
                            width - 5,
                            height - 5,
                            Palette.ACCENT);
            return Blocks.column(3, Align.START, name, marked);
        }
        return Blocks.column(
                3,
                Align.START,
                name,
                Blocks.row(
                        8,
                        Align.CENTRE,
                        values,
                        Blocks.text("×"),
                        NumberGrid.of(part.weights(), Colormap.DIVERGING),
                        Blocks.text("="),
                        NumberGrid.of(part.products(), Colormap.DIVERGING),
                        Blocks.text("Σ " + number(part.sum()))));
    }

    private static Block line(Trace trace, Trace.Part part) {
        String value = number(part.values().data()[0]);
        String text =
                switch (trace.rule()) {
                    case SUM, NEIGHBOURS ->
                            "%s × %s = %s"
                                    .formatted(
                                            value,
                                            number(part.weights().data()[0]),
                                            number(part.sum()));
                    case SOFTMAX, LOG_SOFTMAX ->
                            "%s, share %s".formatted(value, number(part.sum()));
                    case FUNCTION, PRODUCT, COPY, LARGEST -> value;
                };
        return muted("%s, channel %d: %s".formatted(part.source(), part.channel(), text));
    }

    private static Block muted(String text) {
        return Blocks.text(text, Type.BODY, Palette.MUTED);
    }

    /** {@code Σ products −0.3 + bias 0.1 = −0.2; the network computes −0.2}, by the rule. */
    public static String equation(Trace trace) {
        double products = trace.result() - trace.constant();
        String made =
                switch (trace.rule()) {
                    case SUM ->
                            "Σ products %s + constant %s = %s"
                                    .formatted(
                                            number(products),
                                            number(trace.constant()),
                                            number(trace.result()));
                    case LARGEST -> "the largest: " + number(trace.result());
                    case FUNCTION -> "the function gives " + number(trace.result());
                    case SOFTMAX -> "its share: " + number(trace.result());
                    case LOG_SOFTMAX -> "the logarithm of its share: " + number(trace.result());
                    case NEIGHBOURS -> "normalised: " + number(trace.result());
                    case PRODUCT -> "multiplied: " + number(trace.result());
                    case COPY -> "unchanged: " + number(trace.result());
                };
        return made + "; the network computes " + number(trace.value());
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return size != 0 && (size < 1e-3 || size >= 1e5)
                ? Digits.brief(value)
                : String.format(Locale.ROOT, "%.4f", value).replace('-', '−');
    }
}
