package dev.fovea.explain;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/** From a number a channel to a number a pixel, {@code [H, W, C] -> [H, W]}. */
public final class PixelMaps {
    private PixelMaps() {}

    /** The largest magnitude over the channels, as Simonyan et al. 2013 draw saliency. */
    public static Tensor magnitude(Tensor values) {
        Tensor map = empty(values);
        int channels = values.shape().channels();
        for (int i = 0; i < values.data().length; i++) {
            float magnitude = Math.abs(values.data()[i]);
            map.data()[i / channels] = Math.max(map.data()[i / channels], magnitude);
        }
        return map;
    }

    /** The sum over the channels: for attributions, which add up. */
    public static Tensor sum(Tensor values) {
        Tensor map = empty(values);
        int channels = values.shape().channels();
        for (int i = 0; i < values.data().length; i++) {
            map.data()[i / channels] += values.data()[i];
        }
        return map;
    }

    private static Tensor empty(Tensor values) {
        Shape shape = values.shape();
        if (!shape.isMap()) {
            throw new IllegalArgumentException(
                    "PixelMaps: only maps H x W x C have pixels, got " + shape);
        }
        return Tensor.zeros(Shape.of(shape.height(), shape.width()));
    }
}
