package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** What Keras needs of a zip archive: small texts, and where an uncompressed entry lies. */
final class StoredZip {
    private static final int LOCAL_HEADER = 30;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int CENTRAL_HEADER = 46;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;

    private StoredZip() {}

    /** An entry's bytes, at most {@code most} of them, whatever it says it has. */
    static byte[] bytes(Path file, String name, int most) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = entry(file, zip, name);
            try (InputStream in = zip.getInputStream(entry)) {
                byte[] bytes = in.readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new FormatException(
                            file, -1, "at most " + most + " bytes in " + name, "more");
                }
                return bytes;
            }
        } catch (ZipException e) {
            throw new FormatException(
                    file, -1, "a sound zip archive", String.valueOf(e.getMessage()));
        }
    }

    private static ZipEntry entry(Path file, ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new FormatException(
                    file, -1, "an entry " + name, "none among " + zip.size() + " entries");
        }
        return entry;
    }

    /**
     * Where the entry's bytes lie in the file.
     *
     * @throws FormatException if it is compressed, not there, or outside the file
     */
    static Bytes.OfFile stored(Path file, FileChannel channel, String name) throws IOException {
        long size;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = entry(file, zip, name);
            if (entry.getMethod() != ZipEntry.STORED) {
                throw new FormatException(
                        file,
                        -1,
                        name + " stored as it is, as Keras does",
                        "a compressed entry; pack it again without compression (zip -0)");
            }
            size = entry.getSize();
        } catch (ZipException e) {
            throw new FormatException(
                    file, -1, "a sound zip archive", String.valueOf(e.getMessage()));
        }
        return locate(file, channel, name, size);
    }

    private static Bytes.OfFile locate(Path file, FileChannel channel, String name, long size)
            throws IOException {
        var all = new Bytes.OfFile(file, channel, 0, channel.size());
        // The directory is at the end; java.util.zip has found it sound, but keeps offsets to
        // itself.
        int tail = (int) Math.min(channel.size(), 1 << 20);
        long start = channel.size() - tail;
        ByteBuffer end = ByteBuffer.allocate(tail).order(ByteOrder.LITTLE_ENDIAN);
        all.read(start, end);
        for (int i = 0; i + CENTRAL_HEADER <= tail; i++) {
            if (end.getInt(i) != CENTRAL_SIGNATURE) {
                continue;
            }
            int length = end.getChar(i + 28);
            if (i + CENTRAL_HEADER + length > tail) {
                continue;
            }
            byte[] bytes = new byte[length];
            end.get(i + CENTRAL_HEADER, bytes);
            if (name.equals(new String(bytes, java.nio.charset.StandardCharsets.UTF_8))) {
                return data(all, name, end.getInt(i + 42) & 0xffff_ffffL, size);
            }
        }
        throw new FormatException(file, start, "the directory's entry " + name, "none");
    }

    private static Bytes.OfFile data(Bytes.OfFile all, String name, long header, long size)
            throws IOException {
        ByteBuffer local = ByteBuffer.allocate(LOCAL_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        all.read(header, local);
        long start = header + LOCAL_HEADER + local.getChar(26) + local.getChar(28);
        if (local.getInt(0) != LOCAL_SIGNATURE || size < 0 || size > all.size() - start) {
            throw new FormatException(
                    all.file(), header, "the entry " + name + " of " + size + " bytes", "no such");
        }
        return new Bytes.OfFile(all.file(), all.channel(), start, size);
    }
}
