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

    void checkExtent(Layer layer, List<Shape> inputs) {
        if (rows.out() < 1 || columns.out() < 1) {
            throw new ShapeException(
                    Inputs.typeOf(layer),
                    "the output would be %dx%d, got {0}".formatted(rows.out(), columns.out()),
                    inputs,
                    List.of());
        }
    }

    PoolGeometry pool(Layer layer, Shape in, boolean countPadding) {
        List<Shape> inputs = List.of(in);
        checkExtent(layer, inputs);
        if (!countPadding && (rows.hasEmptyWindow() || columns.hasEmptyWindow())) {
            throw new ShapeException(
                    Inputs.typeOf(layer),
                    "every window must cover a pixel, but one lies wholly in the padding; got {0}",
                    inputs,
                    List.of());
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
