package dev.fovea.figure;

import dev.fovea.explain.Change;
import dev.fovea.explain.InvarianceCurve;
import dev.fovea.explain.InvarianceCurve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** The curves of {@link dev.fovea.explain.Invariance} of one model or several, as SVG. */
public final class InvariancePage {
    private static final String NOTE =
            """
            Distances are relative: 0 means that nothing changed. In place compares a map with itself before the change (invariance); \
            moved along
            shifts it first as the picture was shifted (equivariance). A convolution is equivariant, pooling adds a little invariance, \
            and a dense layer
            behind Flatten has a weight for every place, so that it keeps neither; see the last row.\
            """;

    private InvariancePage() {}

    /**
     * One model's curves.
     *
     * @param name for the legend
     * @param first node of the first layer
     * @param lastMap node of the last map; empty where there is none
     * @param late node that the last layer reads
     * @param curves one for every change
     */
    public record Model(
            String name,
            String first,
            String lastMap,
            String late,
            Map<Change, InvarianceCurve> curves) {
        public Model {
            curves = Map.copyOf(curves);
        }
    }

    /** The file, without XML declaration. */
    public static String toSvg(List<Model> models, int pictures) {
        List<LineChart> charts = new ArrayList<>();
        row(charts, models, "Accuracy", "share of pictures", Point::accuracy);
        row(charts, models, "Probability of the true class", "mean", Point::probability);
        row(charts, models, "Distance in the first layer", "relative", Point::first);
        row(charts, models, "Distance in what the last layer reads", "relative", Point::late);
        for (Model model : models) {
            charts.add(layers(model));
        }
        String title =
                "What stays as pictures shift, scale and rotate (%,d pictures)".formatted(pictures);
        return ChartPage.toSvg(title, NOTE, Change.values().length, charts);
    }

    private static void row(
            List<LineChart> charts,
            List<Model> models,
            String title,
            String unit,
            ToDoubleFunction<Point> value) {
        for (Change change : Change.values()) {
            List<LineChart.Series> series = new ArrayList<>();
            for (Model model : models) {
                series.add(series(model.name(), curve(model, change), value));
            }
            charts.add(new LineChart(title, change.label(), unit, series));
        }
    }

    private static InvarianceCurve curve(Model model, Change change) {
        return Objects.requireNonNull(model.curves().get(change));
    }

    /** One model layer by layer, as its pictures shift. */
    private static LineChart layers(Model model) {
        InvarianceCurve shift = curve(model, Change.SHIFT);
        List<LineChart.Series> series = new ArrayList<>();
        series.add(series(model.first() + ", in place", shift, Point::first));
        add(series, model.first() + ", moved along", shift, Point::firstMoved);
        if (!model.lastMap().isEmpty() && !model.lastMap().equals(model.first())) {
            series.add(series(model.lastMap() + ", in place", shift, Point::lastMap));
            add(series, model.lastMap() + ", moved along", shift, Point::lastMapMoved);
        }
        series.add(series(model.late() + " (read by the last layer)", shift, Point::late));
        return new LineChart(
                model.name() + ", layer by layer",
                Change.SHIFT.label(),
                "relative distance",
                series);
    }

    /** A curve of the points that exist; none if only the unchanged picture does. */
    private static void add(
            List<LineChart.Series> series,
            String name,
            InvarianceCurve curve,
            ToDoubleFunction<Point> value) {
        List<Point> there =
                curve.points().stream()
                        .filter(point -> !Double.isNaN(value.applyAsDouble(point)))
                        .toList();
        if (there.size() > 1) {
            series.add(series(name, new InvarianceCurve(curve.change(), there), value));
        }
    }

    private static LineChart.Series series(
            String name, InvarianceCurve curve, ToDoubleFunction<Point> value) {
        return new LineChart.Series(
                name,
                curve.points().stream().map(Point::amount).toList(),
                curve.points().stream().map(value::applyAsDouble).toList());
    }
}
