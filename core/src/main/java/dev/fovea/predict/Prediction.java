package dev.fovea.predict;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a classifier says of one picture.
 *
 * @param logits the network's raw outputs, one a class, before softmax
 * @param probabilities softmax of the logits
 * @param labels the classes' names, in the same order; empty where the model names none
 */
public record Prediction(List<Float> logits, List<Float> probabilities, List<String> labels) {
    public Prediction {
        logits = List.copyOf(logits);
        probabilities = List.copyOf(probabilities);
        labels = List.copyOf(labels);
    }

    /**
     * A class with its place in the order of the outputs.
     *
     * @param probability 0 .. 1
     */
    public record Ranked(String label, int index, float probability) {}

    /** The {@code count} most probable classes, most probable first; the lower index wins a tie. */
    public List<Ranked> top(int count) {
        return IntStream.range(0, probabilities.size())
                .mapToObj(i -> new Ranked(label(i), i, probabilities.get(i)))
                .sorted(Comparator.comparingDouble(Ranked::probability).reversed())
                .limit(count)
                .toList();
    }

    /** {@code class 3} where the model names none. */
    private String label(int index) {
        return labels.isEmpty() ? "class " + index : labels.get(index);
    }

    /** The most probable class. */
    public Ranked best() {
        return top(1).getFirst();
    }
}
