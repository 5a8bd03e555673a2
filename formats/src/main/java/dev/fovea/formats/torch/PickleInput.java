package dev.fovea.formats.torch;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a pickle: a part of a file, read forwards, that knows where in the file it is. */
final class PickleInput {
    /** The longest text of a pickle, in bytes: names are short. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long end;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    /** Of the byte behind the buffer, from the start of the file. */
    private long behind;

    /** The bytes of the file from {@code start} up to {@code end}. */
    PickleInput(Path file, FileChannel channel, long start, long end) {
        this.file = file;
        this.channel = channel;
        this.end = end;
        behind = start;
        buffer.limit(0);
    }

    Path file() {
        return file;
    }

    /** Where the next byte lies, from the start of the file. */
    long position() {
        return behind - buffer.remaining();
    }

    int u8() throws IOException {
        need(1);
        return buffer.get() & 0xff;
    }

    int u16() throws IOException {
        need(2);
        return buffer.getShort() & 0xffff;
    }

    int i32() throws IOException {
        need(4);
        return buffer.getInt();
    }

    long i64() throws IOException {
        need(8);
        return buffer.getLong();
    }

    /** An eight-byte float, which pickles hold big-endian. */
    double f64() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(i64()));
    }

    /** So many bytes. */
    byte[] bytes(long count) throws IOException {
        if (count < 0 || count > MAX_TEXT_BYTES) {
            throw new FormatException(
                    file,
                    position(),
                    "a text of at most " + MAX_TEXT_BYTES + " bytes",
                    Long.toUnsignedString(count) + " bytes");
        }
        if (count > end - position()) {
            throw cutOff(count);
        }
        byte[] bytes = new byte[(int) count];
        for (int done = 0; done < bytes.length; ) {
            need(1);
            int part = Math.min(buffer.remaining(), bytes.length - done);
            buffer.get(bytes, done, part);
            done += part;
        }
        return bytes;
    }

    String text(long count, Charset charset) throws IOException {
        return new String(bytes(count), charset);
    }

    /** The text up to the end of the line, which is passed over. */
    String line() throws IOException {
        var line = new StringBuilder();
        long start = position();
        for (int c = u8(); c != '\n'; c = u8()) {
            line.append((char) c);
            if (line.length() > 1000) {
                throw new FormatException(
                        file, start, "a line of at most 1000 characters", "a longer one");
            }
        }
        return new String(
                line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void need(int count) throws IOException {
        if (buffer.remaining() >= count) {
            return;
        }
        if (end - position() < count) {
            throw cutOff(count);
        }
        buffer.compact();
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + end - behind));
        while (buffer.position() < count) {
            int read = channel.read(buffer, behind);
            if (read < 0) {
                throw cutOff(count);
            }
            behind += read;
        }
        buffer.flip();
    }

    private FormatException cutOff(long count) {
        return new FormatException(
                file,
                position(),
                count + " more bytes of the pickle",
                "its end after " + Math.max(0, end - position()) + ": it is cut off");
    }
}
