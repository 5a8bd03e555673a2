package dev.fovea.app.report;

import dev.fovea.figure.Block;
import dev.fovea.figure.Canvas;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;

/** Pictures in the sizes in which a page needs them. */
final class Tiles {
    private Tiles() {}

    /** Not larger than this; smaller ones stay as they are, the browser enlarges them. */
    static Image atMost(Image image, int side) {
        int longer = Math.max(image.height(), image.width());
        if (longer <= side) {
            return image;
        }
        int height = Math.max(1, image.height() * side / longer);
        int width = Math.max(1, image.width() * side / longer);
        return Resize.exact(image, height, width, ResizeFilter.BOX);
    }

    /** About as large as this: small ones pixel by pixel, by a whole factor. */
    static Image about(Image image, int side) {
        int factor = Math.max(1, side / Math.max(image.height(), image.width()));
        return Pictures.enlarge(atMost(image, side), factor);
    }

    static Image of(Block block) {
        Canvas canvas = Canvas.of(block.width(), block.height());
        block.paint(canvas, 0, 0);
        return canvas.image();
    }
}
