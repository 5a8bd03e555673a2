package dev.fovea.app.report;

import dev.fovea.predict.Evaluation;
import java.util.List;
import java.util.stream.IntStream;

/** Recall and precision of every class. */
final class ClassesSection {
    private ClassesSection() {}

    static Section of(Evaluation evaluation) {
        List<Html> rows =
                IntStream.range(0, evaluation.classes().size())
                        .filter(label -> isWorthARow(evaluation, label))
                        .mapToObj(label -> row(evaluation, label))
                        .toList();
        Html table =
                Html.of(
                        """
                        <table class="numbers"><caption>Recall and precision</caption>
                        <thead><tr><th scope="col">Class</th><th scope="col">Pictures</th>
                        <th scope="col">Recall</th><th scope="col">Precision</th></tr></thead>
                        <tbody>{}</tbody></table>
                        """,
                        rows);
        Html note =
                Html.of(
                        """
                        <p class="note">Recall: the share of a class that was recognised. Precision: \
                        the share of what was taken for a class that belongs to it.</p>
                        """);
        return new Section(
                "classes", "Class by class", List.of(note, Section.scrolling("Classes", table)));
    }

    /** Of a thousand classes those that the data have or the network said. */
    private static boolean isWorthARow(Evaluation evaluation, int label) {
        return evaluation.classes().size() <= ConfusionCells.MOST_CLASSES
                || !Double.isNaN(evaluation.recall(label))
                || !Double.isNaN(evaluation.precision(label));
    }

    private static Html row(Evaluation evaluation, int label) {
        int pictures = evaluation.confusion().get(label).stream().mapToInt(Integer::intValue).sum();
        return Html.of(
                "<tr><th scope=\"row\">{}</th><td>{}</td>{}{}</tr>\n",
                evaluation.classes().get(label),
                Numbers.count(pictures),
                share(evaluation.recall(label)),
                share(evaluation.precision(label)));
    }

    private static Html share(double share) {
        if (Double.isNaN(share)) {
            return Html.of("<td>–</td>");
        }
        return Html.of("<td>{}{}</td>", Section.meter(share), Numbers.percent(share));
    }
}
