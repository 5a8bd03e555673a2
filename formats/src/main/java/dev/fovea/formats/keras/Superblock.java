package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The first bytes of an HDF5 file, which say how long it is (HDF5 File Format Specification 3.0,
 * section II.A): where that is more than there is, the file was cut off, by a download for example.
 */
final class Superblock {
    private static final int VERSION = 8;
    private static final int NEWEST = 3;

    private Superblock() {}

    /**
     * Checks that the whole file is there.
     *
     * @param map the file, from its signature on
     * @param base where that lies, in bytes from the start of {@code file}
     * @throws FormatException if it is cut off, or of a version that is not known
     */
    static void check(Path file, long base, ByteBuffer map) throws FormatException {
        ByteBuffer bytes = map.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int version = at(file, base, bytes, VERSION, 1);
        if (version > NEWEST) {
            throw new FormatException(
                    file,
                    base + VERSION,
                    "a superblock of HDF5 of version 0 to " + NEWEST,
                    "version " + version);
        }
        // The sizes of offsets, then those after which the addresses begin: base, another, the end.
        int offsets = at(file, base, bytes, version < 2 ? 13 : 9, 1);
        if (offsets != 8) {
            // Files of h5py and Keras have addresses of 8 bytes; jHDF judges the others.
            return;
        }
        int addresses =
                switch (version) {
                    case 0 -> 24;
                    case 1 -> 28;
                    default -> 12;
                };
        int place = addresses + 2 * offsets;
        at(file, base, bytes, place, offsets);
        long end = bytes.getLong(place);
        if (end > bytes.limit()) {
            throw new FormatException(
                    file,
                    base + bytes.limit(),
                    end + " bytes, as byte " + (base + place) + " says",
                    "the end after " + bytes.limit() + ": the file is cut off or damaged");
        }
        if (end < place) {
            throw new FormatException(
                    file, base + place, "the length of the file", Long.toUnsignedString(end));
        }
    }

    private static int at(Path file, long base, ByteBuffer bytes, int place, int count)
            throws FormatException {
        if (bytes.limit() < place + count) {
            throw new FormatException(
                    file,
                    base + bytes.limit(),
                    "the superblock of an HDF5 file",
                    "the end after " + bytes.limit() + " bytes: the file is cut off");
        }
        return bytes.get(place) & 0xff;
    }
}
