package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A run of bytes that several threads may read at once. */
interface Bytes {
    /** How many there are. */
    long size();

    /**
     * Fills what remains of {@code into} with the bytes from {@code position} on.
     *
     * @throws IOException if they cannot be read or are not there
     */
    void read(long position, ByteBuffer into) throws IOException;

    /** A part of a file. */
    record OfFile(Path file, FileChannel channel, long base, long size) implements Bytes {
        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            if (position < 0 || position + into.remaining() > size) {
                throw new FormatException(
                        file,
                        base + position,
                        into.remaining() + " bytes",
                        "the end after " + Math.max(0, size - position));
            }
            long at = base + position;
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    throw new FormatException(
                            file, at, into.remaining() + " more bytes", "the end of the file");
                }
                at += read;
            }
        }
    }

    /** Bytes on the heap. */
    record OfBuffer(ByteBuffer buffer) implements Bytes {
        @Override
        public long size() {
            return buffer.limit();
        }

        @Override
        public void read(long position, ByteBuffer into) {
            int count = into.remaining();
            into.put(buffer.duplicate().position((int) position).limit((int) position + count));
        }
    }
}
