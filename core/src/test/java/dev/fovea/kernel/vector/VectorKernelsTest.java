package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.ConvGeometry;
import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.KernelsContract;
import dev.fovea.kernel.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorKernelsTest extends KernelsContract {
    @Override
    protected Kernels kernels(Workers workers) {
        return VectorKernels.of(workers);
    }

    @Test
    void isNamedByItsWidth() {
        assertThat(kernels(Workers.of(1)).name()).isEqualTo("vector-" + 32 * Lanes.COUNT);
    }

    @Test
    void threeByThreeConvolutionsAreComputedAsAskedFor() {
        ConvGeometry geometry = ConvGeometry.of(8, 8, 16, 16, 3, 1, 1);
        for (ThreeByThree way : ThreeByThree.values()) {
            VectorKernels kernels = VectorKernels.of(Workers.of(1), way);
            String forward = kernels.convForward(geometry, 1, Epilogue.NONE, true).algorithm();
            String byData = kernels.convBackwardData(geometry, 1, false).algorithm();
            String byWeights = kernels.convBackwardWeights(geometry, 1).algorithm();
            switch (way) {
                case BY_GEOMETRY -> assertThat(kernels.name()).isEqualTo("vector-" + Lanes.BITS);
                case WINOGRAD_4 ->
                        assertThat(List.of(forward, byData, byWeights))
                                .containsOnly("winograd 4x4");
                case WINOGRAD_2 ->
                        assertThat(List.of(forward, byData)).containsOnly("winograd 2x2");
                case DIRECT ->
                        assertThat(List.of(forward, byData, byWeights))
                                .noneMatch(name -> name.contains("winograd"));
            }
        }
    }
}
