package dev.fovea.app.report;

import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluation.Outcome;
import dev.fovea.predict.Prediction;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Pictures worth a look: the worst mistakes, the greatest doubts, and some samples. */
final class GallerySections {
    private static final int PICTURES = 24;
    private static final int TOP = 3;

    private final ReportInput input;
    private final Evaluation evaluation;
    private final Thumbnails thumbnails;

    GallerySections(ReportInput input, Thumbnails thumbnails) {
        this.input = input;
        this.evaluation = input.evaluation();
        this.thumbnails = thumbnails;
    }

    Section mostWrong() {
        Stream<Outcome> worst =
                evaluation.outcomes().stream()
                        .filter(o -> !o.right())
                        .sorted(
                                Comparator.comparingDouble(Outcome::predictedProbability)
                                        .reversed()
                                        .thenComparingInt(Outcome::index));
        return section(
                "most-wrong",
                "Most wrong",
                "Mistakes of which the network was surest. Often the label is wrong, or two classes"
                        + " look alike.",
                worst.limit(PICTURES).map(this::card).toList());
    }

    Section leastSure() {
        Stream<Outcome> unsure =
                evaluation.outcomes().stream()
                        .sorted(
                                Comparator.comparingDouble(Outcome::predictedProbability)
                                        .thenComparingInt(Outcome::index));
        return section(
                "least-sure",
                "Least sure",
                "Pictures whose most probable class has the lowest probability, whether it was right"
                        + " or wrong.",
                unsure.limit(PICTURES).map(this::card).toList());
    }

    Section samples() {
        return section(
                "samples",
                "Sample predictions",
                "The most probable classes of some pictures.",
                input.samples().stream().map(this::sample).toList());
    }

    private static Section section(String id, String title, String note, List<Html> cards) {
        if (cards.isEmpty()) {
            return Section.empty();
        }
        return new Section(
                id,
                title,
                List.of(
                        Html.of("<p class=\"note\">{}</p>\n", note),
                        Html.of("<ul class=\"gallery\">\n{}</ul>", cards)));
    }

    private Html card(Outcome outcome) {
        String label = evaluation.classes().get(outcome.label());
        String said = evaluation.classes().get(outcome.predicted());
        String sure = Numbers.percent(outcome.predictedProbability());
        Html verdict =
                outcome.right()
                        ? Html.of(
                                "<p><span class=\"ok\">✓ {}</span> <span class=\"sure\">{}</span></p>",
                                said,
                                sure)
                        : Html.of(
                                "<p><span class=\"bad\">✗ {}</span> <span class=\"sure\">{}</span></p>"
                                        + "<p>is {} <span class=\"sure\">{}</span></p>",
                                said,
                                sure,
                                label,
                                Numbers.percent(outcome.labelProbability()));
        return Html.of(
                "<li>{}<div class=\"words\">{}</div></li>\n",
                picture(outcome.index(), label),
                verdict);
    }

    private Html sample(ReportInput.Sample sample) {
        String label = evaluation.classes().get(sample.label());
        boolean right = sample.prediction().best().index() == sample.label();
        List<Html> bars =
                sample.prediction().top(TOP).stream().map(r -> bar(r, sample.label())).toList();
        return Html.of(
                """
                <li class="wide">{}<div class="words"><p><span class="{}">{} {}</span></p>
                <ul class="bars">{}</ul></div></li>
                """,
                picture(sample.index(), label),
                right ? "ok" : "bad",
                right ? "✓" : "✗ is",
                label,
                bars);
    }

    private static Html bar(Prediction.Ranked ranked, int label) {
        return Html.of(
                "<li class=\"{}\"><span>{}</span><span class=\"sure\">{}</span>{}</li>",
                ranked.index() == label ? "right" : "other",
                ranked.label(),
                Numbers.percent(ranked.probability()),
                Section.meter(ranked.probability()));
    }

    private Html picture(int index, String label) {
        return thumbnails
                .base64(index)
                .map(png ->
                        Html.of(
                                "<img src=\"data:image/png;base64,{}\" alt=\"Picture {}:"
                                        + " {}\">",
                                png,
                                index,
                                label))
                .orElseGet(() -> Html.of("<span class=\"missing\">Picture {}</span>", index));
    }
}
