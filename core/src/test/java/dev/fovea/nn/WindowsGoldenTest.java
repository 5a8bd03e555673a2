package dev.fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Output sizes are PyTorch's; golden/make_golden.py made the numbers. */
class WindowsGoldenTest {
    @ParameterizedTest
    @CsvFileSource(resources = "golden/windows.csv", useHeadersInDisplayName = true)
    void sizesArePyTorchs(ArgumentsAccessor row) {
        var kernel = new Size(row.getInteger(5), row.getInteger(6));
        var stride = new Size(row.getInteger(7), row.getInteger(8));
        var padding =
                new Padding.Explicit(
                        row.getInteger(9),
                        row.getInteger(10),
                        row.getInteger(11),
                        row.getInteger(12));
        var dilation = new Size(row.getInteger(13), row.getInteger(14));
        boolean ceil = row.getInteger(16) == 1;
        int filters = row.getInteger(4);
        int groups = row.getInteger(15);
        String kind = row.getString(0);
        Layer layer =
                switch (kind) {
                    case "conv" ->
                            new Conv2d(filters, kernel, stride, padding, dilation, groups, true);
                    case "max" -> new MaxPool2d(kernel, stride, padding, dilation, ceil);
                    case "avg" -> new AvgPool2d(kernel, stride, padding, ceil, true);
                    case "adaptive" -> new AdaptiveAvgPool2d(kernel);
                    default -> throw new AssertionError(kind);
                };
        var input = Shape.of(row.getInteger(1), row.getInteger(2), row.getInteger(3));
        int height = row.getInteger(17);
        int width = row.getInteger(18);

        if (height == 0) {
            assertThatThrownBy(() -> layer.outputShape(input)).isInstanceOf(ShapeException.class);
        } else {
            int channels = kind.equals("conv") ? filters : input.channels();
            assertThat(layer.outputShape(input)).isEqualTo(Shape.of(height, width, channels));
        }
    }
}
