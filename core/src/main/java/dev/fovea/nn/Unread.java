package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Says where rounding a size down leaves rows or columns that no window reads, and what avoids it.
 */
final class Unread {
    /** How many rows and columns other inputs of a network are tried. */
    private static final int MOST_PIXELS = 64;

    private Unread() {}

    /** One sentence without a full stop; empty if everything is read. */
    static String note(Layer layer, List<Shape> inputs) {
        return switch (layer) {
            case Conv2d conv -> note(conv.windows(inputs.getFirst()), false);
            case MaxPool2d pool -> note(pool.windows(inputs.getFirst()), true);
            case AvgPool2d pool -> note(pool.windows(inputs.getFirst()), true);
            default -> "";
        };
    }

    /** {@code an input of 224x224x3 or 226x226x3}: the nearest inputs on which all is read. */
    static List<String> inputsThatFit(Network network) {
        if (!network.input().isMap()) {
            return List.of();
        }
        List<String> shapes =
                IntStream.of(-1, 1)
                        .mapToObj(direction -> nearestThatFits(network, direction))
                        .flatMap(Optional::stream)
                        .map(Shape::toString)
                        .toList();
        return shapes.isEmpty() ? List.of() : List.of("an input of " + Text.or(shapes));
    }

    private static Optional<Shape> nearestThatFits(Network network, int direction) {
        Shape input = network.input();
        return IntStream.rangeClosed(1, MOST_PIXELS)
                .map(step -> direction * step)
                .filter(more -> input.height() + more > 0 && input.width() + more > 0)
                .mapToObj(more ->
                        Shape.of(input.height() + more, input.width() + more, input.channels()))
                .filter(shape ->
                        Network.tried(shape, network.nodes())
                                .filter(tried -> tried.notes().isEmpty())
                                .isPresent())
                .findFirst();
    }

    private static String note(Windows windows, boolean pool) {
        WindowAxis rows = windows.rows();
        WindowAxis columns = windows.columns();
        if (rows.equals(columns)) {
            return rows.lost() == 0 ? "" : sentence(rows, "", "row", "column", pool);
        }
        var parts = new ArrayList<String>();
        if (rows.lost() > 0) {
            parts.add(sentence(rows, "height ", "row", "", pool));
        }
        if (columns.lost() > 0) {
            parts.add(sentence(columns, "width ", "column", "", pool));
        }
        return String.join("; ", parts);
    }

    private static String sentence(
            WindowAxis axis, String extent, String unit, String otherUnit, boolean pool) {
        long lost = axis.lost();
        var ways = new ArrayList<String>();
        List<String> sizes = sizesThatFit(axis);
        if (!sizes.isEmpty()) {
            ways.add("input " + extent + String.join(" or ", sizes));
        }
        int padding = paddingThatFits(axis);
        if (padding > 0) {
            boolean more = axis.before() + axis.after() > 0;
            ways.add(
                    (padding == 1 ? "one" : padding)
                            + (more ? " more " : " ")
                            + units(padding, unit, otherUnit)
                            + " of padding on one side");
        }
        String text =
                extent
                        + axis.formula()
                        + ", rounded down to "
                        + axis.out()
                        + ": the last "
                        + (lost == 1 ? "" : lost + " ")
                        + units(lost, unit, otherUnit)
                        + (lost == 1 && otherUnit.isEmpty() ? " is" : " are")
                        + " never read";
        if (!ways.isEmpty()) {
            text += "; " + String.join(", or ", ways) + ", avoid it";
        }
        if (pool && axis.withCeil(true).lost() == 0) {
            text += "; so does ceil mode";
        }
        return text;
    }

    private static String units(long count, String unit, String otherUnit) {
        String s = count == 1 ? "" : "s";
        return unit + s + (otherUnit.isEmpty() ? "" : " and " + otherUnit + s);
    }

    /** The nearest smaller and the nearest larger input of which every cell is read. */
    private static List<String> sizesThatFit(WindowAxis axis) {
        IntFunction<List<String>> nearest =
                direction ->
                        IntStream.rangeClosed(1, axis.stride())
                                .map(step -> axis.in() + direction * step)
                                .filter(in -> in > 0 && fits(axis.withIn(in)))
                                .mapToObj(Integer::toString)
                                .limit(1)
                                .toList();
        var sizes = new ArrayList<>(nearest.apply(-1));
        sizes.addAll(nearest.apply(1));
        return sizes;
    }

    /** The fewest cells of padding that help on either side; 0 if none do. */
    private static int paddingThatFits(WindowAxis axis) {
        return IntStream.rangeClosed(1, axis.stride())
                .filter(more ->
                        fits(axis.withPadding(axis.before() + more, axis.after()))
                                && fits(axis.withPadding(axis.before(), axis.after() + more)))
                .findFirst()
                .orElse(0);
    }

    private static boolean fits(WindowAxis axis) {
        return axis.out() > 0 && axis.unread() == 0 && axis.emptyWindow() < 0;
    }
}
