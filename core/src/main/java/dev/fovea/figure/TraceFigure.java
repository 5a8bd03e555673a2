package dev.fovea.figure;

import dev.fovea.explain.ChannelNames;
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

/** How one number of a network comes about, drawn. */
public final class TraceFigure {
    private static final int SIDE = 300;
    private static final int MOST_PARTS = 4;
    private static final int MOST_LINES = 12;

    private TraceFigure() {}

    /**
     * @param picture as the network reads it
     * @param traces of the number, and of what follows or is followed from it, in order
     * @param names of the channels
     */
    public static Figure of(Image picture, List<Trace> traces, ChannelNames names) {
        Trace first = traces.getFirst();
        var steps = new ArrayList<Block>();
        for (Trace trace : traces) {
            steps.add(Blocks.headed(title(trace, names), body(trace, names)));
        }
        return new Figure(
                "How %s comes to %s".formatted(title(first, names), Digits.brief(first.value())),
                "Left: where it looks, and that part of the picture enlarged (grey lies outside)."
                        + " Right: what it is made of.",
                Blocks.row(
                        36,
                        Align.START,
                        field(picture, first.field()),
                        Blocks.column(26, Align.START, steps)));
    }

    private static String title(Trace trace, ChannelNames names) {
        return "%s at %d,%d"
                .formatted(
                        names.of(trace.node(), trace.cell().channel()),
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

    private static Block body(Trace trace, ChannelNames names) {
        List<Trace.Part> parts = trace.parts();
        Shape window = parts.getFirst().values().shape();
        boolean grids = window.size() > 1 && window.size() <= 121;
        var blocks = new ArrayList<Block>();
        int shown = Math.min(parts.size(), grids ? MOST_PARTS : MOST_LINES);
        Scales scales = Scales.of(trace);
        for (Trace.Part part : parts.subList(0, shown)) {
            String name = names.of(part.source(), part.channel());
            blocks.add(
                    grids
                            ? Blocks.column(
                                    3, Align.START, muted(name), windows(trace, part, scales))
                            : muted(name + ": " + TraceText.line(trace, part)));
        }
        if (shown < parts.size()) {
            blocks.add(muted("and " + TraceText.rest(trace, parts.subList(shown, parts.size()))));
        }
        blocks.add(Blocks.text(TraceText.equation(trace), Type.BOLD, Palette.INK));
        return Blocks.column(12, Align.START, blocks);
    }

    /**
     * One range for all windows of a step: the same colour is the same number, whatever the
     * channel.
     *
     * @param values has zero in it
     * @param weights zero in the middle
     * @param products likewise
     */
    private record Scales(Range values, Range weights, Range products) {
        static Scales of(Trace trace) {
            float[] values = new float[trace.terms().size() + 1];
            float[] weights = new float[values.length];
            float[] products = new float[values.length];
            for (int i = 0; i < trace.terms().size(); i++) {
                Trace.Term term = trace.terms().get(i);
                values[i] = term.value();
                weights[i] = (float) term.weight();
                products[i] = (float) term.product();
            }
            return new Scales(
                    HeatMap.rangeOf(values, Colormap.GREY),
                    HeatMap.rangeOf(weights, Colormap.DIVERGING),
                    HeatMap.rangeOf(products, Colormap.DIVERGING));
        }
    }

    private static Block windows(Trace trace, Trace.Part part, Scales scales) {
        Block values = NumberGrid.of(part.values(), Colormap.GREY, scales.values());
        if (trace.rule() == Trace.Rule.LARGEST) {
            int winner = 0;
            for (int i = 0; i < part.weights().data().length; i++) {
                winner = part.weights().data()[i] == 1 ? i : winner;
            }
            int columns = part.values().shape().extent(1);
            int row = winner / columns;
            double width = (values.width() - 1.0) / columns;
            double height = (values.height() - 1.0) / part.values().shape().extent(0);
            return Marks.rectangle(
                    values,
                    winner % columns * width + 3,
                    row * height + 3,
                    width - 5,
                    height - 5,
                    Palette.ACCENT);
        }
        return Blocks.row(
                8,
                Align.CENTRE,
                values,
                Blocks.text("×"),
                NumberGrid.of(part.weights(), Colormap.DIVERGING, scales.weights()),
                Blocks.text("="),
                NumberGrid.of(part.products(), Colormap.DIVERGING, scales.products()),
                Blocks.text("Σ " + TraceText.number(part.sum())));
    }

    private static Block muted(String text) {
        return Blocks.text(text, Type.BODY, Palette.MUTED);
    }
}
