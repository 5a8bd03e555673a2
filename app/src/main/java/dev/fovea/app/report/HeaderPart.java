package dev.fovea.app.report;

import dev.fovea.predict.Evaluation;
import dev.fovea.train.EpochMetrics;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The top of the page: what it is about, and the numbers that matter most. */
final class HeaderPart {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private HeaderPart() {}

    static Html of(ReportInput input) {
        var run = input.run();
        return Html.of(
                """
                <header>
                <h1>{}</h1>
                <p class="about"><span>Model <b>{}</b></span> <span>Data <b>{}</b></span>
                <span><time datetime="{}">{}</time></span></p>
                <dl class="facts">
                {}
                </dl>
                {}
                {}
                </header>
                """,
                run.title(),
                run.model(),
                run.data(),
                run.finished(),
                MINUTE.format(run.finished()),
                facts(input),
                doubts(input.doubts()),
                skipped(input.evaluation()));
    }

    private static List<Html> facts(ReportInput input) {
        Evaluation evaluation = input.evaluation();
        var facts = new ArrayList<Html>();
        facts.add(fact("Accuracy", Numbers.percent(evaluation.top1()), "fact main"));
        if (evaluation.classes().size() > 5) {
            facts.add(fact("Top-5 accuracy", Numbers.percent(evaluation.top5()), "fact"));
        }
        facts.add(fact("Loss", Numbers.value(evaluation.loss()), "fact"));
        facts.add(fact("Pictures judged", Numbers.count(evaluation.count()), "fact"));
        long parameters = input.layers().stream().mapToLong(ReportInput.LayerRow::parameters).sum();
        if (parameters > 0) {
            facts.add(fact("Parameters", Numbers.count(parameters), "fact"));
        }
        if (!input.history().isEmpty()) {
            double seconds = input.history().stream().mapToDouble(EpochMetrics::seconds).sum();
            facts.add(fact("Epochs", Numbers.count(input.history().size()), "fact"));
            facts.add(fact("Training", Numbers.duration(seconds), "fact"));
        }
        return facts;
    }

    private static Html fact(String name, String value, String kind) {
        return Html.of("<div class=\"{}\"><dt>{}</dt><dd>{}</dd></div>\n", kind, name, value);
    }

    private static List<Html> doubts(List<String> doubts) {
        return doubts.stream().map(d -> Html.of("<p class=\"warning\">{}</p>\n", d)).toList();
    }

    private static Html skipped(Evaluation evaluation) {
        List<String> skipped = evaluation.skipped();
        if (skipped.isEmpty()) {
            return Html.NONE;
        }
        int shown = Math.min(20, skipped.size());
        var items = skipped.stream().limit(shown).map(s -> Html.of("<li>{}</li>", s)).toList();
        String more = shown == skipped.size() ? "" : ", the first " + shown + " of them";
        return Html.of(
                """
                <details class="warning"><summary>{} could not be read and are not counted{}</summary>
                <ul>{}</ul></details>
                """,
                skipped.size() == 1 ? "1 picture" : Numbers.count(skipped.size()) + " pictures",
                more,
                items);
    }
}
