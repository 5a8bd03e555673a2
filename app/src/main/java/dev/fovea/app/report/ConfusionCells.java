package dev.fovea.app.report;

import dev.fovea.predict.Evaluation;
import dev.fovea.predict.Evaluation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which pictures the cells of the confusion matrix can show. */
final class ConfusionCells {
    /** More classes than this make a matrix that nobody can read, and a page that is too large. */
    static final int MOST_CLASSES = 40;

    private static final int PICTURES_A_CELL = 24;
    private static final int PICTURES = 1500;

    private ConfusionCells() {}

    /**
     * A cell.
     *
     * @param label the right class
     * @param predicted what was predicted
     * @param outcomes the surest predictions first
     */
    record Cell(int label, int predicted, List<Outcome> outcomes) {
        boolean right() {
            return label == predicted;
        }
    }

    /** The cells that are not empty: mistakes first, those with the most pictures first. */
    static List<Cell> of(Evaluation evaluation) {
        Map<Long, List<Outcome>> byCell =
                evaluation.outcomes().stream()
                        .collect(
                                Collectors.groupingBy(
                                        o -> ((long) o.label() << 32) | o.predicted()));
        return byCell.values().stream()
                .map(ConfusionCells::cell)
                .sorted(
                        Comparator.comparing(Cell::right)
                                .thenComparingInt(c -> -c.outcomes().size())
                                .thenComparingInt(Cell::label)
                                .thenComparingInt(Cell::predicted))
                .toList();
    }

    /**
     * The pictures of the cells: in turns, so that every cell has some before one has all, until
     * the page is full.
     */
    static Map<Cell, List<Outcome>> shown(List<Cell> cells, Thumbnails thumbnails) {
        var shown = new HashMap<Cell, List<Outcome>>();
        int all = 0;
        for (int turn = 0; turn < PICTURES_A_CELL; turn++) {
            for (Cell cell : cells) {
                if (turn >= cell.outcomes().size()) {
                    continue;
                }
                if (all == PICTURES || thumbnails.full()) {
                    return shown;
                }
                Outcome outcome = cell.outcomes().get(turn);
                if (thumbnails.base64(outcome.index()).isPresent()) {
                    shown.computeIfAbsent(cell, c -> new ArrayList<>()).add(outcome);
                    all++;
                }
            }
        }
        return shown;
    }

    private static Cell cell(List<Outcome> outcomes) {
        Outcome any = outcomes.getFirst();
        Comparator<Outcome> surest =
                Comparator.comparingDouble(Outcome::predictedProbability)
                        .reversed()
                        .thenComparingInt(Outcome::index);
        return new Cell(any.label(), any.predicted(), outcomes.stream().sorted(surest).toList());
    }
}
