package dev.fovea.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads picture files: JPEG (baseline and progressive; grey, RGB, YCbCr, CMYK, YCCK), PNG (1 to 16
 * bits, palette, alpha, interlaced), GIF (the first frame), BMP, and WebP where an ImageIO plug-in
 * is on the class path.
 *
 * <p>The pixels are those of Pillow's {@code convert("RGB")} ({@code "L"} for grey files, which
 * give one channel): alpha is dropped, palettes are resolved, colour profiles are not applied. A
 * 16-bit PNG keeps the upper 8 bits. Unlike {@code PIL.Image.open} this obeys EXIF's orientation
 * unless told otherwise.
 *
 * <p>A file is refused with an {@link ImageException} rather than half read: truncated pictures,
 * which many decoders fill with grey, are errors. No file on disk is used as a cache, the decoder
 * has no state and may be used by many threads.
 *
 * @param maxPixels the largest picture, in pixels, that is decoded as a whole; its header is looked
 *     at before any memory is taken for it
 * @param obeyOrientation whether pictures are turned upright as EXIF says
 */
public record ImageDecoder(long maxPixels, boolean obeyOrientation) {
    /** 100 megapixels: 300 MB as RGB. */
    public static final long DEFAULT_MAX_PIXELS = 100_000_000L;

    private static final ImageDecoder STANDARD = new ImageDecoder(DEFAULT_MAX_PIXELS, true);

    /** Files up to this size are read at once; of larger ones first only the header. */
    private static final long SMALL_FILE = 64L << 20;

    public ImageDecoder {
        if (maxPixels < 1) {
            throw new IllegalArgumentException(
                    "ImageDecoder: the limit must be at least one pixel, got " + maxPixels);
        }
    }

    /** Up to 100 megapixels, upright. */
    public static ImageDecoder standard() {
        return STANDARD;
    }

    /** The same with another limit, in pixels. */
    public ImageDecoder withMaxPixels(long pixels) {
        return new ImageDecoder(pixels, obeyOrientation);
    }

    /** The same, turning pictures upright or leaving them as they are stored. */
    public ImageDecoder withOrientation(boolean obey) {
        return new ImageDecoder(maxPixels, obey);
    }

    /** The picture in a file. */
    public Image read(Path file) throws ImageException {
        return decode(file, 0, 0).image();
    }

    /** The picture in these bytes; {@code name} is what messages call it. */
    public Image read(byte[] data, String name) throws ImageException {
        return decode(data, name, 0, 0).image();
    }

    /** The picture in a stream, which is read to its end and not closed. */
    public Image read(InputStream stream, String name) throws ImageException {
        try {
            return read(stream.readAllBytes(), name);
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * The picture in a file; where it is above the limit but a smaller one will do, only every k-th
     * row and column of it.
     *
     * <p>k is the smallest number that brings the picture under the limit, and {@link
     * DecodedImage#subsampling()} tells it. Leaving pixels out is not a good way to shrink, so a
     * picture within the limit always comes whole.
     *
     * @param minHeight rows of the upright picture that are needed at least; 0 to refuse every
     *     picture above the limit
     * @param minWidth columns, likewise
     * @throws ImageException if the file is no readable picture, or too large and cannot be
     *     subsampled to at least the wanted size
     */
    public DecodedImage decode(Path file, int minHeight, int minWidth) throws ImageException {
        String name = file.toString();
        try (FileChannel channel = open(file)) {
            ByteSource source = ByteSource.of(channel);
            if (source.length() > SMALL_FILE) {
                Header header = Header.read(source, name);
                subsampling(header, name, minHeight, minWidth);
                checkFileSize(header.info(), source.length(), name);
            }
            return decode(source.all(), name, minHeight, minWidth);
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        } catch (OutOfMemoryError e) {
            throw new ImageException(
                    name, "the file does not fit into memory (%s)".formatted(heap()), e);
        }
    }

    /** As {@link #decode(Path, int, int)}, of bytes in memory. */
    public DecodedImage decode(byte[] data, String name, int minHeight, int minWidth)
            throws ImageException {
        try {
            Header header = Header.read(ByteSource.of(data), name);
            ImageInfo info = header.info();
            if (!header.obstacle().isEmpty()) {
                throw new ImageException(
                        name,
                        "this %s %s".formatted(info.format().displayName(), header.obstacle()));
            }
            int subsampling = subsampling(header, name, minHeight, minWidth);
            List<String> warnings = new ArrayList<>();
            Image stored = PixelReader.read(data, header, name, subsampling, warnings);
            Image image = obeyOrientation ? info.orientation().apply(stored) : stored;
            return new DecodedImage(image, info, subsampling, warnings);
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * What the header of a file says; the pixels may still be damaged.
     *
     * @throws ImageException if the file is none of the formats or its header is broken
     */
    public ImageInfo probe(Path file) throws ImageException {
        String name = file.toString();
        try (FileChannel channel = open(file)) {
            return Header.read(ByteSource.of(channel), name).info();
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** As {@link #probe(Path)}, of bytes in memory. */
    public ImageInfo probe(byte[] data, String name) throws ImageException {
        try {
            return Header.read(ByteSource.of(data), name).info();
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private int subsampling(Header header, String name, int minHeight, int minWidth)
            throws ImageException {
        ImageInfo info = header.info();
        if (info.pixels() <= maxPixels) {
            return 1;
        }
        String tooLarge =
                "%,d x %,d pixels (width x height) are more than the limit of %,d"
                        .formatted(info.width(), info.height(), maxPixels);
        if (minHeight < 1 || minWidth < 1) {
            throw new ImageException(name, tooLarge + "; shrink the picture with another program");
        }
        if (!header.canSubsample()) {
            throw new ImageException(
                    name,
                    tooLarge
                            + ", and this kind of %s cannot be read in part; shrink the picture"
                                    .formatted(info.format().displayName())
                            + " with another program");
        }
        int step = 2;
        while (part(info.height(), step) * part(info.width(), step) > maxPixels) {
            step++;
        }
        if (part(info.uprightHeight(), step) < minHeight
                || part(info.uprightWidth(), step) < minWidth) {
            throw new ImageException(
                    name,
                    tooLarge
                            + ", and every %d-th row and column are less than the %d x %d needed"
                                    .formatted(step, minWidth, minHeight)
                            + "; shrink it with another program");
        }
        return step;
    }

    /** How many of {@code extent} rows or columns are kept; the ones in the middle of each step. */
    private static long part(int extent, int step) {
        return ((long) extent - PixelReader.firstKept(step) + step - 1) / step;
    }

    /** Even without compression no picture needs more than 8 bytes a pixel. */
    private static void checkFileSize(ImageInfo info, long length, String name)
            throws ImageException {
        long most = Math.min(SMALL_FILE + 8 * info.pixels(), Integer.MAX_VALUE - 64);
        if (length > most) {
            throw new ImageException(
                    name,
                    "a file of %,d bytes is too large for a picture of %,d x %,d pixels"
                            .formatted(length, info.width(), info.height()));
        }
    }

    private static FileChannel open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ImageException(file.toString(), "is a folder, expected a picture");
        }
        return FileChannel.open(file);
    }

    static String heap() {
        return "the Java heap is limited to %,d MB; -Xmx raises it"
                .formatted(Runtime.getRuntime().maxMemory() >> 20);
    }

    private static ImageException unreadable(String name, IOException e) {
        String problem =
                switch (e) {
                    case NoSuchFileException _ -> "there is no such file";
                    case AccessDeniedException _ -> "no permission to read it";
                    default -> "cannot be read: " + e;
                };
        return new ImageException(name, problem, e);
    }
}
