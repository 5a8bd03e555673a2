package dev.fovea.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Random access to the bytes of a picture, in memory or in a file, so that a header is read without
 * the pixels behind it. Reading beyond the end throws {@link EOFException}.
 */
abstract sealed class ByteSource {
    /** A source over bytes in memory. */
    static ByteSource of(byte[] data) {
        return new InMemory(data);
    }

    /** A source over an open file, read through a window of 8 KiB. */
    static ByteSource of(FileChannel channel) throws IOException {
        return new InFile(channel);
    }

    /** The number of bytes. */
    abstract long length();

    /** The byte at a position, 0 to 255. */
    abstract int u8(long position) throws IOException;

    /** All bytes; for a source in memory not a copy. */
    abstract byte[] all() throws IOException;

    int u16be(long position) throws IOException {
        return u8(position) << 8 | u8(position + 1);
    }

    int u16le(long position) throws IOException {
        return u8(position) | u8(position + 1) << 8;
    }

    int u24le(long position) throws IOException {
        return u16le(position) | u8(position + 2) << 16;
    }

    /** Unsigned. */
    long u32be(long position) throws IOException {
        return (long) u16be(position) << 16 | u16be(position + 2);
    }

    /** Unsigned. */
    long u32le(long position) throws IOException {
        return u16le(position) | (long) u16le(position + 2) << 16;
    }

    /** True if these characters stand at the position; false also where the source ends before. */
    boolean hasAscii(long position, String text) throws IOException {
        if (position < 0 || position + text.length() > length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (u8(position + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** {@code count} bytes as ISO-8859-1 characters. */
    String ascii(long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) u8(position + i);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static final class InMemory extends ByteSource {
        private final byte[] data;

        InMemory(byte[] data) {
            this.data = data;
        }

        @Override
        long length() {
            return data.length;
        }

        @Override
        int u8(long position) throws IOException {
            if (position < 0 || position >= data.length) {
                throw new EOFException();
            }
            return data[(int) position] & 0xff;
        }

        @Override
        byte[] all() {
            return data;
        }
    }

    private static final class InFile extends ByteSource {
        private final FileChannel channel;
        private final long length;
        private final ByteBuffer window = ByteBuffer.allocate(8192).limit(0);
        private long windowStart;

        InFile(FileChannel channel) throws IOException {
            this.channel = channel;
            this.length = channel.size();
        }

        @Override
        long length() {
            return length;
        }

        @Override
        int u8(long position) throws IOException {
            if (position < 0 || position >= length) {
                throw new EOFException();
            }
            if (position < windowStart || position >= windowStart + window.limit()) {
                window.clear();
                windowStart = position;
                fill(window, position);
                window.flip();
                if (window.limit() == 0) {
                    throw new EOFException();
                }
            }
            return window.get((int) (position - windowStart)) & 0xff;
        }

        @Override
        byte[] all() throws IOException {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(length));
            fill(all, 0);
            if (all.hasRemaining()) {
                throw new EOFException();
            }
            return all.array();
        }

        /** Reads until the buffer is full or the file ends. */
        private void fill(ByteBuffer buffer, long position) throws IOException {
            int read = 0;
            while (read >= 0 && buffer.hasRemaining()) {
                read = channel.read(buffer, position + buffer.position());
            }
        }
    }
}
