package dev.fovea.app.report;

import dev.fovea.app.report.ConfusionCells.Cell;
import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What was taken for what: the matrix, whose cells open their pictures, and the worst pairs. */
final class ConfusionSection {
    private static final int PAIRS = 10;

    /** Where there are too many classes for a matrix, the pairs are all there is. */
    private static final int PAIRS_ALONE = 60;

    private ConfusionSection() {}

    static Section of(Evaluation evaluation, List<Cell> cells, Map<Cell, List<Outcome>> shown) {
        int classes = evaluation.classes().size();
        boolean matrix = classes <= ConfusionCells.MOST_CLASSES;
        List<Cell> mistakes = cells.stream().filter(cell -> !cell.right()).toList();
        Html pairs =
                pairs(evaluation, mistakes.stream().limit(matrix ? PAIRS : PAIRS_ALONE), shown);
        Html note =
                matrix
                        ? Html.of(
                                """
                                <p class="note">Rows are the right classes, columns what the network \
                                said; the stronger the colour, the larger the share of the row. Blue is right, \
                                orange wrong. A number opens its pictures; the arrow keys move \
                                between them.</p>
                                """)
                        : Html.of(
                                """
                                <p class="note">{} classes are too many for a matrix: these are the \
                                most frequent confusions. A number opens its pictures.</p>
                                """,
                                classes);
        Html grid =
                matrix
                        ? Section.scrolling("Confusion matrix", matrix(evaluation, shown))
                        : Html.NONE;
        return new Section(
                "confusion",
                "What was taken for what",
                List.of(note, Html.of("<div class=\"side\">{}{}</div>", grid, pairs)));
    }

    private static Html matrix(Evaluation evaluation, Map<Cell, List<Outcome>> shown) {
        List<String> names = evaluation.classes();
        List<Html> heads =
                names.stream()
                        .map(n -> Html.of("<th scope=\"col\"><span>{}</span></th>", n))
                        .toList();
        List<Html> rows =
                IntStream.range(0, names.size()).mapToObj(r -> row(evaluation, r, shown)).toList();
        return Html.of(
                """
                <table class="matrix"><caption>Confusion matrix: pictures by right class (rows) and \
                prediction (columns)</caption>
                <thead><tr><td></td>{}</tr></thead>
                <tbody>{}</tbody></table>
                """,
                heads,
                rows);
    }

    private static Html row(Evaluation evaluation, int label, Map<Cell, List<Outcome>> shown) {
        List<Integer> counts = evaluation.confusion().get(label);
        int all = counts.stream().mapToInt(Integer::intValue).sum();
        List<Html> cells =
                IntStream.range(0, counts.size())
                        .mapToObj(
                                predicted -> cell(evaluation, label, predicted, counts, all, shown))
                        .toList();
        return Html.of(
                "<tr><th scope=\"row\">{}</th>{}</tr>\n", evaluation.classes().get(label), cells);
    }

    private static Html cell(
            Evaluation evaluation,
            int label,
            int predicted,
            List<Integer> counts,
            int all,
            Map<Cell, List<Outcome>> shown) {
        int count = counts.get(predicted);
        String side = label == predicted ? "right" : "wrong";
        if (count == 0) {
            return Html.of("<td class=\"{} h0\">0</td>", side);
        }
        String heat = "h" + heat(count / (double) all);
        return Html.of(
                "<td class=\"{} {}\">{}</td>",
                side,
                heat,
                opener(evaluation, label, predicted, count, shown));
    }

    /** The step of the colour scale, 1 .. 9. The root keeps rare confusions visible. */
    static int heat(double share) {
        return (int) Math.clamp(Math.ceil(9 * Math.sqrt(share)), 1, 9);
    }

    /** A button that opens the pictures; plain text where none could be kept. */
    private static Html opener(
            Evaluation evaluation,
            int label,
            int predicted,
            int count,
            Map<Cell, List<Outcome>> shown) {
        boolean any =
                shown.keySet().stream()
                        .anyMatch(c -> c.label() == label && c.predicted() == predicted);
        if (!any) {
            return Html.text(Numbers.count(count));
        }
        String right = evaluation.classes().get(label);
        String said = evaluation.classes().get(predicted);
        return Html.of(
                "<button type=\"button\" data-cell=\"{}-{}\" aria-haspopup=\"dialog\""
                        + " aria-label=\"{}: {}\">{}</button>",
                label,
                predicted,
                label == predicted ? right + ", recognised" : right + " taken for " + said,
                count,
                Numbers.count(count));
    }

    private static Html pairs(
            Evaluation evaluation, Stream<Cell> mistakes, Map<Cell, List<Outcome>> shown) {
        List<Html> rows = mistakes.map(cell -> pair(evaluation, cell, shown)).toList();
        if (rows.isEmpty()) {
            return Html.of("<p>There are no mistakes.</p>");
        }
        Html table =
                Html.of(
                        """
                        <table class="numbers"><caption>The most frequent mistakes</caption>
                        <thead><tr><th scope="col">Right class</th><th class="name" scope="col">Taken for</th>
                        <th scope="col">Pictures</th><th scope="col">Share of the class</th></tr></thead>
                        <tbody>{}</tbody></table>
                        """,
                        rows);
        return Section.scrolling("The most frequent mistakes", table);
    }

    private static Html pair(Evaluation evaluation, Cell cell, Map<Cell, List<Outcome>> shown) {
        int count = cell.outcomes().size();
        int all =
                evaluation.confusion().get(cell.label()).stream().mapToInt(Integer::intValue).sum();
        return Html.of(
                "<tr><th scope=\"row\">{}</th><td class=\"name\">{}</td><td>{}</td><td>{}</td></tr>\n",
                evaluation.classes().get(cell.label()),
                evaluation.classes().get(cell.predicted()),
                opener(evaluation, cell.label(), cell.predicted(), count, shown),
                Numbers.percent(count / (double) all));
    }
}
