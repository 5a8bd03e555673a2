package dev.fovea.image;

import java.io.IOException;
import java.util.zip.CRC32;

/** The chunks of a PNG (W3C PNG, third edition, sections 5 and 11). */
record PngHeader(ImageInfo info) implements Header {
    private static final int FIRST_CHUNK = 8;
    private static final int CHUNK_FRAME = 12;

    @Override
    public String obstacle() {
        return "";
    }

    @Override
    public boolean canSubsample() {
        return true;
    }

    static PngHeader read(ByteSource source, String name) throws IOException {
        if (source.u32be(FIRST_CHUNK) != 13 || !source.hasAscii(FIRST_CHUNK + 4, "IHDR")) {
            throw Header.damaged(name, ImageFormat.PNG, "does not begin with the chunk IHDR");
        }
        long width = source.u32be(16);
        long height = source.u32be(20);
        int depth = source.u8(24);
        int colour = source.u8(25);
        if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw Header.damaged(
                    name, ImageFormat.PNG, "says %,d x %,d pixels".formatted(width, height));
        }
        String mode = mode(colour, depth);
        if (mode.isEmpty()) {
            throw Header.damaged(
                    name,
                    ImageFormat.PNG,
                    "says colour type %d with %d bits, which PNG does not have"
                            .formatted(colour, depth));
        }
        return new PngHeader(
                new ImageInfo(
                        ImageFormat.PNG, (int) width, (int) height, mode, orientation(source)));
    }

    private static String mode(int colour, int depth) {
        boolean whole = depth == 8 || depth == 16;
        String suffix = depth == 16 ? ";16" : "";
        return switch (colour) {
            case 0 ->
                    switch (depth) {
                        case 1 -> "1";
                        case 2, 4, 8 -> "L";
                        case 16 -> "I;16";
                        default -> "";
                    };
            case 2 -> whole ? "RGB" + suffix : "";
            case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 ? "P" : "";
            case 4 -> whole ? "LA" + suffix : "";
            case 6 -> whole ? "RGBA" + suffix : "";
            default -> "";
        };
    }

    private static Orientation orientation(ByteSource source) throws IOException {
        long chunk = FIRST_CHUNK;
        while (chunk + CHUNK_FRAME <= source.length() && !source.hasAscii(chunk + 4, "IEND")) {
            if (source.hasAscii(chunk + 4, "eXIf")) {
                return Exif.orientation(source, chunk + 8);
            }
            chunk += CHUNK_FRAME + source.u32be(chunk);
        }
        return Orientation.UPRIGHT;
    }

    /**
     * Walks over all chunks: each must be there as a whole, and the ones that matter must have
     * their checksum.
     *
     * @return false if everything is whole but the end chunk (IEND) is missing
     */
    static boolean check(byte[] data, String name) throws ImageException {
        ByteSource source = ByteSource.of(data);
        CRC32 crc = new CRC32();
        int chunk = FIRST_CHUNK;
        try {
            while (chunk < data.length) {
                if (data.length - chunk < CHUNK_FRAME) {
                    throw new ImageException(
                            name,
                            "truncated: the PNG ends at byte %,d, inside the head of a chunk"
                                    .formatted(data.length));
                }
                long length = source.u32be(chunk);
                String type = source.ascii(chunk + 4, 4);
                long there = (long) data.length - chunk - CHUNK_FRAME;
                if (length > there) {
                    throw new ImageException(
                            name,
                            "truncated: the PNG's chunk %s at byte %,d needs %,d bytes, %,d are left"
                                    .formatted(printable(type), chunk, length, there));
                }
                boolean critical = Character.isUpperCase(type.charAt(0));
                if (critical) {
                    crc.reset();
                    crc.update(data, chunk + 4, (int) length + 4);
                    if (crc.getValue() != source.u32be(chunk + 8 + length)) {
                        throw new ImageException(
                                name,
                                "damaged: the checksum of the PNG's chunk %s at byte %,d is wrong"
                                        .formatted(printable(type), chunk));
                    }
                }
                if (type.equals("IEND")) {
                    return true;
                }
                chunk += CHUNK_FRAME + (int) length;
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError("the lengths were checked", e);
        }
        return false;
    }

    private static String printable(String type) {
        return type.replaceAll("[^A-Za-z]", "?");
    }
}
