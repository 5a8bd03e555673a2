package dev.fovea.explain;

import dev.fovea.nn.ReceptiveField.Region;
import dev.fovea.tensor.Shape;

/**
 * Where the square stands: its middles lie {@code stride} pixels apart, half a stride from the
 * picture's edges, so that the results cover the picture; what hangs over the edge is cut off.
 *
 * @param size pixels of a side of the square
 * @param stride pixels between neighbouring places
 */
public record OcclusionGrid(int size, int stride) {
    public OcclusionGrid {
        if (size < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "Occlusion: the square's side and the stride are 1 pixel or more, got %d and %d"
                            .formatted(size, stride));
        }
    }

    /**
     * About 20 places along the longer side and a square of a fifth of it: 400 places on a square
     * picture.
     */
    public static OcclusionGrid about400(Shape picture) {
        int side = Math.max(picture.height(), picture.width());
        return new OcclusionGrid(Math.max(1, side / 5), Math.max(1, Math.round(side / 20f)));
    }

    /** Places along the height. */
    public int rows(Shape picture) {
        return Math.ceilDiv(picture.height(), stride);
    }

    /** Places along the width. */
    public int columns(Shape picture) {
        return Math.ceilDiv(picture.width(), stride);
    }

    /** What the square at a place hides. */
    public Region square(Shape picture, int row, int column) {
        int top = row * stride + stride / 2 - size / 2;
        int left = column * stride + stride / 2 - size / 2;
        return new Region(top, left, size, size).within(picture);
    }
}
