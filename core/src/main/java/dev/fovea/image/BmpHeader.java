package dev.fovea.image;

import java.io.IOException;

/** The two headers of a Windows or OS/2 bitmap (BITMAPFILEHEADER and BITMAPINFOHEADER). */
record BmpHeader(ImageInfo info, String obstacle) implements Header {
    private static final int OS2_HEADER = 12;

    @Override
    public boolean canSubsample() {
        return true;
    }

    static BmpHeader read(ByteSource source, String name) throws IOException {
        long pixelsAt = source.u32le(10);
        long headerSize = source.u32le(14);
        if (headerSize != OS2_HEADER && headerSize < 40) {
            throw Header.damaged(
                    name, ImageFormat.BMP, "has a size of %d bytes".formatted(headerSize));
        }
        boolean os2 = headerSize == OS2_HEADER;
        int width = os2 ? source.u16le(18) : (int) source.u32le(18);
        int rows = os2 ? source.u16le(20) : (int) source.u32le(22);
        int bits = source.u16le(os2 ? 24 : 28);
        long compression = os2 ? 0 : source.u32le(30);
        long colours = os2 ? 0 : source.u32le(46);
        if (rows == Integer.MIN_VALUE || colours > 1 << 16) {
            throw Header.damaged(
                    name,
                    ImageFormat.BMP,
                    "says %d rows and a palette of %,d colours".formatted(rows, colours));
        }
        int height = Math.abs(rows);
        String mode =
                switch (bits) {
                    case 1, 4, 8 -> "P";
                    case 16, 24, 32 -> "RGB";
                    default ->
                            throw Header.damaged(
                                    name, ImageFormat.BMP, "says %d bits a pixel".formatted(bits));
                };
        // Compressions 1, 2 (run lengths), 3 and 6 (bit fields) are as old as the format; 4 and 5
        // wrap a JPEG or PNG for printers.
        String obstacle =
                compression <= 3 || compression == 6
                        ? ""
                        : "has compression %d, which is not read; save it as PNG"
                                .formatted(compression);
        if (compression == 0 || compression == 3 || compression == 6) {
            long rowBytes = ((long) Math.max(width, 0) * bits + 31) / 32 * 4;
            long end = pixelsAt + rowBytes * height;
            if (end > source.length()) {
                throw new ImageException(
                        name,
                        "truncated: this BMP of %d x %d pixels needs %,d bytes, found %,d"
                                .formatted(width, height, end, source.length()));
            }
        }
        return new BmpHeader(
                new ImageInfo(ImageFormat.BMP, width, height, mode, Orientation.UPRIGHT), obstacle);
    }
}
