package dev.fovea.app.report;

import dev.fovea.app.report.Exhibit.Chart;
import dev.fovea.app.report.Exhibit.Group;
import dev.fovea.app.report.Exhibit.Pictures;
import dev.fovea.app.report.Exhibit.Plate;
import dev.fovea.app.report.Exhibit.Size;
import dev.fovea.figure.LineChart;
import dev.fovea.image.Image;
import dev.fovea.image.Png;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Exhibits as sections of the page, no more of their pictures than fit it. */
final class ExhibitSections {
    private final Map<String, LineChart> charts = new LinkedHashMap<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private int charactersLeft;

    /**
     * @param characters of base64 in all
     */
    ExhibitSections(List<Exhibit> exhibits, int characters) {
        charactersLeft = characters;
        exhibits.forEach(exhibit -> sections.put(exhibit.id(), section(exhibit)));
    }

    /** The section of an exhibit; empty if it is not among them. */
    Section take(String id) {
        return Optional.ofNullable(sections.remove(id)).orElseGet(Section::empty);
    }

    /** Those that nobody has taken yet. */
    List<Section> rest() {
        return List.copyOf(sections.values());
    }

    /** The charts of all sections, by the id of their places. */
    Map<String, LineChart> charts() {
        return charts;
    }

    private Section section(Exhibit exhibit) {
        List<Html> body = new ArrayList<>();
        body.add(Html.of("<p class=\"note\">{}</p>\n", exhibit.note()));
        for (Group group : exhibit.groups()) {
            if (!group.heading().isEmpty()) {
                body.add(Html.of("<h3>{}</h3>\n", group.heading()));
            }
            body.addAll(plates(exhibit, group));
        }
        return new Section(exhibit.id(), exhibit.title(), body);
    }

    private List<Html> plates(Exhibit exhibit, Group group) {
        List<Html> pictures = new ArrayList<>();
        List<Html> plots = new ArrayList<>();
        List<Html> tables = new ArrayList<>();
        for (Plate plate : group.plates()) {
            switch (plate) {
                case Pictures found -> pictures.add(pictures(found));
                case Chart found -> {
                    plots.add(chart(exhibit, found.chart()));
                    tables.add(table(found.chart()));
                }
            }
        }
        List<Html> parts = new ArrayList<>();
        if (!pictures.isEmpty()) {
            String kind = group.size() == Size.SMALL ? "plates tiny" : "plates";
            parts.add(Html.of("<ul class=\"{}\">\n{}</ul>", kind, pictures));
        }
        if (!plots.isEmpty()) {
            parts.add(Html.of("<div class=\"charts\">{}</div>", plots));
            parts.add(Html.of("<details><summary>All values</summary>{}</details>", tables));
        }
        return parts;
    }

    private Html pictures(Pictures plate) {
        List<Html> images = new ArrayList<>();
        for (Image image : plate.images()) {
            String png = Base64.getEncoder().encodeToString(Png.encode(image));
            if (png.length() > charactersLeft) {
                return Html.NONE;
            }
            charactersLeft -= png.length();
            images.add(
                    Html.of(
                            "<img src=\"data:image/png;base64,{}\" width=\"{}\" height=\"{}\" alt=\"{}\">",
                            png,
                            image.width(),
                            image.height(),
                            images.isEmpty() ? plate.alt() : ""));
        }
        Html caption =
                plate.caption().isEmpty()
                        ? Html.NONE
                        : Html.of("<div class=\"words\">{}</div>", plate.caption());
        return Html.of("<li><div class=\"row\">{}</div>{}</li>\n", images, caption);
    }

    private Html chart(Exhibit exhibit, LineChart chart) {
        String id = "chart-%s-%d".formatted(exhibit.id(), charts.size());
        charts.put(id, chart);
        return Html.of(
                """
                <figure class="chart" id="{}"><figcaption>{}</figcaption>
                <div class="plot" role="img" tabindex="0" aria-label="{}; the values are in the \
                table below"></div></figure>
                """,
                id,
                chart.title(),
                chart.title());
    }

    private static Html table(LineChart chart) {
        List<Html> heads =
                chart.series().stream()
                        .map(s -> Html.of("<th scope=\"col\">{}</th>", s.name()))
                        .toList();
        List<Double> x = chart.series().getFirst().x();
        List<Html> rows = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            List<Html> cells = new ArrayList<>();
            for (LineChart.Series series : chart.series()) {
                cells.add(Html.of("<td>{}</td>", Numbers.value(series.y().get(i))));
            }
            rows.add(Html.of("<tr><th scope=\"row\">{}</th>{}</tr>\n", brief(x.get(i)), cells));
        }
        return Section.scrolling(
                chart.title(),
                Html.of(
                        """
                        <table class="numbers"><caption>{}</caption>
                        <thead><tr><th scope="col">{}</th>{}</tr></thead>
                        <tbody>{}</tbody></table>
                        """,
                        chart.title(),
                        chart.xLabel(),
                        heads,
                        rows));
    }

    private static String brief(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
