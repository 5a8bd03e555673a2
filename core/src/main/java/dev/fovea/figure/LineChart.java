package dev.fovea.figure;

import dev.fovea.image.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Curves over common axes, as SVG.
 *
 * @param title one line
 * @param xLabel what runs along the lower axis, with its unit
 * @param yLabel what the curves show, with its unit
 * @param series the curves
 * @param range what the upright axis reaches at least, so that charts can be compared; empty for
 *     what the curves need
 */
public record LineChart(
        String title, String xLabel, String yLabel, List<Series> series, Optional<Range> range) {
    private static final Frame USUAL = new Frame(720, 400);
    private static final int LEFT = 72;
    private static final int RIGHT = 24;
    private static final int TOP = 52;
    private static final int BOTTOM = 56;
    private static final String FONT =
            "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

    public LineChart {
        series = List.copyOf(series);
        if (series.isEmpty()) {
            throw new IllegalArgumentException("LineChart: at least one curve");
        }
    }

    /**
     * One curve.
     *
     * @param name for the legend
     * @param x ascending
     * @param y as many numbers; NaN leaves a gap
     */
    public record Series(String name, List<Double> x, List<Double> y) {
        public Series {
            x = List.copyOf(x);
            y = List.copyOf(y);
            if (x.isEmpty() || x.size() != y.size()) {
                throw new IllegalArgumentException(
                        "LineChart: curve '%s' needs as many x as y and at least one, got %d and %d"
                                .formatted(name, x.size(), y.size()));
            }
        }
    }

    /** With an upright axis as long as the curves need. */
    public LineChart(String title, String xLabel, String yLabel, List<Series> series) {
        this(title, xLabel, yLabel, series, Optional.empty());
    }

    /** With an upright axis that reaches from {@code low} to {@code high} at least. */
    public LineChart withRange(double low, double high) {
        return new LineChart(title, xLabel, yLabel, series, Optional.of(Range.of(low, high)));
    }

    /** The file, without XML declaration, so that it can stand in a page. */
    public String toSvg() {
        return toSvg(USUAL);
    }

    /**
     * The same in another size; texts keep theirs.
     *
     * @param width in pixels
     * @param chartHeight in pixels, without the legend below it
     */
    public String toSvg(int width, int chartHeight) {
        return toSvg(new Frame(width, chartHeight));
    }

    /** How high {@link #toSvg(int, int)} gets with its legend, in pixels. */
    int height(int width, int chartHeight) {
        return chartHeight + legendHeight(new Frame(width, chartHeight));
    }

    private String toSvg(Frame frame) {
        Axis x = Axis.of(series.stream().flatMap(s -> s.x().stream()).toList());
        List<Double> heights =
                new ArrayList<>(series.stream().flatMap(s -> s.y().stream()).toList());
        range.ifPresent(r -> heights.addAll(List.of(r.low(), r.high())));
        Axis y = Axis.of(heights);
        int height = frame.height() + legendHeight(frame);
        var svg = new StringBuilder();
        svg.append(
                ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                                + " height=\"%d\" font-family=\"%s\" role=\"img\">\n")
                        .formatted(frame.width(), height, frame.width(), height, FONT));
        svg.append("<title>").append(escaped(title)).append("</title>\n");
        svg.append(
                "<rect width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                        .formatted(frame.width(), height, Palette.hex(Palette.PAPER)));
        text(svg, LEFT, 30, "start", 16, Palette.INK, title, " font-weight=\"600\"");
        grid(svg, frame, x, y);
        for (int i = 0; i < series.size(); i++) {
            curve(svg, series.get(i), Palette.hex(Palette.series(i)), frame, x, y);
        }
        legend(svg, frame);
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg, Frame frame, Axis x, Axis y) {
        int bottom = frame.height() - BOTTOM;
        int right = frame.width() - RIGHT;
        for (double tick : y.ticks()) {
            double at = frame.down(y, tick);
            stroke(svg, LEFT, at, right, at, tick == y.low() ? Palette.MUTED : 0xe3e7eb);
            text(svg, LEFT - 8, at + 4, "end", 12, Palette.MUTED, y.label(tick), "");
        }
        for (double tick : x.ticks()) {
            double at = frame.across(x, tick);
            stroke(svg, at, bottom, at, bottom + 5, Palette.MUTED);
            text(svg, at, bottom + 20, "middle", 12, Palette.MUTED, x.label(tick), "");
        }
        text(svg, (LEFT + right) / 2.0, bottom + 42, "middle", 13, Palette.INK, xLabel, "");
        double middle = (TOP + bottom) / 2.0;
        String turned = " transform=\"rotate(-90 18 %s)\"".formatted(number(middle));
        text(svg, 18, middle, "middle", 13, Palette.INK, yLabel, turned);
    }

    private static void curve(
            StringBuilder svg, Series curve, String colour, Frame frame, Axis x, Axis y) {
        var path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < curve.x().size(); i++) {
            if (!Double.isFinite(curve.y().get(i))) {
                pen = false;
                continue;
            }
            path.append(pen ? 'L' : 'M')
                    .append(number(frame.across(x, curve.x().get(i))))
                    .append(' ')
                    .append(number(frame.down(y, curve.y().get(i))));
            pen = true;
        }
        svg.append(
                ("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
                                + " stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n")
                        .formatted(path, colour));
    }

    /** Names below the chart: curves may be anywhere inside of it. */
    private void legend(StringBuilder svg, Frame frame) {
        double left = LEFT;
        double top = frame.height() + 8;
        for (int i = 0; i < series.size(); i++) {
            double width = legendWidth(series.get(i));
            if (left > LEFT && left + width > frame.width() - RIGHT) {
                left = LEFT;
                top += 22;
            }
            svg.append(
                    "<path d=\"M%s %sh22\" stroke=\"%s\" stroke-width=\"3\" stroke-linecap=\"round\"/>\n"
                            .formatted(
                                    number(left), number(top - 4), Palette.hex(Palette.series(i))));
            text(svg, left + 30, top, "start", 13, Palette.INK, series.get(i).name(), "");
            left += width;
        }
    }

    private int legendHeight(Frame frame) {
        int rows = 1;
        double left = LEFT;
        for (Series curve : series) {
            double width = legendWidth(curve);
            if (left > LEFT && left + width > frame.width() - RIGHT) {
                left = LEFT;
                rows++;
            }
            left += width;
        }
        return 22 * rows;
    }

    private static double legendWidth(Series curve) {
        return 30 + 1.05 * Type.BODY.width(curve.name()) + 24;
    }

    private static void stroke(
            StringBuilder svg, double x0, double y0, double x1, double y1, int colour) {
        svg.append(
                "<path d=\"M%s %sL%s %s\" stroke=\"%s\"/>\n"
                        .formatted(
                                number(x0),
                                number(y0),
                                number(x1),
                                number(y1),
                                Palette.hex(colour)));
    }

    private static void text(
            StringBuilder svg,
            double x,
            double y,
            String anchor,
            int size,
            int colour,
            String words,
            String more) {
        svg.append(
                "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\"%s>%s</text>\n"
                        .formatted(
                                number(x),
                                number(y),
                                anchor,
                                size,
                                Palette.hex(colour),
                                more,
                                escaped(words)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** How large the chart is, without its legend, and where numbers lie in it. */
    private record Frame(int width, int height) {
        double across(Axis axis, double value) {
            return LEFT + axis.at(value) * (width - LEFT - RIGHT);
        }

        double down(Axis axis, double value) {
            return height - BOTTOM - axis.at(value) * (height - TOP - BOTTOM);
        }
    }

    /**
     * From a round number to a round number.
     *
     * @param step between two marks
     */
    private record Axis(double low, double high, double step) {
        static Axis of(List<Double> values) {
            double least =
                    values.stream().filter(Double::isFinite).mapToDouble(v -> v).min().orElse(0);
            double most =
                    values.stream().filter(Double::isFinite).mapToDouble(v -> v).max().orElse(1);
            double span = most > least ? most - least : Math.max(Math.abs(most), 1);
            double power = Math.pow(10, Math.floor(Math.log10(span / 5)));
            double ratio = span / 5 / power;
            double step = power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
            double low = step * Math.floor(least / step + 1e-9);
            double high = step * Math.ceil(most / step - 1e-9);
            return new Axis(low, high > low ? high : low + step, step);
        }

        double at(double value) {
            return (value - low) / (high - low);
        }

        List<Double> ticks() {
            var ticks = new ArrayList<Double>();
            for (int i = 0; low + i * step <= high + step / 2; i++) {
                ticks.add(low + i * step);
            }
            return ticks;
        }

        String label(double tick) {
            int decimals = (int) Math.clamp(Math.ceil(-Math.log10(step) - 1e-9), 0, 8);
            String text = String.format(Locale.ROOT, "%." + decimals + "f", tick);
            return text.replace('-', '−');
        }
    }
}
