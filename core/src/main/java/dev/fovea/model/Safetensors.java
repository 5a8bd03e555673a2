package dev.fovea.model;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.text.Nearest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An open safetensors file: names, shapes and formats of its tensors at once, their numbers on
 * demand.
 *
 * <p>The format (github.com/huggingface/safetensors): eight bytes little-endian length of the
 * header, a JSON object {@code {"NAME": {"dtype": "F32", "shape": [..], "data_offsets": [BEGIN,
 * END]}, ..., "__metadata__": {"KEY": "TEXT", ...}}}, and the numbers, row-major, without gaps.
 * Opening validates the whole header, so that reading can only fail where the disk does.
 *
 * <p>Numbers pass through buffers of at most {@value #BUFFER_BYTES} bytes into the caller's array;
 * nothing is mapped, because pages of a mapped file and a copy on the heap would both count as
 * resident. Several threads may read at once.
 */
public final class Safetensors implements Closeable {
    /** What a header may be long: the limit of the format's own reader, in bytes. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    static final int BUFFER_BYTES = 1 << 20;

    /**
     * One tensor of the file.
     *
     * @param offset where its numbers start, in bytes from the start of the file
     */
    public record Entry(String name, Dtype dtype, Shape shape, long offset) {
        /** The bytes its numbers take. */
        public long bytes() {
            return (long) shape.size() * dtype.bytes();
        }
    }

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    private Safetensors(Path file, FileChannel channel, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws FormatException if it is no valid safetensors file
     * @throws IOException if it cannot be read
     */
    public static Safetensors open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new Safetensors(file, channel, SafetensorsHeader.read(file, channel));
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** The texts of {@code __metadata__}, in the order of the file; empty where there are none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** The tensors by name, in the order of their numbers in the file. */
    public Map<String, Entry> tensors() {
        return header.tensors();
    }

    /**
     * The tensor {@code name}.
     *
     * @throws IllegalArgumentException if the file has none of that name; it lists the nearest
     */
    public Entry tensor(String name) {
        Entry entry = tensors().get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    file
                            + ": no tensor '"
                            + name
                            + "', there are "
                            + Nearest.list(name, tensors().keySet(), 10));
        }
        return entry;
    }

    /** The tensor {@code name}, converted to float32 as {@link Dtype} says. */
    public Tensor read(String name) throws IOException {
        Tensor tensor = Tensor.zeros(tensor(name).shape());
        read(name, tensor.data());
        return tensor;
    }

    /**
     * Reads a whole tensor into an array of its size, converted to float32 as {@link Dtype} says.
     *
     * @throws IllegalArgumentException if the array is of another size
     */
    public void read(String name, float[] target) throws IOException {
        Entry entry = tensor(name);
        if (target.length != entry.shape().size()) {
            throw new IllegalArgumentException(
                    file
                            + ": "
                            + name
                            + " has "
                            + entry.shape().size()
                            + " numbers ("
                            + entry.shape()
                            + "), the array "
                            + target.length);
        }
        read(name, 0, target, 0, target.length);
    }

    /**
     * Reads some of a tensor's numbers: {@code target[at + i] = tensor[first + i]} for {@code 0 <=
     * i < count}, in row-major order, converted to float32 as {@link Dtype} says.
     */
    public void read(String name, int first, float[] target, int at, int count) throws IOException {
        Entry entry = tensor(name);
        Objects.checkFromIndexSize(first, count, entry.shape().size());
        Objects.checkFromIndexSize(at, count, target.length);
        int bytes = entry.dtype().bytes();
        ByteBuffer buffer = takeBuffer();
        try {
            long position = entry.offset() + (long) first * bytes;
            for (int done = 0; done < count; ) {
                int part = Math.min(count - done, buffer.capacity() / bytes);
                fill(buffer.clear().limit(part * bytes), position);
                entry.dtype().toFloats(buffer.flip(), target, at + done, part);
                done += part;
                position += (long) part * bytes;
            }
        } finally {
            buffers.add(buffer);
        }
    }

    /** Closes the file; what was read stays. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private ByteBuffer takeBuffer() {
        ByteBuffer buffer = buffers.poll();
        if (buffer != null) {
            return buffer;
        }
        long largest =
                Math.max(
                        Long.BYTES,
                        tensors().values().stream().mapToLong(Entry::bytes).max().orElse(0));
        return ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, largest))
                .order(ByteOrder.LITTLE_ENDIAN);
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
