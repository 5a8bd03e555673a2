package dev.fovea.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/** What has to be known of a file before its pixels are decoded, one record for each format. */
sealed interface Header permits JpegHeader, PngHeader, GifHeader, BmpHeader, WebpHeader {
    ImageInfo info();

    /** Why the pixels cannot be read although the header can; empty if they can. */
    String obstacle();

    /**
     * True if every k-th row and column can be decoded without holding the whole picture in memory.
     */
    boolean canSubsample();

    /**
     * Reads the header of whatever format the bytes are.
     *
     * @throws ImageException if it is none of them, or broken
     */
    static Header read(ByteSource source, String name) throws IOException {
        if (source.length() == 0) {
            throw new ImageException(name, "the file is empty (0 bytes), expected a picture");
        }
        Optional<ImageFormat> format = ImageFormat.detect(source);
        if (format.isEmpty()) {
            throw new ImageException(
                    name,
                    "expected a picture, found %s; readable are %s"
                            .formatted(Signatures.describe(source), ImageFormat.readableNames()));
        }
        Header header;
        try {
            header =
                    switch (format.get()) {
                        case JPEG -> JpegHeader.read(source, name);
                        case PNG -> PngHeader.read(source, name);
                        case GIF -> GifHeader.read(source, name);
                        case BMP -> BmpHeader.read(source, name);
                        case WEBP -> WebpHeader.read(source, name);
                    };
        } catch (EOFException e) {
            throw new ImageException(
                    name,
                    "truncated: the %s ends inside its header, after %,d bytes"
                            .formatted(format.get().displayName(), source.length()),
                    e);
        }
        ImageInfo info = header.info();
        if (info.width() < 1 || info.height() < 1) {
            throw damaged(
                    name,
                    format.get(),
                    "says %d x %d pixels".formatted(info.width(), info.height()));
        }
        return header;
    }

    /** The error for a header that contradicts its format. */
    static ImageException damaged(String name, ImageFormat format, String finding) {
        return new ImageException(
                name, "damaged: the header of this %s %s".formatted(format.displayName(), finding));
    }
}
