package dev.fovea.kernel.scalar;

import dev.fovea.kernel.LinearBackwardData;
import dev.fovea.kernel.Workers;

/**
 * {@code dx = W^T dy}. The weights are read as they are, {@code [out, in]}: the innermost loop runs
 * over inputs. One piece is {@link Tile#WIDTH} inputs of the whole batch.
 */
record ScalarDenseBackwardData(Workers workers, int in, int out, int maxBatch, boolean masked)
        implements LinearBackwardData {
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
        var tiles = new PerWorker<>(workers, () -> new Tile(n, in));
        Pieces.blocks(
                workers,
                in,
                Tile.WIDTH,
                (from, to, worker) -> {
                    int width = to - from;
                    Tile tile = tiles.of(worker);
                    for (int first = 0; first < n; first += Tile.ROWS) {
                        int end = Math.min(n, first + Tile.ROWS);
                        tile.startFromZero(end - first, width);
                        addProduct(tile, first, end, from, width, dy, dyOffset, weights);
                        for (int image = first; image < end; image++) {
                            int at = image * in + from;
                            tile.store(image - first, width, dx, dxOffset + at);
                            if (masked) {
                                Rows.mask(width, mask, maskOffset + at, dx, dxOffset + at);
                            }
                        }
                    }
                });
    }

    private void addProduct(
            Tile tile,
            int firstImage,
            int endImage,
            int from,
            int width,
            float[] dy,
            int dyOffset,
            float[] weights) {
        for (int o = 0; o < out; o += Tile.TERMS) {
            int count = Math.min(Tile.TERMS, out - o);
            for (int term = 0; term < count; term++) {
                tile.load(term, width, weights, (o + term) * in + from);
            }
            for (int image = firstImage; image < endImage; image++) {
                int at = dyOffset + image * out + o;
                tile.addScaled(image - firstImage, width, count, dy, at, 1);
            }
        }
    }
}
