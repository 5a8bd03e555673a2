package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import dev.fovea.tensor.Shape;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A tensor in chunks, possibly compressed (deflate, shuffle, Fletcher's checksum): put together
 * when first read. No chunk may unpack to more than it has numbers for.
 */
final class Hdf5Chunks implements Bytes {
    /** The largest tensor in chunks; larger ones must be contiguous, as Keras writes them. */
    private static final long MOST_BYTES = 256L << 20;

    /** How many bytes one deflated byte can stand for at most. */
    private static final int MOST_DEFLATED = 1032;

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER = 3;

    private final Path file;
    private final String name;
    private final ChunkedDataset dataset;
    private final List<FilterInfo> filters;
    private final int[] extents;
    private final int bytes;
    private final long size;
    private @Nullable ByteBuffer whole;

    Hdf5Chunks(
            Path file,
            String name,
            ChunkedDataset dataset,
            List<FilterInfo> filters,
            Shape shape,
            int bytes) {
        this.file = file;
        this.name = name;
        this.dataset = dataset;
        this.filters = filters;
        this.extents = shape.toArray();
        this.bytes = bytes;
        this.size = (long) shape.size() * bytes;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
        int count = into.remaining();
        into.put(whole().duplicate().position((int) position).limit((int) position + count));
    }

    private synchronized ByteBuffer whole() throws IOException {
        if (whole == null) {
            whole = Guard.reading(file, "sound chunks of '" + name + "'", this::assemble);
        }
        return whole;
    }

    private ByteBuffer assemble() throws IOException {
        int[] chunk = dataset.getChunkDimensions();
        long chunkBytes = bytes;
        long chunks = 1;
        for (int i = 0; i < extents.length; i++) {
            chunkBytes = Math.multiplyExact(chunkBytes, (long) chunk[i]);
            chunks = Math.multiplyExact(chunks, (long) Math.ceilDiv(extents[i], chunk[i]));
        }
        if (size > MOST_BYTES || Math.multiplyExact(chunkBytes, chunks) > MOST_BYTES) {
            throw new FormatException(
                    file,
                    -1,
                    "at most 256 MiB in chunks for '" + name + "'",
                    chunks + " chunks of " + chunkBytes + " bytes");
        }
        byte[] result = new byte[(int) size];
        int[] at = new int[extents.length];
        do {
            byte[] raw = unpacked(at, (int) chunkBytes);
            copy(raw, chunk, at, 0, 0, 0, result);
        } while (next(at, chunk));
        return ByteBuffer.wrap(result);
    }

    private boolean next(int[] at, int[] chunk) {
        for (int axis = at.length - 1; axis >= 0; axis--) {
            at[axis] += chunk[axis];
            if (at[axis] < extents[axis]) {
                return true;
            }
            at[axis] = 0;
        }
        return false;
    }

    private void copy(
            byte[] chunk, int[] dims, int[] at, int axis, long from, long to, byte[] result) {
        int count = Math.min(dims[axis], extents[axis] - at[axis]);
        long source = from * dims[axis];
        long target = to * extents[axis] + at[axis];
        if (axis == dims.length - 1) {
            System.arraycopy(
                    chunk, (int) source * bytes, result, (int) target * bytes, count * bytes);
            return;
        }
        for (int i = 0; i < count; i++) {
            copy(chunk, dims, at, axis + 1, source + i, target + i, result);
        }
    }

    private byte[] unpacked(int[] at, int expected) throws IOException {
        ByteBuffer stored = dataset.getRawChunkBuffer(at.clone());
        byte[] data = new byte[stored.remaining()];
        stored.get(data);
        for (FilterInfo filter : filters.reversed()) {
            data =
                    switch (filter.getId()) {
                        case DEFLATE -> inflated(data, expected + 4);
                        case SHUFFLE -> unshuffled(data);
                        case FLETCHER -> java.util.Arrays.copyOf(data, data.length - 4);
                        default ->
                                throw new FormatException(
                                        file,
                                        -1,
                                        "chunks of '" + name + "' packed by deflate or shuffle",
                                        filter.getName());
                    };
        }
        if (data.length != expected) {
            throw new FormatException(
                    file, -1, expected + " bytes in a chunk of '" + name + "'", data.length + "");
        }
        return data;
    }

    private byte[] inflated(byte[] packed, int most) throws IOException {
        byte[] result = new byte[(int) Math.min(most, (packed.length + 1L) * MOST_DEFLATED)];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed);
            int done = 0;
            while (!inflater.finished()) {
                int more = inflater.inflate(result, done, result.length - done);
                if (more == 0) {
                    throw new FormatException(
                            file,
                            -1,
                            "a chunk of '" + name + "' of at most " + most + " bytes",
                            inflater.needsInput() ? "a truncated one" : "a larger one");
                }
                done += more;
            }
            return java.util.Arrays.copyOf(result, done);
        } catch (DataFormatException e) {
            throw new FormatException(
                    file, -1, "deflated chunks of '" + name + "'", String.valueOf(e.getMessage()));
        }
    }

    /** The first bytes of all numbers came first, then all second ones. */
    private byte[] unshuffled(byte[] shuffled) {
        byte[] result = new byte[shuffled.length];
        int count = shuffled.length / bytes;
        for (int b = 0; b < bytes; b++) {
            for (int i = 0; i < count; i++) {
                result[i * bytes + b] = shuffled[b * count + i];
            }
        }
        return result;
    }
}
