package dev.fovea.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decisions have the right rate and are independent between neighbours and between seeds. */
class DropoutMaskTest {
    private static final int N = 1 << 20;

    /** Four standard deviations of a share of N fair decisions. */
    private static final double SLACK = 4 * 0.5 / Math.sqrt(N);

    @ParameterizedTest
    @ValueSource(floats = {0, 0.1f, 0.5f, 0.9f, 1})
    void dropsTheShareAskedFor(float rate) {
        var mask = DropoutMask.of(rate, 42);
        int dropped = 0;
        for (int i = 0; i < N; i++) {
            dropped += mask.keeps(i) ? 0 : 1;
        }
        assertThat(dropped / (double) N).isCloseTo(rate, within(rate % 1 == 0 ? 0 : SLACK));
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,1,2", "1,1,16", "1,1,64", "1,2,0", "1,2,1", "7,8,0", "1,4294967297,0"})
    void agreesWithItselfElsewhereByChanceOnly(long seed, long otherSeed, int distance) {
        var a = DropoutMask.of(0.5f, seed);
        var b = DropoutMask.of(0.5f, otherSeed);
        int same = 0;
        for (int i = 0; i < N; i++) {
            same += a.keeps(i) == b.keeps(i + distance) ? 1 : 0;
        }
        assertThat(same / (double) N).isCloseTo(0.5, within(SLACK));
    }
}
