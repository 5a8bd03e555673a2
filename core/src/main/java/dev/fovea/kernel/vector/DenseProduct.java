package dev.fovea.kernel.vector;

import static dev.fovea.kernel.vector.Lanes.COUNT;
import static dev.fovea.kernel.vector.Panels.COLUMNS;
import static dev.fovea.kernel.vector.Panels.ROWS;
import static dev.fovea.kernel.vector.Panels.ZEROS;
import static dev.fovea.kernel.vector.Panels.ceilDiv;
import static dev.fovea.kernel.vector.Panels.roundUp;

import dev.fovea.kernel.Memory;
import dev.fovea.kernel.Workers;

/**
 * A dense layer for a batch as {@code y^T = W x^T}: the weights are the left operand, so each is
 * read once from memory, and the images, few as they are, are transposed and packed.
 */
final class DenseProduct {
    /** Inputs in one go: a page of a row of weights, which the hardware fetches ahead. */
    private static final int K_BLOCK = 1024;

    /** Images in one go: packed, the inputs of a block of them stay in the last-level cache. */
    private static final int MAX_IMAGES = 512;

    /** Weights that make a piece of work worth handing out. */
    private static final int PIECE = 1 << 17;

    private final Workers workers;
    private final int in;
    private final int out;
    private final int maxImages;
    private final int rowBlock;

    DenseProduct(Workers workers, int in, int out, int maxBatch) {
        this.workers = workers;
        this.in = in;
        this.out = out;
        maxImages = Math.min(maxBatch, MAX_IMAGES);
        rowBlock = roundUp(Math.clamp(PIECE / in, 1, 4 * ROWS), ROWS);
    }

    long scratchSize() {
        return imagesSize(maxImages) + (long) workers.threads() * workerSize(maxImages);
    }

    /** Floats of the packed images. */
    private long imagesSize(int n) {
        return (long) in * roundUp(n, COLUMNS);
    }

    private int weightsSize() {
        return rowBlock * roundUp(Math.min(in, K_BLOCK), COUNT);
    }

    private long workerSize(int n) {
        return weightsSize() + (long) rowBlock * roundUp(n, COLUMNS);
    }

    void run(int n, float[] x, int xOffset, float[] w, DenseOutput y, float[] scratch) {
        for (int first = 0; first < n; first += maxImages) {
            run(first, Math.min(maxImages, n - first), x, xOffset, w, y, scratch);
        }
    }

    /** The {@code n} images from {@code firstImage} on. */
    private void run(
            int firstImage,
            int n,
            float[] x,
            int xOffset,
            float[] w,
            DenseOutput y,
            float[] scratch) {
        int width = panelWidth(n);
        int panels = ceilDiv(n, width);
        int stretches = ceilDiv(in, K_BLOCK);
        workers.run(
                panels * stretches,
                (piece, worker) -> {
                    int image = piece / stretches * width;
                    int k = piece % stretches * K_BLOCK;
                    Panels.packColumnsTransposed(
                            x,
                            xOffset + (firstImage + image) * in + k,
                            in,
                            Math.min(K_BLOCK, in - k),
                            Math.min(width, n - image),
                            scratch,
                            Memory.OFFSET + image * in + k * width,
                            width);
                });
        int own = Memory.OFFSET + (int) imagesSize(n);
        workers.run(
                ceilDiv(out, rowBlock),
                (piece, worker) -> {
                    int first = piece * rowBlock;
                    int rows = Math.min(rowBlock, out - first);
                    int packed = own + worker * (int) workerSize(n);
                    int sums = packed + weightsSize();
                    multiply(first, rows, panels, width, w, scratch, packed, sums);
                    for (int i = 0; i < n; i++) {
                        int target = (firstImage + i) * out + first;
                        for (int r = 0; r < rows; r++) {
                            float sum = scratch[sums + r * panels * width + i];
                            y.put(target + r, first + r, sum);
                        }
                        y.activate(target, rows);
                    }
                });
    }

    /** Images in a panel: one vector where that is enough and no last tile of rows makes two. */
    private int panelWidth(int n) {
        boolean onlyFullTiles = ROWS == 8 && (out - 1) % ROWS >= Panels.TAIL_ROWS;
        return n <= COUNT && onlyFullTiles ? COUNT : COLUMNS;
    }

    /** {@code sums[r][i]} of {@code rows} units and all images. */
    private void multiply(
            int first,
            int rows,
            int panels,
            int width,
            float[] w,
            float[] scratch,
            int packed,
            int sums) {
        int stride = panels * width;
        for (int k = 0; k < in; k += K_BLOCK) {
            int length = Math.min(K_BLOCK, in - k);
            Panels.packRows(w, first * in + k, in, rows, length, scratch, packed);
            for (int panel = 0; panel < panels; panel++) {
                int images = Memory.OFFSET + panel * width * in + k * width;
                for (int r = 0; r < rows; r += ROWS) {
                    int target = sums + r * stride + panel * width;
                    Tiles.panelTile(
                            Panels.panelRows(r, rows),
                            width / COUNT,
                            scratch,
                            packed + r * roundUp(length, COUNT),
                            scratch,
                            images,
                            width,
                            length,
                            k == 0 ? ZEROS : scratch,
                            k == 0 ? 0 : target,
                            k == 0 ? 0 : stride,
                            false,
                            scratch,
                            target,
                            stride);
                }
            }
        }
    }
}
