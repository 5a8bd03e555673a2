package dev.fovea.nn;

import dev.fovea.kernel.PoolGeometry;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The average of each window, {@code H x W x C -> H' x W' x C}, sizes as in {@link Conv2d}.
 *
 * @param kernel height and width of the window
 * @param stride from one window to the next
 * @param padding zeros around the map
 * @param ceilMode whether sizes are rounded up, so that a last window may hang over the padded
 *     edge; as in PyTorch it must start inside the map or the padding before it
 * @param countPadding whether the zeros of the padding count in the average (PyTorch's {@code
 *     count_include_pad}); if not, every window must cover a pixel. Cells beyond the padding never
 *     count
 */
public record AvgPool2d(
        Size kernel, Size stride, Padding padding, boolean ceilMode, boolean countPadding)
        implements Layer {
    public AvgPool2d {
        Constructors.window("AvgPool2d", kernel, Size.ONE);
    }

    /** Square windows side by side. */
    public static AvgPool2d of(int kernel) {
        return of(kernel, kernel);
    }

    /** Square windows, no padding, sizes rounded down; padding would count, as in PyTorch. */
    public static AvgPool2d of(int kernel, int stride) {
        return new AvgPool2d(Size.of(kernel), Size.of(stride), Padding.NONE, false, true);
    }

    public AvgPool2d withKernel(Size kernel) {
        return new AvgPool2d(kernel, stride, padding, ceilMode, countPadding);
    }

    public AvgPool2d withStride(Size stride) {
        return new AvgPool2d(kernel, stride, padding, ceilMode, countPadding);
    }

    public AvgPool2d withPadding(Padding padding) {
        return new AvgPool2d(kernel, stride, padding, ceilMode, countPadding);
    }

    public AvgPool2d withPadding(int side) {
        return withPadding(Padding.of(side));
    }

    public AvgPool2d withCeilMode(boolean ceilMode) {
        return new AvgPool2d(kernel, stride, padding, ceilMode, countPadding);
    }

    public AvgPool2d withCountPadding(boolean countPadding) {
        return new AvgPool2d(kernel, stride, padding, ceilMode, countPadding);
    }

    /**
     * Every integer the kernels need for maps of this shape.
     *
     * @throws ShapeException if the pooling cannot work on them
     */
    public PoolGeometry geometry(Shape in) {
        return geometry(List.of(in));
    }

    private PoolGeometry geometry(List<Shape> inputs) {
        Shape in = Inputs.map(this, inputs);
        return windows(in).pool(this, inputs, countPadding);
    }

    Windows windows(Shape in) {
        return Windows.over(in, kernel, stride, padding, Size.ONE, ceilMode);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        PoolGeometry geometry = geometry(inputs);
        return Shape.of(geometry.outHeight(), geometry.outWidth(), geometry.channels());
    }
}
