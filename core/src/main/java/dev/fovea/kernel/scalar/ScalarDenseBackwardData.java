package dev.fovea.kernel.scalar;

import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Workers;
import java.util.Arrays;

/**
 * {@code dx = W^T dy}. The weights are read as they are, {@code [out, in]}: the innermost loop runs
 * over inputs. One piece is {@value #INPUTS} inputs of the whole batch; it reads {@value #OUTPUTS}
 * rows of the weights at a time, which then serve every image from the cache.
 */
record ScalarDenseBackwardData(Workers workers, int in, int out, int maxBatch, boolean masked)
        implements LinearBackwardData {
    private static final int INPUTS = 256;
    private static final int OUTPUTS = 64;

    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long packedSize() {
        return 0;
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        throw new IllegalStateException(
                "ScalarDenseBackwardData: reads the weights as they are; packedSize() is 0, do not pack");
    }

    @Override
    public long scratchSize() {
        return 0;
    }

    @Override
    public void run(
            int n,
            float[] dy,
            int dyOffset,
            float[] weights,
            float[] mask,
            int maskOffset,
            float[] dx,
            int dxOffset,
            float[] scratch) {
        assert n >= 1 && n <= maxBatch : n;
        Pieces.blocks(
                workers,
                in,
                INPUTS,
                (from, to) -> {
                    int width = to - from;
                    multiply(n, from, width, dy, dyOffset, weights, dx, dxOffset);
                    if (masked) {
                        for (int image = 0; image < n; image++) {
                            int at = image * in + from;
                            Rows.mask(width, mask, maskOffset + at, dx, dxOffset + at);
                        }
                    }
                });
    }

    private void multiply(
            int n,
            int from,
            int width,
            float[] dy,
            int dyOffset,
            float[] weights,
            float[] dx,
            int dxOffset) {
        for (int image = 0; image < n; image++) {
            int dxAt = dxOffset + image * in + from;
            Arrays.fill(dx, dxAt, dxAt + width, 0);
        }
        for (int first = 0; first < out; first += OUTPUTS) {
            int end = Math.min(out, first + OUTPUTS);
            for (int image = 0; image < n; image++) {
                int dxAt = dxOffset + image * in + from;
                for (int o = first; o < end; o++) {
                    float value = dy[dyOffset + image * out + o];
                    Rows.addScaled(width, value, weights, o * in + from, dx, dxAt);
                }
            }
        }
    }
}
