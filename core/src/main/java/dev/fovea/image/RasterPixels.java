package dev.fovea.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;

/**
 * Takes the pixels out of an ImageIO picture as they are stored. Never through {@code getRGB}: that
 * converts between colour spaces (a "grey" of Java 2D is linear light) and gives other numbers than
 * Pillow.
 *
 * <p>Alpha is dropped, palettes are resolved, 16 bits lose the lower 8, and fewer than 8 bits are
 * stretched to 0..255, as Pillow's {@code convert("RGB")} does; only a 16-bit grey PNG differs,
 * which Pillow clips to 255 instead of scaling.
 */
final class RasterPixels {
    private RasterPixels() {}

    /**
     * The picture with 1 or 3 channels.
     *
     * @throws IllegalArgumentException if it has too few samples a pixel for that
     */
    static Image toImage(BufferedImage picture, int channels) {
        Raster raster = picture.getRaster();
        int height = raster.getHeight();
        int width = raster.getWidth();
        byte[] out = new byte[Image.sizeOf(height, width, channels)];
        if (picture.getColorModel() instanceof IndexColorModel palette) {
            lookUp(raster, palette, channels, out);
        } else {
            int bands = raster.getNumBands();
            if (bands < channels && bands != 1) {
                throw new IllegalArgumentException(bands + " samples a pixel");
            }
            if (isPlainBytes(raster)) {
                copyBytes(raster, channels, out);
            } else {
                scaleSamples(raster, channels, out);
            }
        }
        return Image.of(height, width, channels, out);
    }

    private static void lookUp(Raster raster, IndexColorModel palette, int channels, byte[] out) {
        int[] row = new int[raster.getWidth()];
        int colours = palette.getMapSize();
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            for (int index : row) {
                // An index without an entry is black, as in Pillow.
                int rgb = index < colours ? palette.getRGB(index) : 0;
                if (channels == 3) {
                    out[to++] = (byte) (rgb >> 16);
                    out[to++] = (byte) (rgb >> 8);
                }
                out[to++] = (byte) rgb;
            }
        }
    }

    private static boolean isPlainBytes(Raster raster) {
        return raster.getDataBuffer() instanceof DataBufferByte buffer
                && buffer.getNumBanks() == 1
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel
                && raster.getParent() == null
                && raster.getSampleModel().getSampleSize(0) == 8;
    }

    private static void copyBytes(Raster raster, int channels, byte[] out) {
        var model = (PixelInterleavedSampleModel) raster.getSampleModel();
        byte[] in = ((DataBufferByte) raster.getDataBuffer()).getData();
        int start = raster.getDataBuffer().getOffset();
        int[] offsets = model.getBandOffsets();
        int step = model.getPixelStride();
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            int from = start + y * model.getScanlineStride();
            for (int x = 0; x < raster.getWidth(); x++, from += step) {
                for (int c = 0; c < channels; c++) {
                    out[to++] = in[from + offsets[c < offsets.length ? c : 0]];
                }
            }
        }
    }

    private static void scaleSamples(Raster raster, int channels, byte[] out) {
        SampleModel model = raster.getSampleModel();
        int[] row = new int[raster.getWidth()];
        for (int c = 0; c < channels; c++) {
            int band = c < model.getNumBands() ? c : 0;
            int bits = model.getSampleSize(band);
            int most = (1 << Math.min(bits, 30)) - 1;
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getSamples(0, y, row.length, 1, band, row);
                int to = y * row.length * channels + c;
                for (int sample : row) {
                    out[to] = (byte) (bits >= 8 ? sample >> (bits - 8) : sample * 255 / most);
                    to += channels;
                }
            }
        }
    }

    /** The palette's colour for an index as red, green, blue; black where it has none. */
    static byte[] paletteColour(IndexColorModel palette, int index) {
        int rgb = index < palette.getMapSize() ? palette.getRGB(index) : 0;
        return new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb};
    }
}
