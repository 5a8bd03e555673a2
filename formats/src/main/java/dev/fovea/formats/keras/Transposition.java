package dev.fovea.formats.keras;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tensor as a matrix and turns it over, a block of rows at a time on every processor:
 * beside the result it takes one block and one buffer for each.
 */
final class Transposition {
    /** Numbers in a block: 1 MiB. */
    private static final int BLOCK = 1 << 18;

    /** Columns that are taken together: a cache line of the source is read once. */
    private static final int STRIP = 16;

    private final StoredTensor tensor;
    private final int rows;
    private final int columns;
    private final @Nullable RowOrder order;
    private final float[] target;

    private Transposition(
            StoredTensor tensor, int rows, int columns, @Nullable RowOrder order, float[] target) {
        this.tensor = tensor;
        this.rows = rows;
        this.columns = columns;
        this.order = order;
        this.target = target;
    }

    /**
     * The numbers as {@code columns x rows}, of {@code rows x columns} in the file. Every layout of
     * Keras' becomes PyTorch's this way: {@code HWIO} as {@code HWI x O} and an order that puts
     * channels first, {@code in x out}, and a dense layer behind a Flatten.
     *
     * @param order of the rows; null for the file's own
     */
    static float[] read(StoredTensor tensor, int rows, int columns, @Nullable RowOrder order)
            throws IOException {
        float[] target = new float[tensor.shape().size()];
        new Transposition(tensor, rows, columns, order, target).run();
        return target;
    }

    private void run() throws IOException {
        int step = Math.clamp(BLOCK / columns, 1, rows);
        int pieces = Math.ceilDiv(rows, step);
        int workers = Math.min(pieces, Runtime.getRuntime().availableProcessors());
        var next = new AtomicInteger();
        try {
            IntStream.range(0, workers).parallel().forEach(_ -> work(next, step));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void work(AtomicInteger next, int step) {
        float[] block = new float[step * columns];
        ByteBuffer buffer = tensor.buffer(block.length);
        for (int from = next.getAndIncrement() * step;
                from < rows;
                from = next.getAndIncrement() * step) {
            int count = Math.min(step, rows - from);
            try {
                gather(from, count, block, buffer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            scatter(from, count, block);
        }
    }

    /** Reads the rows that PyTorch calls {@code from} and following, those side by side at once. */
    private void gather(int from, int count, float[] block, ByteBuffer buffer) throws IOException {
        for (int j = 0; j < count; ) {
            int row = inFile(from + j);
            int run = 1;
            while (j + run < count && inFile(from + j + run) == row + run) {
                run++;
            }
            tensor.read((long) row * columns, block, j * columns, run * columns, buffer);
            j += run;
        }
    }

    private int inFile(int row) {
        return order == null ? row : order.inKeras(row);
    }

    private void scatter(int from, int count, float[] block) {
        for (int first = 0; first < columns; first += STRIP) {
            int last = Math.min(columns, first + STRIP);
            for (int j = 0; j < count; j++) {
                for (int o = first; o < last; o++) {
                    target[o * rows + from + j] = block[j * columns + o];
                }
            }
        }
    }
}
