package dev.fovea.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG: 8-bit grey or RGB, without loss. */
public final class Png {
    private Png() {}

    /** The bytes of the file. */
    public static byte[] encode(Image image) {
        var bytes = new ByteArrayOutputStream();
        // A stream of one's own: ImageIO's default one goes through a file on disk.
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(buffered(image), "png", stream)) {
                throw new IllegalStateException("Png: this Java runtime has no writer for PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes a file, over one that is there.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Image image, Path file) throws IOException {
        Files.write(file, encode(image));
    }

    private static BufferedImage buffered(Image image) {
        int channels = image.channels();
        int[] offsets = channels == 1 ? new int[] {0} : new int[] {0, 1, 2};
        WritableRaster raster =
                Raster.createInterleavedRaster(
                        new DataBufferByte(image.pixels(), image.pixels().length),
                        image.width(),
                        image.height(),
                        image.width() * channels,
                        channels,
                        offsets,
                        null);
        int space = channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
        ColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(space),
                        false,
                        false,
                        Transparency.OPAQUE,
                        DataBuffer.TYPE_BYTE);
        return new BufferedImage(model, raster, false, null);
    }
}
