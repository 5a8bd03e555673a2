package dev.fovea.app.cli;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cells of maps on the command line, and maps as JSON shows them. */
public final class Cells {
    private static final Pattern CELL = Pattern.compile("(-?\\d{1,9}),(-?\\d{1,9})");

    private Cells() {}

    /**
     * {@code X,Y}: column and row, in this order.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static int[] parse(String text) {
        Matcher matcher = CELL.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--at: column and row from 0 as in 10,12; got '" + text + "'");
        }
        return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }

    /** Of an H x W (x 1) map, the rows. */
    public static List<List<Float>> rows(Tensor matrix) {
        int width = matrix.shape().extent(1);
        var rows = new ArrayList<List<Float>>();
        for (int y = 0; y < matrix.shape().extent(0); y++) {
            var row = new ArrayList<Float>();
            for (int x = 0; x < width; x++) {
                row.add(matrix.data()[y * width + x]);
            }
            rows.add(row);
        }
        return rows;
    }

    public static int index(Shape map, int row, int column, int channel) {
        return (row * map.width() + column) * map.channels() + channel;
    }

    public static double least(Tensor tensor) {
        double least = Double.POSITIVE_INFINITY;
        for (float number : tensor.data()) {
            least = Math.min(least, number);
        }
        return least;
    }

    public static double most(Tensor tensor) {
        double most = Double.NEGATIVE_INFINITY;
        for (float number : tensor.data()) {
            most = Math.max(most, number);
        }
        return most;
    }
}
