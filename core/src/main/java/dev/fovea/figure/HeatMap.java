package dev.fovea.figure;

import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import dev.fovea.image.Range;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;
import dev.fovea.tensor.Tensor;

/**
 * A map of numbers with the colours that stand for them.
 *
 * @param map H x W numbers
 * @param colours the scale
 * @param range the numbers of the scale's two ends
 */
public record HeatMap(Tensor map, Colormap colours, Range range) {
    public HeatMap {
        if (map.shape().rank() != 2 || map.shape().size() == 0) {
            throw new IllegalArgumentException(
                    "HeatMap: the map is H x W and not empty, got " + map.shape());
        }
    }

    /**
     * Over the range of its own numbers: from the smallest to the largest, or, diverging, from
     * minus to plus the largest magnitude, so that zero is white.
     */
    public static HeatMap of(Tensor map, Colormap colours) {
        return new HeatMap(map, colours, rangeOf(map.data(), colours));
    }

    /** The range of these numbers as {@link #of} takes it; not finite ones are left out. */
    public static Range rangeOf(float[] numbers, Colormap colours) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : numbers) {
            if (Float.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            return Range.of(0, 0);
        }
        double most = Math.max(Math.abs(low), Math.abs(high));
        return colours == Colormap.DIVERGING ? Range.of(-most, most) : Range.of(low, high);
    }

    public HeatMap withRange(Range other) {
        return new HeatMap(map, colours, other);
    }

    /** One pixel for every number. */
    public Image image() {
        return Pictures.heatmap(
                map.data(),
                map.shape().extent(0),
                map.shape().extent(1),
                colours,
                range.low(),
                range.high());
    }

    /** Enlarged to {@code height x width}, smoothly. */
    public Image image(int height, int width) {
        return Resize.exact(image(), height, width, ResizeFilter.BICUBIC);
    }

    /**
     * Laid over a picture, whose grey shows through.
     *
     * @param opacity 0 shows the picture only, 1 the map; 0.6 shows both well
     */
    public Image over(Image picture, double opacity) {
        Image grey = picture.toGray().toRgb();
        return Pictures.overlay(grey, image(picture.height(), picture.width()), opacity);
    }

    /** The scale of its colours, as high as a picture beside it. */
    public Block scale(int height) {
        return Blocks.scale(colours, range.low(), range.high(), height);
    }
}
