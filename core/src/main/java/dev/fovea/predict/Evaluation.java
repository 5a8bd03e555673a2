package dev.fovea.predict;

import java.util.List;

/**
 * How a classifier did on a data set.
 *
 * @param count pictures judged
 * @param loss mean cross-entropy, without smoothing or weights
 * @param top1 share whose most probable class is right, 0 .. 1
 * @param top5 share whose right class is among the five most probable, 0 .. 1; 1 with five classes
 *     or fewer
 * @param classes the classes' names
 * @param confusion [right class][predicted class] pictures
 * @param outcomes of every picture, in the order of the data set
 * @param skipped pictures that could not be read, with the reason
 */
public record Evaluation(
        int count,
        double loss,
        double top1,
        double top5,
        List<String> classes,
        List<List<Integer>> confusion,
        List<Outcome> outcomes,
        List<String> skipped) {
    public Evaluation {
        classes = List.copyOf(classes);
        confusion = List.copyOf(confusion);
        outcomes = List.copyOf(outcomes);
        skipped = List.copyOf(skipped);
    }

    /**
     * What came of one picture.
     *
     * @param index in the data set
     * @param label the right class
     * @param predicted the most probable class
     * @param labelProbability of the right class, 0 .. 1
     * @param predictedProbability of the predicted class, 0 .. 1
     */
    public record Outcome(
            int index,
            int label,
            int predicted,
            float labelProbability,
            float predictedProbability) {
        public boolean right() {
            return label == predicted;
        }
    }

    /** Share of class {@code label} that was recognised, 0 .. 1; NaN if it has no pictures. */
    public double recall(int label) {
        int all = confusion.get(label).stream().mapToInt(Integer::intValue).sum();
        return all == 0 ? Double.NaN : confusion.get(label).get(label) / (double) all;
    }

    /** Share of what was taken for class {@code label} that is, 0 .. 1; NaN if nothing was. */
    public double precision(int label) {
        int all = confusion.stream().mapToInt(row -> row.get(label)).sum();
        return all == 0 ? Double.NaN : confusion.get(label).get(label) / (double) all;
    }
}
