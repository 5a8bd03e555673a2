package dev.fovea.formats.zip;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Where the entries of a zip archive lie (PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3).
 * PyTorch and Keras store numbers uncompressed, so that they are read where they stand; {@code
 * java.util.zip} does not say where that is, nor where an archive is damaged.
 */
public final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MAX_DIRECTORY_BYTES = 64 << 20;
    private static final long ALL_ONES_32 = 0xffff_ffffL;

    private final Path file;
    private final FileChannel channel;

    private ZipDirectory(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * An entry.
     *
     * @param header where its local header lies
     * @param method 0 for stored, 8 for deflated
     * @param size in bytes, unpacked
     * @param stored in bytes, as it lies in the file
     */
    public record Entry(String name, int method, long size, long stored, long header) {}

    /**
     * The entries by name, in the order of the directory.
     *
     * @throws FormatException if the directory is damaged or not there, as in a file that is cut
     *     off
     */
    public static Map<String, Entry> read(Path file, FileChannel channel) throws IOException {
        return new ZipDirectory(file, channel).entries();
    }

    /**
     * Where the bytes of an entry start.
     *
     * @throws FormatException if it is compressed, or does not lie inside the file
     */
    public static long dataOffset(Path file, FileChannel channel, Entry entry) throws IOException {
        if (entry.method() != STORED || entry.size() != entry.stored()) {
            throw new FormatException(
                    file,
                    entry.header(),
                    "'" + entry.name() + "' stored as it is",
                    "a compressed entry; pack it again without compression (zip -0)");
        }
        return new ZipDirectory(file, channel).dataOffset(entry);
    }

    /**
     * The bytes of a small entry, unpacked.
     *
     * @param most how many they may be, whatever the directory says
     * @throws FormatException if they are more or fewer, damaged or packed in a way unknown here
     */
    public static byte[] bytes(Path file, FileChannel channel, Entry entry, int most)
            throws IOException {
        if (entry.method() != STORED && entry.method() != DEFLATED) {
            throw new FormatException(
                    file,
                    entry.header(),
                    "'" + entry.name() + "' stored or deflated",
                    "the compression method " + entry.method());
        }
        if (entry.size() > most || entry.stored() > most) {
            throw new FormatException(
                    file,
                    entry.header(),
                    "at most " + most + " bytes in " + entry.name(),
                    Math.max(entry.size(), entry.stored()) + "");
        }
        var zip = new ZipDirectory(file, channel);
        long at = zip.dataOffset(entry);
        byte[] packed = zip.bytes(at, (int) entry.stored(), "'" + entry.name() + "'").array();
        byte[] unpacked =
                entry.method() == STORED ? packed : zip.inflated(packed, (int) entry.size(), at);
        if (unpacked.length != entry.size()) {
            throw new FormatException(
                    file,
                    at,
                    entry.size() + " bytes in '" + entry.name() + "'",
                    unpacked.length + "");
        }
        return unpacked;
    }

    private byte[] inflated(byte[] packed, int size, long at) throws FormatException {
        byte[] result = new byte[size];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            int done = 0;
            while (done < size) {
                int more = inflater.inflate(result, done, size - done);
                if (more == 0) {
                    throw new FormatException(
                            file,
                            at,
                            packed.length + " bytes that unpack to " + size,
                            "only " + done);
                }
                done += more;
            }
            return result;
        } catch (DataFormatException e) {
            throw new FormatException(
                    file, at, "deflated bytes", "damaged ones (" + e.getMessage() + ")");
        }
    }

    private long dataOffset(Entry entry) throws IOException {
        ByteBuffer local = bytes(entry.header(), LOCAL_BYTES, "the header of an entry");
        if (local.getInt(0) != LOCAL) {
            throw new FormatException(
                    file,
                    entry.header(),
                    "the header of '" + entry.name() + "'",
                    "0x%08x".formatted(local.getInt(0)));
        }
        long data =
                entry.header()
                        + LOCAL_BYTES
                        + Short.toUnsignedInt(local.getShort(26))
                        + Short.toUnsignedInt(local.getShort(28));
        if (data > channel.size() || entry.stored() > channel.size() - data) {
            throw new FormatException(
                    file,
                    data,
                    entry.stored() + " bytes of '" + entry.name() + "'",
                    "the end of the file: it is cut off");
        }
        return data;
    }

    private record Place(long offset, long bytes, long count) {}

    private Map<String, Entry> entries() throws IOException {
        Place place = place();
        if (place.bytes() < 0 || place.bytes() > MAX_DIRECTORY_BYTES) {
            throw new FormatException(
                    file,
                    place.offset(),
                    "a zip directory of at most " + MAX_DIRECTORY_BYTES + " bytes",
                    place.bytes() + " bytes");
        }
        ByteBuffer directory =
                bytes(place.offset(), (int) place.bytes(), "the directory of the zip archive");
        var entries = new LinkedHashMap<String, Entry>();
        while (directory.hasRemaining()) {
            long at = place.offset() + directory.position();
            if (directory.remaining() < CENTRAL_BYTES || directory.getInt() != CENTRAL) {
                throw new FormatException(file, at, "an entry of the zip directory", "else");
            }
            Entry entry = entry(directory, at);
            entries.put(entry.name(), entry);
        }
        if (entries.size() != place.count()) {
            throw new FormatException(
                    file,
                    place.offset(),
                    place.count() + " entries of different names in the zip directory",
                    String.valueOf(entries.size()));
        }
        return Collections.unmodifiableMap(entries);
    }

    /** Reads the entry behind its signature. */
    private Entry entry(ByteBuffer directory, long at) throws FormatException {
        int start = directory.position() - Integer.BYTES;
        int method = Short.toUnsignedInt(directory.getShort(start + 10));
        long stored = Integer.toUnsignedLong(directory.getInt(start + 20));
        long size = Integer.toUnsignedLong(directory.getInt(start + 24));
        int nameBytes = Short.toUnsignedInt(directory.getShort(start + 28));
        int extraBytes = Short.toUnsignedInt(directory.getShort(start + 30));
        int commentBytes = Short.toUnsignedInt(directory.getShort(start + 32));
        long header = Integer.toUnsignedLong(directory.getInt(start + 42));
        directory.position(start + CENTRAL_BYTES);
        if (directory.remaining() < nameBytes + extraBytes + commentBytes) {
            throw new FormatException(file, at, "a whole entry", "the end of the directory");
        }
        byte[] name = new byte[nameBytes];
        directory.get(name);
        int extraEnd = directory.position() + extraBytes;
        while (extraEnd - directory.position() >= 4) {
            int id = Short.toUnsignedInt(directory.getShort());
            int bytes = Short.toUnsignedInt(directory.getShort());
            int next = Math.min(extraEnd, directory.position() + bytes);
            if (id == 1) {
                // Zip64: only the fields that did not fit, in this order.
                if (size == ALL_ONES_32 && next - directory.position() >= 8) {
                    size = directory.getLong();
                }
                if (stored == ALL_ONES_32 && next - directory.position() >= 8) {
                    stored = directory.getLong();
                }
                if (header == ALL_ONES_32 && next - directory.position() >= 8) {
                    header = directory.getLong();
                }
            }
            directory.position(next);
        }
        directory.position(extraEnd + commentBytes);
        if (size < 0 || stored < 0 || header < 0) {
            throw new FormatException(file, at, "sizes that are not negative", "a negative one");
        }
        return new Entry(new String(name, StandardCharsets.UTF_8), method, size, stored, header);
    }

    private Place place() throws IOException {
        long size = channel.size();
        int tail = (int) Math.min(size, END_BYTES + MAX_COMMENT);
        ByteBuffer end = bytes(size - tail, tail, "the end of a zip archive");
        for (int i = tail - END_BYTES; i >= 0; i--) {
            if (end.getInt(i) != END) {
                continue;
            }
            long at = size - tail + i;
            var place =
                    new Place(
                            Integer.toUnsignedLong(end.getInt(i + 16)),
                            Integer.toUnsignedLong(end.getInt(i + 12)),
                            Short.toUnsignedInt(end.getShort(i + 10)));
            return i >= 20 && end.getInt(i - 20) == LOCATOR_64
                    ? place64(end.getLong(i - 12), at)
                    : place;
        }
        throw new FormatException(
                file, size, "the directory of a zip archive at its end", "none: it is cut off");
    }

    private Place place64(long at, long end) throws IOException {
        if (at < 0 || at > end - 56) {
            throw new FormatException(file, end - 20, "the zip64 end before it", "byte " + at);
        }
        ByteBuffer record = bytes(at, 56, "the zip64 end of a zip archive");
        if (record.getInt(0) != END_64) {
            throw new FormatException(file, at, "the zip64 end of a zip archive", "else");
        }
        return new Place(record.getLong(48), record.getLong(40), record.getLong(32));
    }

    private ByteBuffer bytes(long position, int count, String what) throws IOException {
        if (position < 0 || position > channel.size() - count) {
            throw new FormatException(
                    file,
                    Math.clamp(position, 0, channel.size()),
                    count + " bytes of " + what,
                    "the end of the file: it is cut off");
        }
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new FormatException(
                        file, position + buffer.position(), what, "the end of the file");
            }
        }
        return buffer.flip();
    }
}
