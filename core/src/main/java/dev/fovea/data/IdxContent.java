package dev.fovea.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What stands in one IDX file.
 *
 * @param who the file's name for messages
 * @param kind pictures or labels
 * @param extents count, rows and columns of pictures; count of labels
 * @param bytes the numbers behind the header
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the reader to Idx, never compared
record IdxContent(String who, Kind kind, int[] extents, byte[] bytes) {
    /** A byte of gzip gives at most 1,032 bytes (the deflate format's longest run). */
    private static final long GZIP_MOST = 1032;

    /** Taken at once; what a header promises beyond it must be there before memory is. */
    private static final int FIRST_PIECE = 1 << 26;

    /** The two kinds of file; the last byte of the magic number counts the dimensions. */
    enum Kind {
        IMAGES(0x803, "pictures", 3),
        LABELS(0x801, "labels", 1);

        private final int magic;
        private final String content;
        private final int dimensions;

        Kind(int magic, String content, int dimensions) {
            this.magic = magic;
            this.content = content;
            this.dimensions = dimensions;
        }

        int magic() {
            return magic;
        }

        int headerBytes() {
            return 4 + 4 * dimensions;
        }
    }

    static IdxContent load(Path file, Kind kind) throws DataException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), kind, Files.size(file));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /**
     * @param length of the stream as stored, or {@link Long#MAX_VALUE} if not known
     */
    static IdxContent read(InputStream stored, String who, Kind kind, long length)
            throws DataException {
        var position = new long[1];
        try {
            InputStream in = new BufferedInputStream(stored, 1 << 16);
            boolean compressed = isGzip(in);
            if (compressed) {
                in = new GZIPInputStream(in, 1 << 16);
            }
            int[] extents = header(in, who, kind, position);
            int size = size(extents, who, kind);
            long most = compressed ? saturatedProduct(length, GZIP_MOST) : length;
            if (kind.headerBytes() + (long) size > most) {
                throw truncated(who, kind, extents, compressed ? -1 : length);
            }
            byte[] bytes = body(in, size, position);
            if (bytes.length < size) {
                throw truncated(who, kind, extents, position[0]);
            }
            if (in.read() >= 0) {
                throw new DataException(
                        who,
                        "the header promises %s, which end at byte %s, but more bytes follow"
                                        .formatted(promise(kind, extents), at(position[0]))
                                + "; the file is damaged or not what its header says");
            }
            return new IdxContent(who, kind, extents, bytes);
        } catch (DataException e) {
            throw e;
        } catch (EOFException e) {
            throw new DataException(
                    who,
                    "truncated: the gzip stream ends after %s uncompressed bytes; fetch it again"
                            .formatted(at(position[0])),
                    e);
        } catch (ZipException e) {
            throw new DataException(
                    who,
                    "damaged: the gzip stream is broken after %s uncompressed bytes (%s)"
                                    .formatted(at(position[0]), e.getMessage())
                            + "; fetch it again",
                    e);
        } catch (IOException e) {
            throw new DataException(who, DataException.describe(e), e);
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private static int[] header(InputStream in, String who, Kind kind, long[] position)
            throws IOException {
        byte[] header = in.readNBytes(kind.headerBytes());
        position[0] = header.length;
        ByteBuffer numbers = ByteBuffer.wrap(header);
        if (header.length >= 4) {
            checkMagic(numbers.getInt(), header, who, kind);
        }
        if (header.length < kind.headerBytes()) {
            throw new DataException(
                    who,
                    "truncated: it ends at byte %d, inside the %d bytes of its header"
                            .formatted(header.length, kind.headerBytes()));
        }
        int[] extents = new int[kind.dimensions];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = numbers.getInt();
            if (extents[i] < 1) {
                throw new DataException(
                        who,
                        "damaged: the header says %s%s at byte %d, expected at least 1"
                                .formatted(
                                        at(extents[i] & 0xffffffffL),
                                        i == 0 ? " " + kind.content : " rows or columns",
                                        4 + 4 * i));
            }
        }
        return extents;
    }

    private static void checkMagic(int magic, byte[] header, String who, Kind kind)
            throws DataException {
        if (magic == kind.magic) {
            return;
        }
        for (Kind other : Kind.values()) {
            if (magic == other.magic) {
                throw new DataException(
                        who,
                        "is an IDX file of %s, expected %s; are the two files swapped?"
                                .formatted(other.content, kind.content));
            }
        }
        throw new DataException(
                who,
                "expected an IDX file of %s, which starts with %s, found %s at byte 0"
                        .formatted(kind.content, hex(kind.magic), hex(header, 4)));
    }

    private static int size(int[] extents, String who, Kind kind) throws DataException {
        long size = 1;
        for (int extent : extents) {
            size = saturatedProduct(size, extent);
        }
        if (size > Integer.MAX_VALUE - 64) {
            throw new DataException(
                    who,
                    "the header promises %s, more than the 2^31 - 65 bytes of a Java array"
                                    .formatted(promise(kind, extents))
                            + "; the file is damaged, or should be cut into smaller ones");
        }
        return (int) size;
    }

    /** Up to {@code size} bytes; the position counts on, also if the stream breaks. */
    private static byte[] body(InputStream in, int size, long[] position) throws IOException {
        byte[] bytes = new byte[Math.min(size, FIRST_PIECE)];
        int filled = 0;
        while (true) {
            int n = in.read(bytes, filled, Math.min(bytes.length - filled, 1 << 16));
            if (n < 0) {
                return Arrays.copyOf(bytes, filled);
            }
            filled += n;
            position[0] += n;
            if (filled == size) {
                return bytes;
            }
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * filled));
            }
        }
    }

    private static DataException truncated(String who, Kind kind, int[] extents, long end) {
        String where = end < 0 ? "it is far too short for that" : "it ends at byte " + at(end);
        if (end > kind.headerBytes() && kind == Kind.IMAGES) {
            long size = (long) extents[1] * extents[2];
            where += ", inside picture #" + (end - kind.headerBytes()) / size;
        }
        return new DataException(
                who,
                "truncated: the header promises %s, but %s; fetch it again"
                        .formatted(promise(kind, extents), where));
    }

    private static String promise(Kind kind, int[] extents) {
        String count = at(extents[0]) + " " + kind.content;
        return kind == Kind.LABELS
                ? count
                : count + " of " + extents[1] + " x " + extents[2] + " pixels";
    }

    private static String at(long number) {
        return Names.number(number);
    }

    private static long saturatedProduct(long a, long b) {
        return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    private static String hex(int magic) {
        return hex(ByteBuffer.allocate(4).putInt(magic).array(), 4);
    }

    private static String hex(byte[] bytes, int count) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, count);
    }
}
