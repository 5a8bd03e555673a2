package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the parameters a network needs differ from those there are.
 *
 * @param missing what the network needs and is not there
 * @param unexpected what is there and the network does not know
 * @param misshapen what is there in another shape
 */
public record ParameterMismatch(
        Map<String, Shape> missing, Map<String, Shape> unexpected, List<Misshapen> misshapen) {
    private static final int MAX_ROWS = 20;

    /** Of the left column; a longer name pushes its neighbour to the right. */
    private static final int MAX_WIDTH = 60;

    /** A parameter whose shape is not the one the network needs. */
    public record Misshapen(String name, Shape needed, Shape found) {}

    /** Compares names and shapes. */
    public static ParameterMismatch between(Network network, Map<String, Shape> found) {
        var missing = new LinkedHashMap<String, Shape>();
        var unexpected = new LinkedHashMap<>(found);
        var misshapen = new ArrayList<Misshapen>();
        network.parameters()
                .forEach((name, parameter) -> {
                    Shape shape = unexpected.remove(name);
                    if (shape == null) {
                        missing.put(name, parameter.shape());
                    } else if (!shape.equals(parameter.shape())) {
                        misshapen.add(new Misshapen(name, parameter.shape(), shape));
                    }
                });
        return new ParameterMismatch(missing, unexpected, List.copyOf(misshapen));
    }

    /** True if nothing is missing, unexpected or misshapen. */
    public boolean isEmpty() {
        return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
    }

    /**
     * The counts, then the differences side by side: what the network needs on the left, what there
     * is on the right. A missing parameter stands beside an unexpected one of the same shape where
     * there is one: it may be the same under another name.
     */
    @Override
    public String toString() {
        var rows = new ArrayList<String[]>();
        for (Misshapen wrong : misshapen) {
            rows.add(row(wrong.name(), wrong.needed(), wrong.name(), wrong.found()));
        }
        var byShape = new LinkedHashMap<Shape, Deque<String>>();
        unexpected.forEach(
                (name, shape) -> byShape.computeIfAbsent(shape, _ -> new ArrayDeque<>()).add(name));
        var left = new LinkedHashMap<>(unexpected);
        missing.forEach((name, shape) -> {
            Deque<String> partners = byShape.getOrDefault(shape, new ArrayDeque<>());
            if (partners.isEmpty()) {
                rows.add(new String[] {name + " " + shape, "(missing)"});
            } else {
                String partner = partners.removeFirst();
                rows.add(row(name, shape, partner, shape));
                left.remove(partner);
            }
        });
        left.forEach((name, shape) -> rows.add(new String[] {"(unexpected)", name + " " + shape}));

        var text = new StringBuilder();
        text.append(missing.size()).append(" missing, ");
        text.append(unexpected.size()).append(" unexpected, ");
        text.append(misshapen.size()).append(" misshapen");
        List<String[]> shown = rows.subList(0, Math.min(MAX_ROWS, rows.size()));
        int width = shown.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        width = Math.clamp(width, "needed".length(), MAX_WIDTH);
        String line = "\n  %-" + width + "s   %s";
        if (!rows.isEmpty()) {
            text.append(line.formatted("needed", "found"));
        }
        for (String[] row : shown) {
            text.append(line.formatted(row[0], row[1]));
        }
        if (rows.size() > MAX_ROWS) {
            text.append("\n  and ").append(rows.size() - MAX_ROWS).append(" more");
        }
        return text.toString();
    }

    private static String[] row(String needed, Shape shape, String found, Shape foundShape) {
        return new String[] {needed + " " + shape, found + " " + foundShape};
    }
}
