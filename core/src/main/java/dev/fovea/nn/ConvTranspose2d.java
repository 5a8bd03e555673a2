package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Convolution's transpose, {@code H x W x C -> H' x W' x filters} with {@code H' = (H - 1) stride +
 * dilation (kernel - 1) + 1 + extra - top - bottom}: every input pixel adds its kernel, times
 * itself, to the output. Weights are {@code C x filters/groups x H x W}.
 *
 * @param filters at least 1
 * @param stride of the output, a pixel of the input
 * @param padding rows and columns cut off the output
 * @param extraRows added at the bottom
 * @param extraColumns added at the right
 * @param groups must divide channels and filters
 */
public record ConvTranspose2d(
        int filters,
        Size kernel,
        Size stride,
        Padding.Explicit padding,
        Size dilation,
        int extraRows,
        int extraColumns,
        int groups,
        boolean bias)
        implements InferenceLayer {
    public ConvTranspose2d {
        Constructors.positive("ConvTranspose2d", "filters", filters);
        Constructors.positive("ConvTranspose2d", "groups", groups);
        Constructors.window("ConvTranspose2d", kernel, dilation);
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    "ConvTranspose2d: groups %d must divide the filters, got %d"
                            .formatted(groups, filters));
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        if (!input.isMap() || input.channels() % groups != 0) {
            throw misfit(
                    "needs a map H x W x C whose channels groups " + groups + " divide", inputs);
        }
        return result(
                inputs,
                side(
                        input.height(),
                        stride.height(),
                        kernel.height(),
                        dilation.height(),
                        (long) extraRows - padding.top() - padding.bottom()),
                side(
                        input.width(),
                        stride.width(),
                        kernel.width(),
                        dilation.width(),
                        (long) extraColumns - padding.left() - padding.right()),
                filters);
    }

    private static long side(int in, int stride, int kernel, int dilation, long more) {
        return (in - 1L) * stride + (kernel - 1L) * dilation + 1 + more;
    }

    @Override
    public List<Parameter> parameters(List<Shape> inputs) {
        outputShape(inputs);
        Shape shape =
                Inputs.shape(
                        this,
                        "a weight of",
                        inputs,
                        inputs.getFirst().channels(),
                        filters / groups,
                        kernel.height(),
                        kernel.width());
        var weight = new Parameter("weight", shape, Role.WEIGHT);
        return bias
                ? List.of(weight, new Parameter("bias", Shape.of(filters), Role.BIAS))
                : List.of(weight);
    }

    @Override
    public long multiplyAdds(List<Shape> inputs) {
        outputShape(inputs);
        return (long) inputs.getFirst().size()
                * (filters / groups)
                * kernel.height()
                * kernel.width();
    }
}
