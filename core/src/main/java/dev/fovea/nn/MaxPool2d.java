package dev.fovea.nn;

import dev.fovea.kernel.PoolGeometry;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The largest value of each window, {@code H x W x C -> H' x W' x C}, sizes as in {@link Conv2d}.
 * Padding never wins.
 *
 * @param kernel height and width of the window
 * @param stride from one window to the next
 * @param padding how far windows may hang over the edges; every window must cover a pixel
 * @param dilation from one cell of the window to the next
 * @param ceilMode whether sizes are rounded up, so that a last window may hang over the padded
 *     edge; as in PyTorch it must start inside the map or the padding before it
 */
public record MaxPool2d(Size kernel, Size stride, Padding padding, Size dilation, boolean ceilMode)
        implements Layer {
    public MaxPool2d {
        Constructors.window("MaxPool2d", kernel, dilation);
    }

    /** Square windows side by side. */
    public static MaxPool2d of(int kernel) {
        return of(kernel, kernel);
    }

    /** Square windows, no padding, sizes rounded down. */
    public static MaxPool2d of(int kernel, int stride) {
        return new MaxPool2d(Size.of(kernel), Size.of(stride), Padding.NONE, Size.ONE, false);
    }

    public MaxPool2d withKernel(Size kernel) {
        return new MaxPool2d(kernel, stride, padding, dilation, ceilMode);
    }

    public MaxPool2d withStride(Size stride) {
        return new MaxPool2d(kernel, stride, padding, dilation, ceilMode);
    }

    public MaxPool2d withPadding(Padding padding) {
        return new MaxPool2d(kernel, stride, padding, dilation, ceilMode);
    }

    public MaxPool2d withPadding(int side) {
        return withPadding(Padding.of(side));
    }

    public MaxPool2d withDilation(Size dilation) {
        return new MaxPool2d(kernel, stride, padding, dilation, ceilMode);
    }

    public MaxPool2d withCeilMode(boolean ceilMode) {
        return new MaxPool2d(kernel, stride, padding, dilation, ceilMode);
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
        return windows(in).pool(this, inputs, false);
    }

    Windows windows(Shape in) {
        return Windows.over(in, kernel, stride, padding, dilation, ceilMode);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        PoolGeometry geometry = geometry(inputs);
        return Shape.of(geometry.outHeight(), geometry.outWidth(), geometry.channels());
    }
}
