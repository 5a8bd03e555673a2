package dev.fovea.image;

import java.io.IOException;

/** Finds the orientation in an EXIF block (a TIFF header with one directory; Exif 2.32, 4.6). */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;

    private Exif() {}

    /**
     * The orientation; upright if the block has none or is broken, since a picture is still a
     * picture without it.
     *
     * @param start where the block begins: "II" or "MM", or "Exif\0\0" before it
     */
    static Orientation orientation(ByteSource source, long start) {
        try {
            return read(source, start);
        } catch (IOException endsTooEarly) {
            return Orientation.UPRIGHT;
        }
    }

    private static Orientation read(ByteSource source, long start) throws IOException {
        long tiff = source.hasAscii(start, "Exif\0\0") ? start + 6 : start;
        boolean little = source.hasAscii(tiff, "II*\0");
        if (!little && !source.hasAscii(tiff, "MM\0*")) {
            return Orientation.UPRIGHT;
        }
        long directory = tiff + u32(source, tiff + 4, little);
        int entries = u16(source, directory, little);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (u16(source, entry, little) == ORIENTATION) {
                boolean oneShort =
                        u16(source, entry + 2, little) == SHORT
                                && u32(source, entry + 4, little) == 1;
                return oneShort
                        ? Orientation.of(u16(source, entry + 8, little))
                        : Orientation.UPRIGHT;
            }
        }
        return Orientation.UPRIGHT;
    }

    private static int u16(ByteSource source, long position, boolean little) throws IOException {
        return little ? source.u16le(position) : source.u16be(position);
    }

    private static long u32(ByteSource source, long position, boolean little) throws IOException {
        return little ? source.u32le(position) : source.u32be(position);
    }
}
