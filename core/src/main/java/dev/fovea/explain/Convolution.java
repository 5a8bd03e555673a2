package dev.fovea.explain;

import dev.fovea.image.Image;
import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Conv2d;
import dev.fovea.nn.Network;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Size;
import dev.fovea.nn.Weights;
import dev.fovea.plan.Plan;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One kernel slid over the channels of a picture, each for itself: a depthwise {@link Conv2d}
 * without bias, run by the same kernels as every network.
 *
 * <p>As in all networks the kernel is not flipped; mathematics calls this cross-correlation.
 *
 * @param input H x W x C
 * @param kernel what is slid over it
 * @param stride from one window to the next
 * @param padding zeros around the picture
 * @param dilation from one cell of a window to the next
 */
public record Convolution(
        Tensor input, ImageKernel kernel, Size stride, Padding padding, Size dilation) {
    private static final String NODE = "convolve";

    /** Stride 1, no padding. */
    public static Convolution of(Tensor input, ImageKernel kernel) {
        return new Convolution(input, kernel, Size.ONE, Padding.NONE, Size.ONE);
    }

    /** The same with another kernel. */
    public Convolution withKernel(ImageKernel other) {
        return new Convolution(input, other, stride, padding, dilation);
    }

    /** The pixels as numbers, 0 to 255, H x W x C. */
    public static Tensor pixels(Image image) {
        Tensor tensor = Tensor.zeros(Shape.of(image.height(), image.width(), image.channels()));
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i++) {
            tensor.data()[i] = pixels[i] & 0xff;
        }
        return tensor;
    }

    private Conv2d layer() {
        int channels = input.shape().channels();
        return Conv2d.of(channels, Size.of(kernel.height(), kernel.width()))
                .withStride(stride)
                .withPadding(padding)
                .withDilation(dilation)
                .withGroups(channels)
                .withBias(false);
    }

    /**
     * The result, H' x W' x C.
     *
     * @throws dev.fovea.nn.ShapeException if the kernel does not fit into the padded picture
     */
    public Tensor output(Kernels kernels) {
        Network network = Network.input(input.shape()).then(NODE, layer());
        int channels = input.shape().channels();
        float[] weight = new float[channels * kernel.numbers().data().length];
        for (int c = 0; c < channels; c++) {
            float[] numbers = kernel.numbers().data();
            System.arraycopy(numbers, 0, weight, c * numbers.length, numbers.length);
        }
        Shape shape = Shape.of(channels, 1, kernel.height(), kernel.width());
        Weights weights = Weights.of(Map.of(NODE + ".weight", Tensor.of(shape, weight)));
        Plan plan = Plan.forInference(network, weights, kernels, 1);
        System.arraycopy(
                input.data(), 0, plan.input().data(), plan.input().at(0), input.data().length);
        plan.forward(1);
        Shape out = network.outputShape();
        int at = plan.output().at(0);
        return Tensor.of(out, Arrays.copyOfRange(plan.output().data(), at, at + out.size()));
    }

    /** H' x W' x C. */
    public Shape outputShape() {
        return layer().outputShape(List.of(input.shape()));
    }

    /**
     * What becomes of one window.
     *
     * @param row of the output, counted from 0
     * @param column of the output
     * @throws IllegalArgumentException if the output has no such cell; it gives the range
     */
    public Window window(int row, int column, int channel) {
        ConvGeometry geometry = layer().geometry(input.shape());
        if (row < 0 || row >= geometry.outHeight() || column < 0 || column >= geometry.outWidth()) {
            throw new IllegalArgumentException(
                    "the output is %d wide and %d high: x 0 to %d, y 0 to %d; got %d,%d"
                            .formatted(
                                    geometry.outWidth(),
                                    geometry.outHeight(),
                                    geometry.outWidth() - 1,
                                    geometry.outHeight() - 1,
                                    column,
                                    row));
        }
        int top = row * geometry.strideHeight() - geometry.padTop();
        int left = column * geometry.strideWidth() - geometry.padLeft();
        Tensor values = Tensor.zeros(kernel.numbers().shape());
        Tensor products = Tensor.zeros(kernel.numbers().shape());
        double sum = 0;
        for (int i = 0; i < values.data().length; i++) {
            int y = top + i / kernel.width() * geometry.dilationHeight();
            int x = left + i % kernel.width() * geometry.dilationWidth();
            boolean inside = y >= 0 && y < geometry.inHeight() && x >= 0 && x < geometry.inWidth();
            float value =
                    inside
                            ? input.data()[
                                    (y * geometry.inWidth() + x) * geometry.inChannels() + channel]
                            : 0;
            values.data()[i] = value;
            // Adding 0 makes a 0 of -0, which nobody wants to read.
            products.data()[i] = value * kernel.numbers().data()[i] + 0f;
            sum += products.data()[i];
        }
        int height = (kernel.height() - 1) * geometry.dilationHeight() + 1;
        int width = (kernel.width() - 1) * geometry.dilationWidth() + 1;
        return new Window(top, left, height, width, values, products, sum);
    }

    /**
     * A window and its products.
     *
     * @param top its first row in the input; negative in padding
     * @param left its first column
     * @param height rows it spans, the gaps of a dilation included
     * @param width columns it spans
     * @param values what it holds, as large as the kernel; 0 in padding
     * @param products values times kernel
     * @param sum of the products
     */
    public record Window(
            int top, int left, int height, int width, Tensor values, Tensor products, double sum) {}
}
