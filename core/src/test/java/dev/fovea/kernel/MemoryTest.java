package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1000, 65_459, 65_460, 500_000, 1_048_576, 3_000_000})
    void bytesAreThoseOfTheArray(long size) {
        float[] array = Memory.allocate(size);

        assertThat(Memory.bytes(size)).isEqualTo(4L * array.length);
        assertThat((long) array.length).isGreaterThanOrEqualTo(size + Memory.OFFSET);
    }

    @Test
    void moreThanAnArrayHoldsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memory.allocate(1L << 31))
                .withMessageContaining("2147483648 floats do not fit one Java array");
    }
}
