package dev.fovea.image;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Says in words what a file is that is no readable picture: the message should name the culprit.
 */
final class Signatures {
    private static final int LOOKED_AT = 64;
    private static final int QUOTED = 24;

    private Signatures() {}

    /** For instance {@code a PDF document} or {@code text ("<html><head>...")}. */
    static String describe(ByteSource source) throws IOException {
        if (source.hasAscii(0, "II*\0") || source.hasAscii(0, "MM\0*")) {
            return "a TIFF picture";
        }
        if (source.hasAscii(4, "ftyp")) {
            return switch (source.hasAscii(8, "    ") ? "" : brand(source)) {
                case "heic", "heix", "mif1", "msf1", "hevc" -> "a HEIC picture";
                case "avif", "avis" -> "an AVIF picture";
                default -> "an MP4 or QuickTime film";
            };
        }
        if (source.hasAscii(0, "\0\0\0\u000cjP  ") || source.hasAscii(0, "\u00ffO\u00ffQ")) {
            return "a JPEG 2000 picture";
        }
        if (source.hasAscii(0, "\u00ff\n") || source.hasAscii(0, "\0\0\0\u000cJXL ")) {
            return "a JPEG XL picture";
        }
        if (source.hasAscii(0, "8BPS")) {
            return "a Photoshop document";
        }
        if (source.hasAscii(0, "%PDF")) {
            return "a PDF document";
        }
        if (source.hasAscii(0, "PK\3\4")) {
            return "a ZIP archive";
        }
        if (source.hasAscii(0, "\u001f\u008b")) {
            return "a gzip archive";
        }
        int count = (int) Math.min(source.length(), LOOKED_AT);
        String start = source.ascii(0, count);
        if (isText(start)) {
            String quoted = start.strip().replaceAll("\\s+", " ");
            boolean html =
                    quoted.toLowerCase(Locale.ROOT).startsWith("<!doctype html")
                            || quoted.toLowerCase(Locale.ROOT).startsWith("<html");
            boolean cut = quoted.length() > QUOTED || source.length() > count;
            quoted = quoted.substring(0, Math.min(quoted.length(), QUOTED));
            return (html ? "an HTML page" : "text") + " (\"" + quoted + (cut ? "..." : "") + "\")";
        }
        byte[] bytes = new byte[Math.min(count, 8)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) source.u8(i);
        }
        return "something that begins with the bytes "
                + HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    private static String brand(ByteSource source) throws IOException {
        return source.length() >= 12 ? source.ascii(8, 4) : "";
    }

    private static boolean isText(String start) {
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                return false;
            }
            if (c >= 0x7f && c < 0xa0) {
                // UTF-8 continuation bytes look like this too, after a byte of 0xc2 or more
                if (c == 0x7f || i == 0 || start.charAt(i - 1) < 0x80) {
                    return false;
                }
            }
        }
        return true;
    }
}
