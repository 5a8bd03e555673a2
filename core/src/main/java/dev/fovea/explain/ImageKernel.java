package dev.fovea.explain;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small matrix that is slid over a picture.
 *
 * @param name what it is called; {@code matrix} where somebody typed the numbers
 * @param numbers height x width
 */
public record ImageKernel(String name, Tensor numbers) {
    private static final int MOST = 31;
    private static final Map<String, String> KNOWN = known();

    public ImageKernel {
        Shape shape = numbers.shape();
        if (shape.rank() != 2 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "ImageKernel: a kernel is height x width and not empty, got " + shape);
        }
    }

    /**
     * Sobel's x is written as in most textbooks, positive on the left. Where pictures get brighter
     * to the right it answers with negative numbers, since networks do not flip it.
     */
    private static Map<String, String> known() {
        var known = new LinkedHashMap<String, String>();
        known.put("identity", "0 0 0; 0 1 0; 0 0 0");
        known.put("blur", "1 1 1; 1 1 1; 1 1 1 / 9");
        known.put("gaussian", "1 2 1; 2 4 2; 1 2 1 / 16");
        known.put("sharpen", "0 -1 0; -1 5 -1; 0 -1 0");
        known.put("outline", "-1 -1 -1; -1 8 -1; -1 -1 -1");
        known.put("laplacian", "0 1 0; 1 -4 1; 0 1 0");
        known.put("emboss", "-2 -1 0; -1 1 1; 0 1 2");
        known.put("sobel-x", "1 0 -1; 2 0 -2; 1 0 -1");
        known.put("sobel-y", "1 2 1; 0 0 0; -1 -2 -1");
        known.put("sobel-left", "1 0 -1; 2 0 -2; 1 0 -1");
        known.put("sobel-right", "-1 0 1; -2 0 2; -1 0 1");
        known.put("sobel-top", "1 2 1; 0 0 0; -1 -2 -1");
        known.put("sobel-bottom", "-1 -2 -1; 0 0 0; 1 2 1");
        known.put("prewitt-x", "1 0 -1; 1 0 -1; 1 0 -1");
        known.put("prewitt-y", "1 1 1; 0 0 0; -1 -1 -1");
        known.put("diagonal-down", "2 -1 -1; -1 2 -1; -1 -1 2");
        known.put("diagonal-up", "-1 -1 2; -1 2 -1; 2 -1 -1");
        return known;
    }

    /** The names that {@link #of} knows. */
    public static List<String> names() {
        return List.copyOf(KNOWN.keySet());
    }

    /**
     * A kernel by its name, or by its numbers: rows separated by semicolons, numbers by spaces, all
     * divided by what follows a slash: {@code "1 1 1; 1 1 1; 1 1 1 / 9"}.
     *
     * @throws IllegalArgumentException for an unknown name (it lists the nearest) or rows of unlike
     *     length
     */
    public static ImageKernel of(String text) {
        String numbers = KNOWN.get(text.strip());
        if (numbers != null) {
            return new ImageKernel(text.strip(), matrix("kernel", numbers, MOST));
        }
        if (text.chars().anyMatch(Character::isLetter)) {
            throw new IllegalArgumentException(
                    "kernel: there is no '%s'; there are %s, or type the numbers: \"1 0 -1; 2 0 -2; 1 0 -1\""
                            .formatted(text, Nearest.list(text, KNOWN.keySet(), KNOWN.size())));
        }
        return new ImageKernel("matrix", matrix("kernel", text, MOST));
    }

    /**
     * A matrix somebody typed.
     *
     * @param who begins the message of an error
     * @param most rows and columns that are taken
     * @throws IllegalArgumentException if it is none
     */
    public static Tensor matrix(String who, String text, int most) {
        String[] parts = text.split("/", -1);
        double divisor = parts.length == 2 ? number(who, parts[1].strip()) : 1;
        if (parts.length > 2 || divisor == 0) {
            throw new IllegalArgumentException(
                    who + ": one number other than 0 after the slash, got '" + text + "'");
        }
        var rows = new ArrayList<String[]>();
        for (String row : parts[0].split(";", -1)) {
            if (!row.isBlank()) {
                rows.add(row.strip().split("[\\s,]+", -1));
            }
        }
        int height = rows.size();
        int width = height == 0 ? 0 : rows.getFirst().length;
        if (height < 1 || height > most || width > most) {
            throw new IllegalArgumentException(
                    "%s: a matrix has 1 to %d rows and columns, got %d x %d"
                            .formatted(who, most, height, width));
        }
        float[] numbers = new float[height * width];
        for (int y = 0; y < height; y++) {
            String[] row = rows.get(y);
            if (row.length != width) {
                throw new IllegalArgumentException(
                        "%s: all rows have as many numbers; row 1 has %d, row %d has %d"
                                .formatted(who, width, y + 1, row.length));
            }
            for (int x = 0; x < width; x++) {
                numbers[y * width + x] = (float) (number(who, row[x]) / divisor);
            }
        }
        return Tensor.of(Shape.of(height, width), numbers);
    }

    private static double number(String who, String text) {
        try {
            double number = Double.parseDouble(text);
            if (Float.isFinite((float) number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "%s: numbers separated by spaces, rows by semicolons; '%s' is no number"
                        .formatted(who, text));
    }

    public int height() {
        return numbers.shape().extent(0);
    }

    public int width() {
        return numbers.shape().extent(1);
    }

    /** Turned by 180 degrees: what mathematics slides over the picture when it says convolution. */
    public ImageKernel flipped() {
        float[] from = numbers.data();
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = from[from.length - 1 - i];
        }
        return new ImageKernel(name, Tensor.of(numbers.shape(), to));
    }

    /** Whether even areas give 0, as edge detectors do. */
    public boolean sumsToZero() {
        double sum = 0;
        double size = 0;
        for (float number : numbers.data()) {
            sum += number;
            size += Math.abs(number);
        }
        return Math.abs(sum) <= 1e-5 * size;
    }
}
