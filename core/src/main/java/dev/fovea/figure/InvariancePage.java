package dev.fovea.figure;

import dev.fovea.explain.Change;
import dev.fovea.explain.InvarianceCurve;
import dev.fovea.explain.InvarianceCurve.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** The curves of {@link dev.fovea.explain.Invariance} of one model or several, as SVG. */
public final class InvariancePage {
    private static final String NOTE =
            "Distances are relative: 0 means that nothing changed. In place compares a map with"
                    + " itself before the change (invariance); moved along shifts it first as the"
                    + " picture was shifted (equivariance).";

    /** Below this a distance cannot be told from 0 in a chart. */
    private static final double NOTHING = 0.005;

    private InvariancePage() {}

    /**
     * One model's curves.
     *
     * @param name for the legend
     * @param first node of the first layer
     * @param lastMap node of the last map; empty where there is none
     * @param late node that the last layer reads
     * @param flattens whether a dense layer has a weight for every place of a map
     * @param curves one for every change
     */
    public record Model(
            String name,
            String first,
            String lastMap,
            String late,
            boolean flattens,
            Map<Change, InvarianceCurve> curves) {
        public Model {
            curves = Map.copyOf(curves);
        }
    }

    /** The file, without XML declaration. */
    public static String toSvg(List<Model> models, int pictures) {
        List<LineChart> charts = new ArrayList<>();
        charts.addAll(shares(models, "Accuracy", "share of pictures", Point::accuracy));
        charts.addAll(shares(models, "Probability of the true class", "mean", Point::probability));
        charts.addAll(
                distances(row(models, "Distance in the first layer", "relative", Point::first)));
        charts.addAll(
                distances(
                        row(
                                models,
                                "Distance in what the last layer reads",
                                "relative",
                                Point::late)));
        charts.addAll(distances(models.stream().map(InvariancePage::layers).toList()));
        String title =
                "What stays as pictures shift, scale and rotate (%,d pictures)".formatted(pictures);
        return ChartPage.toSvg(title, note(models), Change.values().length, charts);
    }

    /** What the curves are, how the networks differ, and what that did. */
    private static String note(List<Model> models) {
        List<String> lines = new ArrayList<>(List.of(NOTE));
        for (Model model : models) {
            List<Point> shifts = curve(model, Change.SHIFT).points();
            Point still =
                    shifts.stream()
                            .min(Comparator.comparingDouble(p -> Math.abs(p.amount())))
                            .orElseThrow();
            Point far =
                    shifts.stream().max(Comparator.comparingDouble(Point::amount)).orElseThrow();
            lines.add(
                    "%s %s. Shifted by %s pixels it is right on %s of the pictures, unshifted on %s; what its last layer reads is then %s away."
                            .formatted(
                                    model.name(),
                                    model.flattens()
                                            ? "has Flatten: behind it every place has weights of its own"
                                            : "pools its last map to one place",
                                    Digits.brief(far.amount()),
                                    percent(far.accuracy()),
                                    percent(still.accuracy()),
                                    Digits.brief(far.late())));
        }
        return String.join("\n", lines);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static List<LineChart> shares(
            List<Model> models, String title, String unit, ToDoubleFunction<Point> value) {
        return row(models, title, unit, value).stream().map(c -> c.withRange(0, 1)).toList();
    }

    /** On one axis from 0 to the largest of all. */
    private static List<LineChart> distances(List<LineChart> charts) {
        double most =
                charts.stream()
                        .flatMap(chart -> chart.series().stream())
                        .flatMap(series -> series.y().stream())
                        .filter(Double::isFinite)
                        .mapToDouble(y -> y)
                        .max()
                        .orElse(0);
        return charts.stream().map(chart -> chart.withRange(0, most)).toList();
    }

    private static List<LineChart> row(
            List<Model> models, String title, String unit, ToDoubleFunction<Point> value) {
        List<LineChart> charts = new ArrayList<>();
        for (Change change : Change.values()) {
            List<LineChart.Series> series = new ArrayList<>();
            for (Model model : models) {
                series.add(series(model.name(), curve(model, change), value));
            }
            charts.add(new LineChart(title, change.label(), unit, series));
        }
        return charts;
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
        series.add(series(model.late() + ", read by the last layer", shift, Point::late));
        return new LineChart(
                model.name() + ", layer by layer",
                Change.SHIFT.label(),
                "relative distance",
                told(series));
    }

    /**
     * One curve for those that are the same, which would hide each other, and in the legend what
     * lies on the axis.
     */
    private static List<LineChart.Series> told(List<LineChart.Series> all) {
        List<LineChart.Series> told = new ArrayList<>();
        for (LineChart.Series one : all) {
            int same = 0;
            while (same < told.size() && !areSame(told.get(same), one)) {
                same++;
            }
            if (same == told.size()) {
                told.add(one);
            } else {
                String both = told.get(same).name() + " = " + one.name();
                told.set(same, new LineChart.Series(both, one.x(), one.y()));
            }
        }
        return told.stream()
                .map(one ->
                        one.y().stream().allMatch(y -> y < NOTHING)
                                ? new LineChart.Series(one.name() + ": 0", one.x(), one.y())
                                : one)
                .toList();
    }

    private static boolean areSame(LineChart.Series one, LineChart.Series other) {
        boolean same = one.x().equals(other.x());
        for (int i = 0; same && i < one.x().size(); i++) {
            same = Math.abs(one.y().get(i) - other.y().get(i)) < NOTHING;
        }
        return same;
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
