package dev.fovea.app.report;

import dev.fovea.app.report.Exhibit.Chart;
import dev.fovea.app.report.Exhibit.Group;
import dev.fovea.app.report.Exhibit.Plate;
import dev.fovea.app.report.Exhibit.Size;
import dev.fovea.app.terminal.Progress;
import dev.fovea.explain.Change;
import dev.fovea.explain.Invariance;
import dev.fovea.explain.InvarianceCurve;
import dev.fovea.explain.InvarianceCurve.Point;
import dev.fovea.figure.LineChart;
import dev.fovea.figure.LineChart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What stays as pictures shift, scale and rotate. */
final class InvarianceExhibit {
    private static final int PICTURES = 200;
    private static final int LEAST = 16;
    private static final int BATCH = 32;

    private InvarianceExhibit() {}

    static Exhibit of(Look look) {
        int times =
                1
                        + List.of(Change.values()).stream()
                                .mapToInt(c -> c.amounts(look.model().network().input()).size())
                                .sum();
        int count = look.pictures(times, PICTURES);
        if (count < Math.min(LEAST, look.pictures().size())) {
            throw new Exhibits.TooMuch(
                    "the network is too large for it here; fovea see invariance measures it");
        }
        Invariance invariance =
                Invariance.of(look.model(), look.kernels(), look.batch(Math.min(BATCH, count)));
        Map<Change, InvarianceCurve> curves;
        try (Progress progress = Progress.of(look.output(), "report: invariance", count)) {
            curves =
                    invariance.of(
                            look.pictures(),
                            count,
                            new ArrayList<>(),
                            (done, _) -> progress.to(done));
        }
        return new Exhibit(
                "invariance",
                "What stays as pictures move",
                "Measured on %s pictures, evenly spaced over the data. Distances of features are relative: 0 means that nothing changed. In place compares a map with itself before the change (invariance); moved along shifts it first as the picture was shifted (equivariance)."
                        .formatted(Numbers.count(count)),
                List.of(
                        new Group("Its answers", Size.LARGE, answers(curves)),
                        new Group("Its features", Size.LARGE, features(invariance, curves))));
    }

    private static List<Plate> answers(Map<Change, InvarianceCurve> curves) {
        List<Plate> plates = new ArrayList<>();
        for (Change change : Change.values()) {
            List<Series> series = new ArrayList<>();
            InvarianceCurve curve = Objects.requireNonNull(curves.get(change));
            add(series, "accuracy", curve, Point::accuracy);
            add(series, "probability of the true class", curve, Point::probability);
            LineChart answers =
                    new LineChart(name(change) + ": answers", change.label(), "share", series);
            plates.add(new Chart(answers.withRange(0, 1)));
        }
        return plates;
    }

    private static List<Plate> features(
            Invariance invariance, Map<Change, InvarianceCurve> curves) {
        List<Plate> plates = new ArrayList<>();
        for (Change change : Change.values()) {
            List<Series> series = new ArrayList<>();
            InvarianceCurve curve = Objects.requireNonNull(curves.get(change));
            // Those that every change has come first, so that they keep their colours.
            boolean two = !invariance.lastMap().equals(invariance.first());
            add(series, invariance.first() + ", in place", curve, Point::first);
            if (two) {
                add(series, invariance.lastMap() + ", in place", curve, Point::lastMap);
            }
            add(series, invariance.late() + ", before the last layer", curve, Point::late);
            add(series, invariance.first() + ", moved along", curve, Point::firstMoved);
            if (two) {
                add(series, invariance.lastMap() + ", moved along", curve, Point::lastMapMoved);
            }
            plates.add(chart(name(change) + ": features", change, "relative distance", series));
        }
        return plates;
    }

    private static String name(Change change) {
        return switch (change) {
            case SHIFT -> "Shifted";
            case SCALE -> "Scaled";
            case ROTATE -> "Rotated";
        };
    }

    private static Chart chart(String title, Change change, String unit, List<Series> series) {
        return new Chart(new LineChart(title, change.label(), unit, series));
    }

    /** Curves with gaps; none if only the unchanged picture has a value. */
    private static void add(
            List<Series> series,
            String name,
            InvarianceCurve curve,
            ToDoubleFunction<Point> value) {
        List<Double> y = curve.points().stream().map(value::applyAsDouble).toList();
        if (y.stream().filter(v -> !Double.isNaN(v)).count() > 1) {
            series.add(new Series(name, curve.points().stream().map(Point::amount).toList(), y));
        }
    }
}
