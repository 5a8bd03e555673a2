package dev.fovea.app.cli;

import dev.fovea.app.terminal.Output;
import dev.fovea.explain.Convolution;
import dev.fovea.nn.Padding;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code fovea convolve} says to people. */
record ConvolveText(Output output, Convolution convolution, Tensor result, Tensor flipped) {
    private static final int MOST_PRINTED = 400;

    void say(int @Nullable [] cell, boolean steps) {
        output.say(
                "%s, kernel %s %dx%d, stride %s, padding %s, dilation %s -> %s"
                        .formatted(
                                convolution.input().shape(),
                                convolution.kernel().name(),
                                convolution.kernel().height(),
                                convolution.kernel().width(),
                                convolution.stride(),
                                padding(),
                                convolution.dilation(),
                                result.shape()));
        output.say(
                "The kernel is not flipped: networks compute what mathematics calls"
                        + " cross-correlation.");
        if (steps) {
            for (int y = 0; y < result.shape().height(); y++) {
                for (int x = 0; x < result.shape().width(); x++) {
                    window(x, y);
                }
            }
        } else if (cell != null) {
            window(cell[0], cell[1]);
        }
        if (result.shape().channels() == 1 && result.data().length <= MOST_PRINTED) {
            output.say("");
            sideBySide(
                    List.of("input", "kernel", "output", "with the kernel flipped"),
                    List.of(
                            lines(convolution.input()),
                            lines(convolution.kernel().numbers()),
                            lines(result),
                            lines(flipped)),
                    List.of("", "*", "=", ""));
        } else {
            output.say(
                    "output from %s to %s"
                            .formatted(number(Cells.least(result)), number(Cells.most(result))));
        }
    }

    private String padding() {
        return convolution.padding() instanceof Padding.Explicit sides
                ? String.valueOf(sides.top())
                : "same";
    }

    private void window(int x, int y) {
        String[] names =
                result.shape().channels() == 3
                        ? new String[] {"red", "green", "blue"}
                        : new String[] {""};
        for (int c = 0; c < result.shape().channels(); c++) {
            Convolution.Window window = convolution.window(y, x, c);
            output.say("");
            output.say("x %d, y %d%s".formatted(x, y, names[c].isEmpty() ? "" : ", " + names[c]));
            sideBySide(
                    List.of("window", "kernel", "products"),
                    List.of(
                            lines(window.values()),
                            lines(convolution.kernel().numbers()),
                            lines(window.products())),
                    List.of("", "x", "="));
            int at = Cells.index(result.shape(), y, x, c);
            output.say(
                    "  sum of the products %s; the layer computes %s; with the kernel flipped %s"
                            .formatted(
                                    number(window.sum()),
                                    number(result.data()[at]),
                                    number(flipped.data()[at])));
        }
    }

    /** Matrices beside each other under their names, a sign before each at half height. */
    private void sideBySide(List<String> names, List<List<String>> blocks, List<String> signs) {
        int height = blocks.stream().mapToInt(List::size).max().orElse(0);
        var head = new StringBuilder();
        for (int i = 0; i < blocks.size(); i++) {
            head.append("   ")
                    .append(padded(names.get(i), width(names.get(i), blocks.get(i))))
                    .append(' ');
        }
        output.say(head.toString().stripTrailing());
        for (int row = 0; row < height; row++) {
            var line = new StringBuilder();
            for (int i = 0; i < blocks.size(); i++) {
                List<String> block = blocks.get(i);
                String sign = row == height / 2 && !signs.get(i).isEmpty() ? signs.get(i) : " ";
                String text = row < block.size() ? block.get(row) : "";
                line.append(' ')
                        .append(sign)
                        .append(' ')
                        .append(padded(text, width(names.get(i), block)))
                        .append(' ');
            }
            output.say(line.toString().stripTrailing());
        }
    }

    private static int width(String name, List<String> block) {
        return Math.max(name.length(), block.isEmpty() ? 0 : block.getFirst().length());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static List<String> lines(Tensor matrix) {
        int columns = matrix.shape().extent(1);
        int width = 1;
        for (float value : matrix.data()) {
            width = Math.max(width, number(value).length());
        }
        var lines = new ArrayList<String>();
        for (int y = 0; y < matrix.shape().extent(0); y++) {
            var line = new StringBuilder();
            for (int x = 0; x < columns; x++) {
                String text = number(matrix.data()[y * columns + x]);
                line.append(x == 0 ? "" : " ")
                        .append(" ".repeat(width - text.length()))
                        .append(text);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
