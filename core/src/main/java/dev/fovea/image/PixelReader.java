package dev.fovea.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** Decodes pixels with ImageIO's readers and turns whatever they throw into one clear message. */
final class PixelReader {
    private PixelReader() {}

    /** The first row and column that is kept when only every {@code step}-th is. */
    static int firstKept(int step) {
        return (step - 1) / 2;
    }

    /**
     * The picture as stored.
     *
     * @param subsampling 1, or k for every k-th row and column
     * @param warnings takes what the reader grumbles about
     */
    static Image read(
            byte[] data, Header header, String name, int subsampling, List<String> warnings)
            throws ImageException {
        checkWhole(data, header, name, warnings);
        ImageReader reader = reader(header.info().format(), name);
        try (var input = new BytesImageInput(data)) {
            reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
            reader.setInput(input, true, true);
            ImageReadParam param = reader.getDefaultReadParam();
            if (subsampling > 1) {
                int first = firstKept(subsampling);
                param.setSourceSubsampling(subsampling, subsampling, first, first);
            }
            Image image =
                    switch (header) {
                        case JpegHeader jpeg -> readJpeg(reader, param, jpeg);
                        case GifHeader gif -> readGif(reader, param, gif);
                        case PngHeader _, BmpHeader _, WebpHeader _ ->
                                RasterPixels.toImage(
                                        reader.read(0, param), header.info().channels());
                    };
            checkComplete(header, name, warnings);
            checkSize(image, header, subsampling, name);
            return image;
        } catch (ImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ImageException(
                    name,
                    "damaged or truncated: the pixels of this %s cannot be decoded (%s)"
                            .formatted(header.info().format().displayName(), reason(e)),
                    e);
        } catch (OutOfMemoryError e) {
            throw new ImageException(
                    name,
                    "%,d x %,d pixels do not fit into memory (%s)"
                            .formatted(
                                    header.info().width(),
                                    header.info().height(),
                                    ImageDecoder.heap()),
                    e);
        } finally {
            reader.dispose();
        }
    }

    private static Image readJpeg(ImageReader reader, ImageReadParam param, JpegHeader header)
            throws IOException {
        Raster raster = reader.readRaster(0, param);
        byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
        return JpegColors.toImage(
                raster.getHeight(), raster.getWidth(), samples, header.transform());
    }

    /** Puts the first frame in its place on the screen, as Pillow does. */
    private static Image readGif(ImageReader reader, ImageReadParam param, GifHeader header)
            throws IOException {
        BufferedImage picture = reader.read(0, param);
        Image frame = RasterPixels.toImage(picture, 3);
        if (header.coversScreen()) {
            return frame;
        }
        Image screen = Image.black(header.info().height(), header.info().width(), 3);
        if (picture.getColorModel() instanceof IndexColorModel palette) {
            byte[] colour =
                    RasterPixels.paletteColour(palette, Math.max(palette.getTransparentPixel(), 0));
            byte[] pixels = screen.pixels();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = colour[i % 3];
            }
        }
        screen.paste(frame, header.top(), header.left());
        return screen;
    }

    /** What can be seen of truncation and damage without decoding. */
    private static void checkWhole(byte[] data, Header header, String name, List<String> warnings)
            throws ImageException {
        if (header instanceof JpegHeader && !JpegHeader.hasEnd(data)) {
            throw new ImageException(
                    name,
                    "truncated: this JPEG of %,d bytes has no end marker; fetch the file again"
                            .formatted(data.length));
        }
        if (header instanceof PngHeader && !PngHeader.check(data, name)) {
            warnings.add("The PNG has no end chunk (IEND).");
        }
    }

    /** libjpeg fills what is missing with grey and only warns. */
    private static void checkComplete(Header header, String name, List<String> warnings)
            throws ImageException {
        if (!(header instanceof JpegHeader)) {
            return;
        }
        for (String warning : warnings) {
            String lower = warning.toLowerCase(Locale.ROOT);
            if (lower.contains("premature end") || lower.contains("missing eoi")) {
                throw new ImageException(
                        name,
                        "truncated: this JPEG ends before its %d x %d pixels do (%s)"
                                .formatted(header.info().width(), header.info().height(), warning));
            }
        }
    }

    private static void checkSize(Image image, Header header, int subsampling, String name)
            throws ImageException {
        ImageInfo info = header.info();
        if (subsampling == 1
                && (image.height() != info.height() || image.width() != info.width())) {
            throw new ImageException(
                    name,
                    "damaged: the header says %d x %d pixels, decoding gave %d x %d"
                            .formatted(info.width(), info.height(), image.width(), image.height()));
        }
    }

    /**
     * A new reader, as one must not be shared between threads. The JDK's own comes before plug-ins,
     * so that what is on the class path does not change the pixels.
     */
    private static ImageReader reader(ImageFormat format, String name) throws ImageException {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByFormatName(format.displayName().toLowerCase(Locale.ROOT));
        ImageReader chosen = null;
        while (readers.hasNext()) {
            ImageReader next = readers.next();
            if (next.getClass().getName().startsWith("com.sun.imageio.")) {
                return next;
            }
            chosen = chosen == null ? next : chosen;
        }
        if (chosen == null) {
            throw new ImageException(
                    name, "this Java runtime has no reader for " + format.displayName());
        }
        return chosen;
    }

    private static String reason(Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
