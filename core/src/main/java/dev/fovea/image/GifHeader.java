package dev.fovea.image;

import java.io.IOException;

/**
 * The screen and the first frame of a GIF (GIF89a specification, sections 17 to 26).
 *
 * @param left the frame's first column on the screen
 * @param top the frame's first row on the screen
 */
record GifHeader(ImageInfo info, int left, int top, int frameWidth, int frameHeight)
        implements Header {
    private static final int TRAILER = 0x3b;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;

    @Override
    public String obstacle() {
        return "";
    }

    /** A frame that is smaller than the screen has to be put in its place, pixel by pixel. */
    @Override
    public boolean canSubsample() {
        return coversScreen();
    }

    boolean coversScreen() {
        return frameWidth == info.width() && frameHeight == info.height();
    }

    static GifHeader read(ByteSource source, String name) throws IOException {
        int screenWidth = source.u16le(6);
        int screenHeight = source.u16le(8);
        int flags = source.u8(10);
        long position = 13 + ((flags & 0x80) != 0 ? 3L << ((flags & 7) + 1) : 0);
        while (true) {
            int kind = source.u8(position);
            if (kind == FRAME) {
                break;
            }
            if (kind == TRAILER) {
                throw Header.damaged(name, ImageFormat.GIF, "is followed by no frame");
            }
            if (kind != EXTENSION) {
                throw Header.damaged(
                        name,
                        ImageFormat.GIF,
                        "is followed by 0x%02x at byte %,d where a frame is due"
                                .formatted(kind, position));
            }
            position += 2;
            int block = source.u8(position);
            while (block != 0) {
                position += 1 + block;
                block = source.u8(position);
            }
            position++;
        }
        int left = source.u16le(position + 1);
        int top = source.u16le(position + 3);
        int width = source.u16le(position + 5);
        int height = source.u16le(position + 7);
        if (width == 0 || height == 0) {
            throw Header.damaged(
                    name,
                    ImageFormat.GIF,
                    "says a first frame of %d x %d".formatted(width, height));
        }
        // As Pillow does, a frame that sticks out makes the screen larger.
        var info =
                new ImageInfo(
                        ImageFormat.GIF,
                        Math.max(screenWidth, left + width),
                        Math.max(screenHeight, top + height),
                        "P",
                        Orientation.UPRIGHT);
        return new GifHeader(info, left, top, width, height);
    }
}
