package dev.fovea.kernel.scalar;

import dev.fovea.kernel.Epilogue;
import dev.fovea.kernel.LinearForward;
import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * {@code y = W x + b}. Weights are packed transposed, {@code [in, out]}, so that the innermost loop
 * runs over outputs. One piece is {@link Tile#WIDTH} outputs of the whole batch.
 */
record ScalarDenseForward(Workers workers, int in, int out, int maxBatch, Epilogue epilogue)
        implements LinearForward {
    @Override
    public String algorithm() {
        return "direct";
    }

    @Override
    public long packedSize() {
        return (long) in * out;
    }

    @Override
    public void pack(float[] weights, float[] packed) {
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                packed[Memory.OFFSET + i * out + o] = weights[o * in + i];
            }
        }
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
            float[] weights,
            float[] bias,
            float[] residual,
            int residualOffset,
            float[] y,
            int yOffset,
            float[] scratch) {
        assert n >= 1 && n <= maxBatch : n;
        var tiles = new PerWorker<>(workers, () -> new Tile(n, out));
        Pieces.blocks(
                workers,
                out,
                Tile.WIDTH,
                (from, to, worker) -> {
                    int width = to - from;
                    Tile tile = tiles.of(worker);
                    for (int first = 0; first < n; first += Tile.ROWS) {
                        int end = Math.min(n, first + Tile.ROWS);
                        for (int image = first; image < end; image++) {
                            tile.start(image - first, width, bias, from);
                            if (epilogue.residual()) {
                                int at = residualOffset + image * out + from;
                                tile.startAlsoFrom(image - first, width, residual, at);
                            }
                        }
                        addProduct(tile, first, end, from, width, x, xOffset, weights);
                        for (int image = first; image < end; image++) {
                            int at = yOffset + image * out + from;
                            tile.store(image - first, width, y, at);
                            ScalarActivations.apply(epilogue.activation(), width, y, at, y, at);
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
            float[] x,
            int xOffset,
            float[] weights) {
        for (int i = 0; i < in; i += Tile.TERMS) {
            int count = Math.min(Tile.TERMS, in - i);
            for (int term = 0; term < count; term++) {
                tile.load(term, width, weights, Memory.OFFSET + (i + term) * out + from);
            }
            for (int image = firstImage; image < endImage; image++) {
                int at = xOffset + image * in + i;
                tile.addScaled(image - firstImage, width, count, x, at, 1);
            }
        }
    }
}
