package dev.fovea.formats.torch;

import dev.fovea.model.Dtype;
import dev.fovea.model.FormatException;
import dev.fovea.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The numbers of a file of tensors, read through buffers of one MiB, one for each thread that
 * reads, so that a file of any size needs little memory beside its tensors.
 */
final class Numbers implements Closeable {
    private static final int BUFFER_BYTES = 1 << 20;

    /** How many numbers a thread reads at a time. */
    private static final int PIECE = 1 << 22;

    /** How many numbers a window over strided storage holds: 1 MiB of floats. */
    private static final int WINDOW = 1 << 18;

    private final Path file;
    private final FileChannel channel;
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    Numbers(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** What takes some of a tensor's numbers, {@code values[0 .. count - 1]}. */
    interface Visitor {
        void visit(float[] values, int count);
    }

    /** Reads tensors, large ones in pieces by several threads, as float32 in row-major order. */
    Map<String, Tensor> readAll(Map<String, StoredTensor> stored) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        var pieces = new ArrayList<Piece>();
        stored.forEach((name, tensor) -> {
            Tensor target = Tensor.zeros(tensor.shape());
            tensors.put(name, target);
            int size = target.data().length;
            if (tensor.isContiguous()) {
                for (int first = 0; first < size; first += PIECE) {
                    pieces.add(new Piece(tensor, target, first, Math.min(PIECE, size - first)));
                }
            } else {
                pieces.add(new Piece(tensor, target, 0, size));
            }
        });
        try {
            pieces.parallelStream().forEach(this::read);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return tensors;
    }

    /** Shows every number of a contiguous tensor, or of the storage a strided one lies over. */
    void visit(StoredTensor tensor, Visitor visitor) throws IOException {
        long size = tensor.isContiguous() ? tensor.shape().size() : span(tensor);
        float[] values = new float[(int) Math.min(WINDOW, size)];
        for (long first = 0; first < size; first += values.length) {
            int count = (int) Math.min(values.length, size - first);
            read(
                    tensor.dtype(),
                    tensor.offset() + first * tensor.dtype().bytes(),
                    values,
                    0,
                    count);
            visitor.visit(values, count);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private record Piece(StoredTensor tensor, Tensor target, int first, int count) {}

    private void read(Piece piece) {
        StoredTensor tensor = piece.tensor();
        try {
            if (tensor.isContiguous()) {
                long at = tensor.offset() + (long) piece.first() * tensor.dtype().bytes();
                read(tensor.dtype(), at, piece.target().data(), piece.first(), piece.count());
            } else {
                readStrided(tensor, piece.target().data());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many numbers lie between the first and the last of a tensor that is not empty. */
    private static long span(StoredTensor tensor) {
        long last = 0;
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            last += (tensor.shape().extent(axis) - 1) * tensor.strides().get(axis);
        }
        return last + 1;
    }

    /**
     * Walks the storage from the largest stride to the smallest, so that it is read forwards in
     * windows, and puts each number where row-major order wants it.
     */
    private void readStrided(StoredTensor tensor, float[] target) throws IOException {
        int rank = tensor.shape().rank();
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            axes.add(axis);
        }
        axes.sort(Comparator.comparing((Integer axis) -> tensor.strides().get(axis)).reversed());
        List<Long> rowMajor = StoredTensor.contiguousStrides(tensor.shape());
        long[] step = new long[rank];
        int[] targetStep = new int[rank];
        int[] extent = new int[rank];
        for (int i = 0; i < rank; i++) {
            int axis = axes.get(i);
            step[i] = tensor.strides().get(axis);
            targetStep[i] = Math.toIntExact(rowMajor.get(axis));
            extent[i] = tensor.shape().extent(axis);
        }
        long span = span(tensor);
        float[] window = new float[(int) Math.min(WINDOW, span)];
        long start = 0;
        long end = 0;
        int[] index = new int[rank];
        long from = 0;
        int to = 0;
        for (int done = 0; done < target.length; done++) {
            if (from < start || from >= end) {
                start = from;
                end = Math.min(span, from + window.length);
                long at = tensor.offset() + from * tensor.dtype().bytes();
                read(tensor.dtype(), at, window, 0, (int) (end - start));
            }
            target[to] = window[(int) (from - start)];
            for (int i = rank - 1; i >= 0; i--) {
                from += step[i];
                to += targetStep[i];
                if (++index[i] < extent[i]) {
                    break;
                }
                from -= step[i] * extent[i];
                to -= targetStep[i] * extent[i];
                index[i] = 0;
            }
        }
    }

    private void read(Dtype dtype, long position, float[] target, int at, int count)
            throws IOException {
        ByteBuffer buffer = buffers.poll();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        }
        try {
            for (int done = 0; done < count; ) {
                int part = Math.min(count - done, BUFFER_BYTES / dtype.bytes());
                long from = position + (long) done * dtype.bytes();
                fill(buffer.clear().limit(part * dtype.bytes()), from);
                dtype.toFloats(buffer.flip(), target, at + done, part);
                done += part;
            }
        } finally {
            buffers.add(buffer);
        }
    }

    private void fill(ByteBuffer buffer, long position) throws IOException {
        long end = position + buffer.remaining();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, end - buffer.remaining()) < 0) {
                throw new FormatException(
                        file,
                        end - buffer.remaining(),
                        "the file as long as when it was opened",
                        "its end");
            }
        }
    }
}
