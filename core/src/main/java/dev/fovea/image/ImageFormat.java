package dev.fovea.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** The kinds of picture files that can be read, told by their first bytes. */
public enum ImageFormat {
    JPEG("JPEG"),
    PNG("PNG"),
    GIF("GIF"),
    BMP("BMP"),
    /** Needs an ImageIO plug-in. */
    WEBP("WebP");

    private final String displayName;

    ImageFormat(String displayName) {
        this.displayName = displayName;
    }

    /** As people write it: "JPEG", "WebP". */
    public String displayName() {
        return displayName;
    }

    /** False for a format whose ImageIO plug-in is not on the class path. */
    public boolean isReadable() {
        return this != WEBP || ImageIO.getImageReadersByFormatName("webp").hasNext();
    }

    /** "JPEG, PNG, GIF, BMP", and "WebP" where a plug-in reads it. */
    public static String readableNames() {
        List<String> names = new ArrayList<>();
        for (ImageFormat format : values()) {
            if (format.isReadable()) {
                names.add(format.displayName);
            }
        }
        return String.join(", ", names);
    }

    static Optional<ImageFormat> detect(ByteSource source) throws IOException {
        if (source.hasAscii(0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (source.hasAscii(0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (source.hasAscii(0, "GIF87a") || source.hasAscii(0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (source.hasAscii(0, "BM") && source.length() >= 26 && source.u32le(14) <= 124) {
            return Optional.of(BMP);
        }
        if (source.hasAscii(0, "RIFF") && source.hasAscii(8, "WEBP")) {
            return Optional.of(WEBP);
        }
        return Optional.empty();
    }
}
