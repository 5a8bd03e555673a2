package dev.fovea.figure;

import java.util.List;

/** Charts in rows and columns on one page, as SVG. */
public final class ChartPage {
    private static final int CHART_WIDTH = 720;
    private static final int ROW_HEIGHT = 490;
    private static final int HEAD = 96;

    private ChartPage() {}

    /**
     * The file, without XML declaration.
     *
     * @param title one line
     * @param note what is shown; lines are broken where the text has line breaks
     * @param columns charts in a row
     * @param charts row by row
     */
    public static String toSvg(String title, String note, int columns, List<LineChart> charts) {
        int across = Math.min(columns, charts.size());
        int down = Math.ceilDiv(charts.size(), across);
        List<String> lines = note.lines().toList();
        int head = HEAD + 20 * lines.size();
        int width = across * CHART_WIDTH;
        int height = head + down * ROW_HEIGHT;
        var svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\" role=\"img\">\n"
                        .formatted(width, height, width, height));
        svg.append(
                "<rect width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                        .formatted(width, height, Palette.hex(Palette.PAPER)));
        text(svg, 48, 26, 700, Palette.INK, title);
        for (int i = 0; i < lines.size(); i++) {
            text(svg, 80 + 22 * i, 16, 400, Palette.MUTED, lines.get(i));
        }
        for (int i = 0; i < charts.size(); i++) {
            svg.append(
                    "<g transform=\"translate(%d %d)\">\n"
                            .formatted(i % across * CHART_WIDTH, head + i / across * ROW_HEIGHT));
            svg.append(charts.get(i).toSvg()).append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void text(
            StringBuilder svg, int y, int size, int weight, int colour, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(
                "<text x=\"72\" y=\"%d\" font-size=\"%d\" font-weight=\"%d\" fill=\"%s\">%s</text>\n"
                        .formatted(y, size, weight, Palette.hex(colour), escaped));
    }
}
