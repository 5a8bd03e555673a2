package dev.fovea.app.cli;

import dev.fovea.predict.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The confusion matrix for a terminal; of many classes only the most frequent mistakes. */
final class ConfusionText {
    private static final int MOST_CLASSES = 20;
    private static final int MOST_MISTAKES = 15;
    private static final int NAME_WIDTH = 20;

    private ConfusionText() {}

    static String of(Evaluation found) {
        return found.classes().size() <= MOST_CLASSES ? matrix(found) : mistakes(found);
    }

    private static String matrix(Evaluation found) {
        List<String> classes = found.classes();
        int name = 3 + classes.stream().mapToInt(String::length).max().orElse(1);
        name = Math.max("right class".length(), Math.min(NAME_WIDTH, name));
        int cell = 2 + Math.max(2, Integer.toString(found.count()).length());
        var text = new StringBuilder("confusion matrix (columns: what it was taken for)\n");
        text.append(cell("right class", name));
        for (int c = 0; c < classes.size(); c++) {
            text.append(String.format(Locale.ROOT, "%" + cell + "d", c));
        }
        text.append("   recall\n");
        for (int row = 0; row < classes.size(); row++) {
            text.append(cell(row + " " + classes.get(row), name));
            for (int count : found.confusion().get(row)) {
                text.append(
                        count == 0
                                ? " ".repeat(cell - 1) + "."
                                : String.format(Locale.ROOT, "%" + cell + "d", count));
            }
            text.append(
                    Double.isNaN(found.recall(row))
                            ? "        -"
                            : String.format(Locale.ROOT, "  %5.1f %%", 100 * found.recall(row)));
            text.append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String cell(String name, int width) {
        String shown = name.length() <= width ? name : name.substring(0, width - 1) + "~";
        return shown + " ".repeat(width - shown.length());
    }

    private record Mistake(String right, String taken, int count) {}

    private static String mistakes(Evaluation found) {
        List<Mistake> all = new ArrayList<>();
        for (int row = 0; row < found.classes().size(); row++) {
            List<Integer> counts = found.confusion().get(row);
            for (int column = 0; column < counts.size(); column++) {
                if (row != column && counts.get(column) > 0) {
                    all.add(
                            new Mistake(
                                    found.classes().get(row),
                                    found.classes().get(column),
                                    counts.get(column)));
                }
            }
        }
        all.sort(Comparator.comparingInt(Mistake::count).reversed());
        var text = new StringBuilder("most frequent mistakes\n");
        for (Mistake mistake : all.subList(0, Math.min(MOST_MISTAKES, all.size()))) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%6d  %s taken for %s%n",
                            mistake.count,
                            mistake.right,
                            mistake.taken));
        }
        return text.toString().stripTrailing();
    }
}
