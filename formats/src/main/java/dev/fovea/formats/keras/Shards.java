package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Files read as if they were one. */
record Shards(List<Bytes.OfFile> parts) implements Bytes {
    @Override
    public long size() {
        return parts.stream().mapToLong(Bytes.OfFile::size).sum();
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
        int limit = into.limit();
        long at = position;
        for (Bytes.OfFile part : parts) {
            if (at < part.size() && into.hasRemaining()) {
                int count = (int) Math.min(into.remaining(), part.size() - at);
                into.limit(into.position() + count);
                part.read(at, into);
                into.limit(limit);
                at = 0;
            } else {
                at -= part.size();
            }
        }
        if (into.hasRemaining()) {
            throw new FormatException(
                    parts.isEmpty() ? "shards" : parts.getLast().file().toString(),
                    -1,
                    into.remaining() + " more bytes",
                    "the end of the last shard");
        }
    }
}
