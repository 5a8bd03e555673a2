package dev.fovea.nn;

import dev.fovea.kernel.PoolGeometry;
import dev.fovea.tensor.Shape;
import java.util.List;

/** Windows sliding over a map: both axes, and the rules they must keep. */
record Windows(WindowAxis rows, WindowAxis columns) {
    static Windows over(
            Shape map, Size kernel, Size stride, Padding padding, Size dilation, boolean ceil) {
        Size in = Inputs.size(map);
        Padding.Explicit sides = padding.resolve(in, kernel, stride, dilation);
        return new Windows(
                WindowAxis.rows(in, kernel, stride, sides, dilation, ceil),
                WindowAxis.columns(in, kernel, stride, sides, dilation, ceil));
    }

    Padding.Explicit padding() {
        return new Padding.Explicit(rows.before(), rows.after(), columns.before(), columns.after());
    }

    /** Throws if an axis has no window at all. */
    void checkExtent(Layer layer, List<Shape> inputs) {
        if (rows.out() >= 1 && columns.out() >= 1) {
            return;
        }
        String numbers;
        if (rows.equals(columns)) {
            numbers = rows.formula();
        } else {
            numbers = rows.out() < 1 ? "height " + rows.formula() : "";
            numbers += rows.out() < 1 && columns.out() < 1 ? ", " : "";
            numbers += columns.out() < 1 ? "width " + columns.formula() : "";
        }
        throw new ShapeException(
                Inputs.typeOf(layer),
                "the output would have no extent, " + numbers + ", got {0}",
                inputs);
    }

    /** Throws if a window covers no pixel of the map. */
    void checkCoverage(Layer layer, List<Shape> inputs) {
        checkCoverage(layer, inputs, rows, "row");
        checkCoverage(layer, inputs, columns, "column");
    }

    private static void checkCoverage(
            Layer layer, List<Shape> inputs, WindowAxis axis, String unit) {
        long window = axis.emptyWindow();
        if (window < 0) {
            return;
        }
        long first = window * axis.stride() - axis.before();
        throw new ShapeException(
                Inputs.typeOf(layer),
                "every window must cover a pixel, but the window over the %ss %d to %d reads only padding, got {0}"
                        .formatted(unit, first, first + axis.span() - 1),
                inputs);
    }

    PoolGeometry pool(Layer layer, List<Shape> inputs, boolean countPadding) {
        Shape in = inputs.getFirst();
        checkExtent(layer, inputs);
        if (!countPadding) {
            checkCoverage(layer, inputs);
        }
        Inputs.shape(layer, "an output of", inputs, rows.out(), columns.out(), in.channels());
        return new PoolGeometry(
                in.height(),
                in.width(),
                in.channels(),
                rows.kernel(),
                columns.kernel(),
                rows.stride(),
                columns.stride(),
                rows.before(),
                rows.after(),
                columns.before(),
                columns.after(),
                rows.dilation(),
                columns.dilation(),
                Math.toIntExact(rows.out()),
                Math.toIntExact(columns.out()),
                countPadding);
    }
}
