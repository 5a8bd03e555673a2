package dev.fovea.figure;

import java.util.List;

/** Charts in rows and columns on one page, as SVG. */
public final class ChartPage {
    private static final int CHART_WIDTH = 440;
    private static final int CHART_HEIGHT = 300;
    private static final int ROW_GAP = 24;
    private static final int HEAD = 72;
    private static final int LINE = 20;
    private static final int LEFT = 24;

    private ChartPage() {}

    /**
     * The file, without XML declaration.
     *
     * @param title one line
     * @param note what is shown; a line for each of its own, broken where the page ends
     * @param columns charts in a row
     * @param charts row by row
     */
    public static String toSvg(String title, String note, int columns, List<LineChart> charts) {
        int across = Math.min(columns, charts.size());
        int width = across * CHART_WIDTH;
        List<String> lines = Blocks.lines(note, (width - 2 * LEFT) * 3 / 4, Type.BODY);
        int top = HEAD + LINE * lines.size();
        var body = new StringBuilder();
        for (int from = 0; from < charts.size(); from += across) {
            int row = 0;
            for (int i = from; i < Math.min(charts.size(), from + across); i++) {
                LineChart chart = charts.get(i);
                body.append(
                        "<g transform=\"translate(%d %d)\">\n"
                                .formatted((i - from) * CHART_WIDTH, top));
                body.append(chart.toSvg(CHART_WIDTH, CHART_HEIGHT)).append("</g>\n");
                row = Math.max(row, chart.height(CHART_WIDTH, CHART_HEIGHT));
            }
            top += row + ROW_GAP;
        }
        var svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\" role=\"img\">\n"
                        .formatted(width, top, width, top));
        svg.append(
                "<rect width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                        .formatted(width, top, Palette.hex(Palette.PAPER)));
        text(svg, 42, 22, 700, Palette.INK, title);
        for (int i = 0; i < lines.size(); i++) {
            text(svg, 70 + LINE * i, 14, 400, Palette.MUTED, lines.get(i));
        }
        return svg.append(body).append("</svg>\n").toString();
    }

    private static void text(
            StringBuilder svg, int y, int size, int weight, int colour, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(
                "<text x=\"24\" y=\"%d\" font-size=\"%d\" font-weight=\"%d\" fill=\"%s\">%s</text>\n"
                        .formatted(y, size, weight, Palette.hex(colour), escaped));
    }
}
