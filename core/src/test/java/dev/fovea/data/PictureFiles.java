package dev.fovea.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes small pictures for tests. */
final class PictureFiles {
    private PictureFiles() {}

    /** A picture of seeded colours, different for every seed. */
    static byte[] encoded(String format, int width, int height, long seed) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return encoded(format, picture);
    }

    /** A picture of one colour. */
    static byte[] plain(String format, int width, int height, int rgb) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, rgb);
            }
        }
        return encoded(format, picture);
    }

    /** A grey picture of seeded values. */
    static byte[] grey(String format, int width, int height, long seed) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        var random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.getRaster().setSample(x, y, 0, random.nextInt(256));
            }
        }
        return encoded(format, picture);
    }

    private static byte[] encoded(String format, BufferedImage picture) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes a file and the folders above it. */
    static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /** A PNG with seeded colours, 8 x 6. */
    static Path png(Path file, long seed) throws IOException {
        return write(file, encoded("png", 8, 6, seed));
    }

    /** {@code count} PNGs called 00.png, 01.png, ... with colours by {@code seed + number}. */
    static void pngs(Path folder, int count, long seed) throws IOException {
        for (int i = 0; i < count; i++) {
            png(folder.resolve("%02d.png".formatted(i)), seed + i);
        }
    }

    /** A JPEG that ends in the middle of its pixels. */
    static Path truncatedJpeg(Path file, long seed) throws IOException {
        byte[] whole = encoded("jpg", 64, 64, seed);
        return write(file, Arrays.copyOf(whole, whole.length / 2));
    }
}
