package dev.fovea.nn;

import java.util.ArrayList;
import java.util.List;

/** A {@link Summary} as aligned text. */
final class SummaryTable {
    private static final List<String> HEADER =
            List.of(
                    "node",
                    "layer",
                    "output",
                    "parameters",
                    "multiply-adds",
                    "memory",
                    "field",
                    "stride",
                    "centre",
                    "reads");

    /** Columns from here on are numbers, aligned to the right, but for the last. */
    private static final int FIRST_NUMBER = 3;

    private SummaryTable() {}

    static String text(Summary summary, int batch) {
        var lines = new ArrayList<List<String>>();
        lines.add(HEADER);
        String previous = Network.INPUT;
        for (Summary.Row row : summary.rows()) {
            lines.add(cells(row, previous));
            previous = row.name();
        }
        var text = new StringBuilder();
        text.append(summary.name()).append(", input ").append(summary.input()).append("\n\n");
        align(lines, text);
        text.append('\n');
        totals(summary, batch, text);
        if (!summary.notes().isEmpty()) {
            text.append('\n');
            summary.notes().forEach(note -> text.append(note).append(".\n"));
        }
        return text.toString();
    }

    private static List<String> cells(Summary.Row row, String previous) {
        ReceptiveField field = row.receptiveField();
        boolean plain = row.inputs().equals(List.of(previous));
        return List.of(
                row.name(),
                LayerText.of(row.layer()),
                row.outputShape().toString(),
                orDash(row.parameters() + row.buffers(), Text.thousands(row.parameters())),
                orDash(row.multiplyAdds(), Text.scaled(row.multiplyAdds())),
                Text.bytes(row.activationBytes()),
                field.isWhole() ? "all" : Text.side(field.size()),
                field.isWhole() ? "-" : pair(field.rows().stride(), field.columns().stride()),
                field.isWhole() ? "-" : pair(field.rows().centre(0), field.columns().centre(0)),
                plain ? "" : String.join(", ", row.inputs()));
    }

    private static String orDash(long count, String text) {
        return count == 0 ? "-" : text;
    }

    private static String pair(double rows, double columns) {
        return rows == columns
                ? Text.twoPlaces(rows)
                : Text.twoPlaces(rows) + "x" + Text.twoPlaces(columns);
    }

    private static void align(List<List<String>> lines, StringBuilder text) {
        int columns = HEADER.size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            var row = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = line.get(i);
                String gap = " ".repeat(widths[i] - cell.length());
                boolean right = i >= FIRST_NUMBER && i < columns - 1;
                row.append(right ? gap + cell : cell + gap).append("  ");
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
    }

    private static void totals(Summary summary, int batch, StringBuilder text) {
        text.append("parameters     ").append(Text.thousands(summary.parameters()));
        if (summary.buffers() > 0) {
            text.append(", and ")
                    .append(Text.thousands(summary.buffers()))
                    .append(" running statistics");
        }
        text.append(", ").append(Text.bytes(summary.weightBytes())).append(" as float32\n");
        text.append("multiply-adds  ")
                .append(Text.scaled(summary.multiplyAdds()))
                .append(" a sample (convolutions and fully connected layers)\n");
        text.append(
                "memory         about %s for inference and %s for training at batch %d\n"
                        .formatted(
                                Text.bytes(summary.inferenceBytes(batch)),
                                Text.bytes(summary.trainingBytes(batch, 1)),
                                batch));
        text.append(
                """
                               (inference: weights, and the outputs needed at the same time;
                               training: weights, gradients, momentum, all outputs and what is
                               needed at the same time of their gradients)
                """);
        text.append(
                """
                field          what a unit sees of the input, pixels; stride: from one unit to the
                               next; centre: of the first unit, 0 being the first pixel's
                """);
    }
}
