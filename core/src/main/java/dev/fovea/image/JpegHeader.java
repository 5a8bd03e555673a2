package dev.fovea.image;

import java.io.IOException;

/**
 * The part of a JPEG before its first scan (ITU-T T.81, annex B).
 *
 * @param transform how the decoded components become colours
 */
record JpegHeader(ImageInfo info, boolean progressive, Transform transform, String obstacle)
        implements Header {

    /** The colour spaces a JPEG's components can be in. */
    enum Transform {
        GREY,
        RGB,
        YCBCR,
        CMYK,
        YCCK
    }

    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;

    /** A progressive JPEG's coefficients are all held until the last scan. */
    @Override
    public boolean canSubsample() {
        return !progressive;
    }

    static JpegHeader read(ByteSource source, String name) throws IOException {
        boolean jfif = false;
        int adobe = -1;
        Orientation orientation = Orientation.UPRIGHT;
        long frame = -1;
        int frameMarker = 0;
        long position = 2;
        while (true) {
            if (source.u8(position) != 0xff) {
                throw Header.damaged(
                        name,
                        ImageFormat.JPEG,
                        "has 0x%02x at byte %,d where a marker (0xff) is due"
                                .formatted(source.u8(position), position));
            }
            int marker = source.u8(position + 1);
            if (marker == 0xff) {
                position++;
                continue;
            }
            if (marker == SOS || marker == EOI) {
                break;
            }
            if (!hasLength(marker)) {
                position += 2;
                continue;
            }
            long content = position + 4;
            int length = source.u16be(position + 2);
            if (length < 2) {
                throw Header.damaged(
                        name,
                        ImageFormat.JPEG,
                        "has a segment of length %d at byte %,d".formatted(length, position));
            }
            if (isFrame(marker) && frame < 0) {
                frame = content;
                frameMarker = marker;
            } else if (marker == APP0) {
                jfif |= source.hasAscii(content, "JFIF\0");
            } else if (marker == APP1 && source.hasAscii(content, "Exif\0\0")) {
                orientation = Exif.orientation(source, content);
            } else if (marker == APP14 && length >= 14 && source.hasAscii(content, "Adobe")) {
                adobe = source.u8(content + 11);
            }
            position += 2 + length;
        }
        if (frame < 0) {
            throw Header.damaged(
                    name, ImageFormat.JPEG, "has no frame (SOF) before byte " + position);
        }
        return of(source, name, frame, frameMarker, jfif, adobe, orientation);
    }

    private static JpegHeader of(
            ByteSource source,
            String name,
            long frame,
            int marker,
            boolean jfif,
            int adobe,
            Orientation orientation)
            throws IOException {
        int precision = source.u8(frame);
        int height = source.u16be(frame + 1);
        int width = source.u16be(frame + 3);
        int components = source.u8(frame + 5);
        if (components != 1 && components != 3 && components != 4) {
            throw Header.damaged(
                    name, ImageFormat.JPEG, "says %d components".formatted(components));
        }
        String mode = components == 1 ? "L" : components == 3 ? "RGB" : "CMYK";
        String obstacle = "";
        if (marker > 0xc8) {
            obstacle = "uses arithmetic coding";
        } else if (marker == 0xc3 || marker >= 0xc5) {
            obstacle = "is lossless or hierarchical";
        } else if (precision != 8) {
            obstacle = "has %d bits a sample".formatted(precision);
        }
        if (!obstacle.isEmpty()) {
            obstacle += ", which is not read; save it as an ordinary 8-bit JPEG or as PNG";
        }
        return new JpegHeader(
                new ImageInfo(ImageFormat.JPEG, width, height, mode, orientation),
                marker == 0xc2,
                transform(source, frame, components, jfif, adobe),
                obstacle);
    }

    /** The rules of libjpeg, which Pillow and with it everybody's training data follow. */
    private static Transform transform(
            ByteSource source, long frame, int components, boolean jfif, int adobe)
            throws IOException {
        if (components == 1) {
            return Transform.GREY;
        }
        if (components == 4) {
            return adobe < 0 || adobe == 0 ? Transform.CMYK : Transform.YCCK;
        }
        if (jfif) {
            return Transform.YCBCR;
        }
        if (adobe >= 0) {
            return adobe == 0 ? Transform.RGB : Transform.YCBCR;
        }
        boolean named =
                source.u8(frame + 6) == 'R'
                        && source.u8(frame + 9) == 'G'
                        && source.u8(frame + 12) == 'B';
        return named ? Transform.RGB : Transform.YCBCR;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0
                && marker <= 0xcf
                && marker != 0xc4
                && marker != 0xc8
                && marker != 0xcc;
    }

    private static boolean hasLength(int marker) {
        return marker != 0x01 && !(marker >= 0xd0 && marker <= SOI);
    }

    /**
     * True if the scans end with the end marker. A file that was cut off does not have it; decoders
     * then fill the rest with grey and only warn.
     */
    static boolean hasEnd(byte[] data) {
        int position = 2;
        while (position + 1 < data.length) {
            if (data[position] != (byte) 0xff) {
                position++;
                continue;
            }
            int marker = data[position + 1] & 0xff;
            if (marker == EOI) {
                return true;
            }
            if (marker == 0xff) {
                position++;
            } else if (marker == 0 || !hasLength(marker)) {
                position += 2;
            } else if (position + 3 < data.length) {
                int length = (data[position + 2] & 0xff) << 8 | (data[position + 3] & 0xff);
                position += 2 + length;
            } else {
                return false;
            }
        }
        return false;
    }
}
