package dev.fovea.nn;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolution, {@code H x W x C -> H' x W' x filters} with {@code H' = floor((H - D (F - 1) - 1 +
 * top + bottom) / S) + 1}, width likewise. As everywhere in the field the kernel is not flipped.
 *
 * @param filters output channels, at least 1
 * @param kernel F, height and width of the window
 * @param stride S, from one window to the next
 * @param padding zeros around the map
 * @param dilation D, from one cell of the window to the next; 1 is the ordinary convolution
 * @param groups into how many the channels are cut, each with its own filters; must divide input
 *     channels and filters; equal to both: a depthwise convolution
 * @param bias whether a number per filter is added
 */
public record Conv2d(
        int filters,
        Size kernel,
        Size stride,
        Padding padding,
        Size dilation,
        int groups,
        boolean bias)
        implements Layer {
    public Conv2d {
        Constructors.positive("Conv2d", "filters", filters);
        Constructors.positive("Conv2d", "groups", groups);
        Constructors.window("Conv2d", kernel, dilation);
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    "Conv2d: groups must divide the filters, got "
                            + groups
                            + " groups and "
                            + filters
                            + " filters");
        }
    }

    /** A square kernel, stride 1, no padding, ungrouped, with bias. */
    public static Conv2d of(int filters, int kernel) {
        return of(filters, Size.of(kernel));
    }

    /** Stride 1, no padding, ungrouped, with bias. */
    public static Conv2d of(int filters, Size kernel) {
        return new Conv2d(filters, kernel, Size.ONE, Padding.NONE, Size.ONE, 1, true);
    }

    public Conv2d withFilters(int filters) {
        return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv2d withKernel(Size kernel) {
        return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv2d withStride(int stride) {
        return withStride(Size.of(stride));
    }

    public Conv2d withStride(Size stride) {
        return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv2d withPadding(Padding padding) {
        return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
    }

    /** The same number of zeros at every side. */
    public Conv2d withPadding(int side) {
        return withPadding(Padding.of(side));
    }

    public Conv2d withDilation(int dilation) {
        return withDilation(Size.of(dilation));
    }

    public Conv2d withDilation(Size dilation) {
        return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv2d withGroups(int groups) {
        return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
    }

    public Conv2d withBias(boolean bias) {
        return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
    }

    /**
     * Every integer the kernels need for maps of this shape.
     *
     * @throws ShapeException if the convolution cannot work on them
     */
    public ConvGeometry geometry(Shape in) {
        return geometry(List.of(in));
    }

    private ConvGeometry geometry(List<Shape> inputs) {
        Shape in = Inputs.map(this, inputs);
        if (in.channels() % groups != 0) {
            throw new ShapeException(
                    "Conv2d",
                    "groups %d must divide the channels, got %d ({0})"
                            .formatted(groups, in.channels()),
                    inputs);
        }
        Windows windows = windows(in);
        windows.checkExtent(this, inputs);
        Inputs.shape(
                this,
                "an output of",
                inputs,
                windows.rows().out(),
                windows.columns().out(),
                filters);
        Inputs.shape(
                this,
                "a weight of",
                inputs,
                filters,
                in.channels() / groups,
                kernel.height(),
                kernel.width());
        Padding.Explicit sides = windows.padding();
        return new ConvGeometry(
                in.height(),
                in.width(),
                in.channels(),
                filters,
                kernel.height(),
                kernel.width(),
                stride.height(),
                stride.width(),
                sides.top(),
                sides.bottom(),
                sides.left(),
                sides.right(),
                dilation.height(),
                dilation.width(),
                groups);
    }

    Windows windows(Shape in) {
        return Windows.over(in, kernel, stride, padding, dilation, false);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        ConvGeometry geometry = geometry(inputs);
        return Shape.of(geometry.outHeight(), geometry.outWidth(), filters);
    }

    /** {@code weight} filters x C/groups x height x width, {@code bias} filters. */
    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        ConvGeometry geometry = geometry(inputs);
        var parameters = new ArrayList<Parameter>();
        parameters.add(
                new Parameter(
                        "weight",
                        Shape.of(
                                filters,
                                geometry.inChannels() / groups,
                                kernel.height(),
                                kernel.width()),
                        Role.WEIGHT));
        if (bias) {
            parameters.add(new Parameter("bias", Shape.of(filters), Role.BIAS));
        }
        return List.copyOf(parameters);
    }

    @Override
    public long multiplyAdds(List<Shape> inputs) {
        return geometry(inputs).multiplyAdds();
    }
}
