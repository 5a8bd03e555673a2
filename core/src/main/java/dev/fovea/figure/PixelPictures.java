package dev.fovea.figure;

import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import dev.fovea.image.Range;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;

/** Numbers of the network's input, drawn as the picture they belong to. */
public final class PixelPictures {
    private PixelPictures() {}

    /**
     * Signed numbers as a picture in the input's own colours: zero is middle grey, and what is as
     * large as all but the most extreme half percent of those that are not zero is black or white.
     * What is not finite counts as zero.
     *
     * @param values {@code [H, W, C]} with 1 or 3 channels
     * @throws IllegalArgumentException for other shapes
     */
    public static Image signed(Tensor values) {
        return signed(values, most(values.data(), true));
    }

    /**
     * As {@link #signed(Tensor)}, with a given largest magnitude, so that pictures can be compared.
     */
    public static Image signed(Tensor values, float most) {
        Shape shape = values.shape();
        if (!shape.isMap()) {
            throw new IllegalArgumentException(
                    "PixelPictures: only maps H x W x C are pictures, got " + shape);
        }
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            float value = values.data()[i];
            double at = most > 0 && Float.isFinite(value) ? value / most : 0;
            pixels[i] = (byte) Math.rint(127.5 + 127.5 * Math.clamp(at, -1, 1));
        }
        return Image.of(shape.height(), shape.width(), shape.channels(), pixels);
    }

    /**
     * A picture in grey under a map of values that stand for cells of {@code cell x cell} of its
     * pixels; a last cell that hangs over the edge is cut.
     *
     * @param opacity 0 shows the picture only, 1 the map
     */
    static Image under(HeatMap map, int cell, Image picture, double opacity) {
        int rows = map.map().shape().extent(0) * cell;
        int columns = map.map().shape().extent(1) * cell;
        Image colours =
                map.image(Math.max(rows, picture.height()), Math.max(columns, picture.width()))
                        .crop(0, 0, picture.height(), picture.width());
        return Pictures.overlay(picture.toGray().toRgb(), colours, opacity);
    }

    /** A heat map that leaves out the most extreme half percent: one pixel must not hide all. */
    static HeatMap robust(Tensor map, Colormap colours) {
        double most = most(map.data(), false);
        double low = colours == Colormap.DIVERGING ? -most : 0;
        return HeatMap.of(map, colours).withRange(Range.of(low, most));
    }

    /** The magnitude below which all but half a percent lie. */
    private static float most(float[] values, boolean withoutZeros) {
        float[] sorted = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (Float.isFinite(value) && !(withoutZeros && value == 0)) {
                sorted[count++] = Math.abs(value);
            }
        }
        Arrays.sort(sorted, 0, count);
        return count == 0 ? 0 : sorted[(int) Math.min(count - 1L, count * 995L / 1000)];
    }
}
