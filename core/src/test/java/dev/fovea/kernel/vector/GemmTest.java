package dev.fovea.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GemmTest {
    private static final Workers TWO = Workers.of(2);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 33, 7",
        "3, 5, 300",
        "8, 32, 16",
        "13, 31, 17",
        "207, 65, 13",
        "100, 1100, 257",
        "16, 16, 513",
        "12, 48, 64",
        "97, 130, 600"
    })
    void agreesWithADoubleReference(int m, int n, int k) {
        for (int variant = 0; variant < 8; variant++) {
            check(m, n, k, (variant & 1) != 0, (variant & 2) != 0, (variant & 4) != 0);
        }
    }

    private static void check(int m, int n, int k, boolean ta, boolean tb, boolean accumulate) {
        var random = new Random(m * 31L + n * 17L + k);
        float[] a = random(random, m * k + 5);
        float[] b = random(random, n * k + 3);
        float[] c = random(random, m * n + 7);
        float[] before = c.clone();
        multiply(TWO, ta, tb, m, n, k, a, 5, b, 3, accumulate, c, 7);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = accumulate ? before[7 + i * n + j] : 0;
                for (int l = 0; l < k; l++) {
                    double x = a[5 + (ta ? l * m + i : i * k + l)];
                    double y = b[3 + (tb ? j * k + l : l * n + j)];
                    sum += x * y;
                }
                assertThat((double) c[7 + i * n + j])
                        .as("%dx%dx%d ta=%s tb=%s (%d, %d)", m, n, k, ta, tb, i, j)
                        .isCloseTo(sum, offset(4e-6 * Math.sqrt(k)));
            }
        }
    }

    @Test
    void threadsDoNotChangeTheBits() {
        var random = new Random(1);
        int m = 211;
        int n = 530;
        int k = 700;
        float[] a = random(random, m * k);
        float[] b = random(random, n * k);
        float[] one = new float[m * n];
        multiply(Workers.of(1), false, false, m, n, k, a, 0, b, 0, false, one, 0);
        for (Workers workers : List.of(TWO, Workers.of(3))) {
            float[] c = new float[m * n];
            multiply(workers, false, false, m, n, k, a, 0, b, 0, false, c, 0);
            assertThat(c).containsExactly(one);
        }
    }

    private static void multiply(
            Workers workers,
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            boolean accumulate,
            float[] c,
            int cOffset) {
        var gemm = new Gemm(workers, ta, tb, m, n, k);
        float[] scratch = Memory.allocate(gemm.scratchSize());
        // What an earlier run left behind must not matter.
        Arrays.fill(scratch, Float.NaN);
        gemm.run(a, aOffset, b, bOffset, accumulate, c, cOffset, scratch);
    }

    private static float[] random(Random random, int length) {
        float[] a = new float[length];
        for (int i = 0; i < length; i++) {
            a[i] = (float) random.nextGaussian();
        }
        return a;
    }
}
