package dev.fovea.image;

import java.io.IOException;

/** The first chunks of a WebP file (RFC 9649, sections 2.3 to 2.7). */
record WebpHeader(ImageInfo info) implements Header {
    private static final int FIRST_CHUNK = 12;

    @Override
    public String obstacle() {
        return info.format().isReadable()
                ? ""
                : "needs an ImageIO plug-in that reads WebP, such as"
                        + " com.twelvemonkeys.imageio:imageio-webp, on the class path; readable"
                        + " without one are "
                        + ImageFormat.readableNames();
    }

    /** The plug-ins decode the whole picture before they leave pixels out. */
    @Override
    public boolean canSubsample() {
        return false;
    }

    static WebpHeader read(ByteSource source, String name) throws IOException {
        long size = source.u32le(4) + 8;
        if (size > source.length()) {
            throw new ImageException(
                    name,
                    "truncated: the WebP says %,d bytes, found %,d"
                            .formatted(size, source.length()));
        }
        long content = FIRST_CHUNK + 8;
        int width;
        int height;
        String mode;
        Orientation orientation = Orientation.UPRIGHT;
        if (source.hasAscii(FIRST_CHUNK, "VP8X")) {
            mode = (source.u8(content) & 0x10) != 0 ? "RGBA" : "RGB";
            width = source.u24le(content + 4) + 1;
            height = source.u24le(content + 7) + 1;
            orientation = orientation(source);
        } else if (source.hasAscii(FIRST_CHUNK, "VP8L")) {
            long bits = source.u32le(content + 1);
            mode = (bits >> 28 & 1) != 0 ? "RGBA" : "RGB";
            width = (int) (bits & 0x3fff) + 1;
            height = (int) (bits >> 14 & 0x3fff) + 1;
        } else if (source.hasAscii(FIRST_CHUNK, "VP8 ")) {
            mode = "RGB";
            width = source.u16le(content + 6) & 0x3fff;
            height = source.u16le(content + 8) & 0x3fff;
        } else {
            throw Header.damaged(
                    name, ImageFormat.WEBP, "is not followed by a chunk VP8, VP8L or VP8X");
        }
        return new WebpHeader(new ImageInfo(ImageFormat.WEBP, width, height, mode, orientation));
    }

    private static Orientation orientation(ByteSource source) throws IOException {
        long chunk = FIRST_CHUNK;
        while (chunk + 8 <= source.length()) {
            if (source.hasAscii(chunk, "EXIF")) {
                return Exif.orientation(source, chunk + 8);
            }
            long length = source.u32le(chunk + 4);
            chunk += 8 + length + (length & 1);
        }
        return Orientation.UPRIGHT;
    }
}
