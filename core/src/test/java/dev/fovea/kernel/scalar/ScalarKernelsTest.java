package dev.fovea.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.kernel.AllocationContract;
import dev.fovea.kernel.Kernels;
import dev.fovea.kernel.KernelsContract;
import dev.fovea.kernel.Workers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScalarKernelsTest extends KernelsContract {
    @Override
    protected Kernels kernels(Workers workers) {
        return ScalarKernels.of(workers);
    }

    @Test
    void isNamedInCheckpoints() {
        assertThat(kernels(Workers.of(1)).name()).isEqualTo("scalar");
    }

    @Nested
    class Allocation extends AllocationContract {
        @Override
        protected Kernels kernels() {
            return ScalarKernels.of(Workers.of(1));
        }
    }
}
