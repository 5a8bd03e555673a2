package dev.fovea.kernel.scalar;

import dev.fovea.kernel.LinearBackwardWeights;
import dev.fovea.kernel.Workers;

/** {@code dW = sum over images of dy x^T}. One piece is {@link Tile#ROWS} rows of the weights. */
record ScalarDenseBackwardWeights(Workers workers, int in, int out, int maxBatch)
        implements LinearBackwardWeights {
    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long scratchSize() {
        return 0;
    }

    @Override
    public void run(
            int n,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dWeights,
            float[] dBias,
            float[] scratch) {
        assert n >= 1 && n <= maxBatch : n;
        var tiles = new PerWorker<>(workers, () -> new Tile(out, in));
        Pieces.blocks(
                workers,
                out,
                Tile.ROWS,
                (firstOutput, endOutput, worker) -> {
                    Tile tile = tiles.of(worker);
                    for (int from = 0; from < in; from += Tile.WIDTH) {
                        int width = Math.min(Tile.WIDTH, in - from);
                        tile.startFromZero(endOutput - firstOutput, width);
                        for (int image = 0; image < n; image += Tile.TERMS) {
                            int count = Math.min(Tile.TERMS, n - image);
                            for (int term = 0; term < count; term++) {
                                int at = xOffset + (image + term) * in + from;
                                tile.load(term, width, x, at);
                            }
                            for (int o = firstOutput; o < endOutput; o++) {
                                int at = dyOffset + image * out + o;
                                tile.addScaled(o - firstOutput, width, count, dy, at, out);
                            }
                        }
                        for (int o = firstOutput; o < endOutput; o++) {
                            tile.store(o - firstOutput, width, dWeights, o * in + from);
                        }
                    }
                });
        Sums.overRows(workers, n, out, dy, dyOffset, dBias);
    }
}
