package dev.fovea.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * Takes named files out of a gzip-compressed tar archive (POSIX.1-1988 "ustar"; the extensions for
 * long names are of no use here).
 */
final class TarGz {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;
    private static final int TYPE_AT = 156;

    private TarGz() {}

    /**
     * Writes files of the archive into a folder, whatever folders they are in inside the archive;
     * only the wanted names are written, so no path of the archive is trusted. A file gets its name
     * when it is whole.
     *
     * @throws DataException if the archive is damaged or one of the files is not in it
     */
    static void extract(Path archive, Set<String> wanted, Path folder) throws DataException {
        Set<String> missing = new TreeSet<>(wanted);
        try (InputStream in =
                new BufferedInputStream(
                        new GZIPInputStream(Files.newInputStream(archive), 1 << 16))) {
            Files.createDirectories(folder);
            byte[] header = new byte[BLOCK];
            while (!missing.isEmpty()
                    && in.readNBytes(header, 0, BLOCK) == BLOCK
                    && header[0] != 0) {
                String path = text(header, 0, NAME_BYTES);
                String name = path.substring(path.lastIndexOf('/') + 1);
                long size = Long.parseLong(text(header, SIZE_AT, SIZE_BYTES).strip(), 8);
                boolean isFile = header[TYPE_AT] == '0' || header[TYPE_AT] == 0;
                long padding = (BLOCK - size % BLOCK) % BLOCK;
                if (isFile && missing.remove(name)) {
                    Path part = folder.resolve(name + ".part");
                    try (OutputStream out = Files.newOutputStream(part)) {
                        copy(in, out, size);
                    }
                    Files.move(part, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    in.skipNBytes(padding);
                } else {
                    in.skipNBytes(size + padding);
                }
            }
        } catch (NumberFormatException e) {
            throw new DataException(archive.toString(), "damaged: not a tar archive", e);
        } catch (EOFException e) {
            throw new DataException(archive.toString(), "truncated: fetch it again", e);
        } catch (IOException e) {
            throw DataException.of(archive, e);
        }
        if (!missing.isEmpty()) {
            throw new DataException(
                    archive.toString(), "the archive does not hold " + String.join(", ", missing));
        }
    }

    private static void copy(InputStream in, OutputStream out, long size) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = size;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException();
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.US_ASCII);
    }
}
