package dev.fovea.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.kernel.Kernels;
import dev.fovea.nn.Padding;
import dev.fovea.nn.Size;
import dev.fovea.plan.KernelSets;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
    private static final Kernels KERNELS = KernelSets.scalar(1);

    private static Tensor map(String matrix) {
        Tensor numbers = ImageKernel.matrix("map", matrix, 100);
        return Tensor.of(
                Shape.of(numbers.shape().extent(0), numbers.shape().extent(1), 1), numbers.data());
    }

    @Test
    void theTextbooksSixBySixGivesFourByFour() {
        String row = "10 10 10 0 0 0;";
        Convolution convolution = Convolution.of(map(row.repeat(6)), ImageKernel.of("sobel-x"));
        Tensor output = convolution.output(KERNELS);
        assertThat(output.shape()).isEqualTo(Shape.of(4, 4, 1));
        assertThat(output.data())
                .containsExactly(0, 40, 40, 0, 0, 40, 40, 0, 0, 40, 40, 0, 0, 40, 40, 0);
        assertThat(convolution.window(0, 1, 0).products().data())
                .containsExactly(10, 0, 0, 20, 0, 0, 10, 0, 0);
    }

    @Test
    void aFlippedKernelChangesTheSignOnARamp() {
        Convolution network = Convolution.of(map("0 1 2; 0 1 2; 0 1 2"), ImageKernel.of("sobel-x"));
        Convolution mathematics = network.withKernel(network.kernel().flipped());
        assertThat(network.output(KERNELS).data()).containsExactly(-8);
        assertThat(mathematics.output(KERNELS).data()).containsExactly(8);
    }

    @Test
    void everyWindowSumsToWhatTheNetworkComputes() {
        var random = new SplittableRandom(7);
        Tensor input = Tensor.zeros(Shape.of(9, 11, 3));
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = (float) random.nextDouble(255);
        }
        for (String name : ImageKernel.names()) {
            var convolution =
                    new Convolution(
                            input,
                            ImageKernel.of(name),
                            Size.of(2),
                            Padding.of(2, 1),
                            Size.of(1, 2));
            Tensor output = convolution.output(KERNELS);
            assertThat(output.shape()).isEqualTo(convolution.outputShape());
            int i = 0;
            for (int y = 0; y < output.shape().height(); y++) {
                for (int x = 0; x < output.shape().width(); x++) {
                    for (int c = 0; c < 3; c++) {
                        assertThat(convolution.window(y, x, c).sum())
                                .as("%s at %d,%d,%d", name, y, x, c)
                                .isCloseTo(output.data()[i++], within(1e-2));
                    }
                }
            }
        }
    }

    @Test
    void kernelsAreNamedOrTyped() {
        assertThat(ImageKernel.of("blur").numbers().data()[0]).isEqualTo(1 / 9f);
        assertThat(ImageKernel.of("1 2; 3 4").flipped().numbers().data())
                .containsExactly(4, 3, 2, 1);
        assertThat(ImageKernel.of("outline").sumsToZero()).isTrue();
        assertThat(ImageKernel.of("gaussian").sumsToZero()).isFalse();
        assertThatThrownBy(() -> ImageKernel.of("sobelx"))
                .hasMessageContaining("there is no 'sobelx'; there are sobel-x");
        assertThatThrownBy(() -> ImageKernel.of("1 2; 3"))
                .hasMessageContaining("row 1 has 2, row 2 has 1");
        assertThatThrownBy(() -> ImageKernel.of("1 2; 3 ?"))
                .hasMessageContaining("'?' is no number");
    }

    @Test
    void aCellOutsideTheOutputIsRefusedWithTheRange() {
        Convolution convolution =
                Convolution.of(map("0 1 2; 0 1 2; 0 1 2; 0 1 2"), ImageKernel.of("blur"));
        assertThatThrownBy(() -> convolution.window(2, 0, 0))
                .hasMessage("the output is 1 wide and 2 high: x 0 to 0, y 0 to 1; got 0,2");
    }
}
