package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Averages over as many windows as the output has pixels, {@code H x W x C -> H' x W' x C}: output
 * row i averages the rows {@code floor(i H / H')} up to, not including, {@code ceil((i + 1) H /
 * H')}, columns likewise (PyTorch's adaptive average pooling).
 *
 * @param output H' and W'; may be larger than the input, whose pixels are then repeated
 */
public record AdaptiveAvgPool2d(Size output) implements Layer {
    /** A square output. */
    public static AdaptiveAvgPool2d of(int side) {
        return new AdaptiveAvgPool2d(Size.of(side));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape in = Inputs.map(this, inputs);
        return Inputs.shape(
                this, "an output of", inputs, output.height(), output.width(), in.channels());
    }
}
