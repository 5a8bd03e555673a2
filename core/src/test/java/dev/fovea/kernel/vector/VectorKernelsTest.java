package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.KernelsContract;
import dev.fovea.kernel.Workers;
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
}
