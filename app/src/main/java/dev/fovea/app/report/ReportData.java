package dev.fovea.app.report;

import dev.fovea.figure.LineChart;
import dev.fovea.predict.Evaluation.Outcome;
import dev.fovea.train.EpochMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** What the page's script needs, as JSON. */
final class ReportData {
    private ReportData() {}

    private record Curves(
            List<Integer> epoch,
            List<@Nullable Double> trainLoss,
            List<@Nullable Double> validationLoss,
            List<@Nullable Double> trainTop1,
            List<@Nullable Double> validationTop1,
            List<@Nullable Double> learningRate) {}

    private record Picture(int index, double probability) {}

    private record CellPictures(int count, List<Picture> pictures) {}

    /** Curves over one x, for the place with this id. */
    private record Measured(
            String id, String xLabel, String yLabel, List<Double> x, List<MeasuredSeries> series) {}

    private record MeasuredSeries(String name, List<@Nullable Double> y) {}

    private record Data(
            Curves curves,
            List<Measured> charts,
            List<String> classes,
            Map<String, CellPictures> cells,
            Map<Integer, String> pictures) {}

    /** The JSON, fit to stand inside a script element. */
    static Html json(
            ReportInput input,
            Map<ConfusionCells.Cell, List<Outcome>> shown,
            Thumbnails thumbnails,
            Map<String, LineChart> charts) {
        var cells = new TreeMap<String, CellPictures>();
        var pictures = new TreeMap<Integer, String>();
        shown.forEach((cell, outcomes) -> {
            cells.put(
                    cell.label() + "-" + cell.predicted(),
                    new CellPictures(
                            cell.outcomes().size(),
                            outcomes.stream().map(ReportData::picture).toList()));
            for (Outcome o : outcomes) {
                thumbnails.base64(o.index()).ifPresent(png -> pictures.put(o.index(), png));
            }
        });
        var data =
                new Data(
                        curves(input.history()),
                        charts.entrySet().stream().map(ReportData::measured).toList(),
                        input.evaluation().classes(),
                        cells,
                        pictures);
        // A "<" could end the script element or open a comment in it; JSON may write it so.
        return new Html(new ObjectMapper().writeValueAsString(data).replace("<", "\\u003c"));
    }

    private static Measured measured(Map.Entry<String, LineChart> place) {
        LineChart chart = place.getValue();
        return new Measured(
                place.getKey(),
                chart.xLabel(),
                chart.yLabel(),
                chart.series().getFirst().x(),
                chart.series().stream()
                        .map(s -> new MeasuredSeries(s.name(), gaps(s.y().stream())))
                        .toList());
    }

    private static Picture picture(Outcome outcome) {
        return new Picture(outcome.index(), Math.round(outcome.predictedProbability() * 1e4) / 1e4);
    }

    private static Curves curves(List<EpochMetrics> history) {
        return new Curves(
                history.stream().map(EpochMetrics::epoch).toList(),
                column(history, EpochMetrics::trainLoss),
                column(history, EpochMetrics::validationLoss),
                column(history, m -> 100 * m.trainTop1()),
                column(history, m -> 100 * m.validationTop1()),
                column(history, EpochMetrics::learningRate));
    }

    private static List<@Nullable Double> column(
            List<EpochMetrics> history, ToDoubleFunction<EpochMetrics> value) {
        return gaps(history.stream().map(value::applyAsDouble));
    }

    /** JSON has no NaN: what was not measured is null, and the curve has a gap. */
    private static List<@Nullable Double> gaps(Stream<Double> values) {
        return values.<@Nullable Double>map(v -> Double.isFinite(v) ? v : null).toList();
    }
}
