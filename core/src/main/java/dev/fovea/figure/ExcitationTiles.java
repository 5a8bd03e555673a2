package dev.fovea.figure;

import dev.fovea.explain.Excitation;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;
import dev.fovea.nn.ReceptiveField.Region;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What excites channels, in tiles as large as their receptive field: what the deconvnet projects
 * beside the patch of the picture that caused it.
 */
public final class ExcitationTiles {
    private static final int SIDE = 64;
    private static final int ACROSS = 3;
    private static final int GAP = 3;

    private ExcitationTiles() {}

    /**
     * A channel's block: its projections in rows of three, and beside them the patches in the same
     * order (Zeiler and Fergus 2013, figure 2).
     *
     * @param channel counted from 0
     * @param found strongest first; may be empty
     */
    public static Block channel(int channel, List<Excitation> found) {
        if (found.isEmpty()) {
            Block nothing = Blocks.text("no picture excites it", Type.SMALL, Palette.MUTED);
            return Blocks.headed("channel " + channel, nothing);
        }
        List<Block> projections = new ArrayList<>();
        List<Block> patches = new ArrayList<>();
        for (Excitation one : found) {
            projections.add(projection(one));
            patches.add(patch(one));
        }
        Block sides =
                Blocks.row(
                        10,
                        Align.START,
                        Blocks.grid(ACROSS, GAP, projections),
                        Blocks.grid(ACROSS, GAP, patches));
        String strengths =
                found.size() == 1
                        ? Digits.brief(found.getFirst().place().activation())
                        : Digits.brief(found.getFirst().place().activation())
                                + " to "
                                + Digits.brief(found.getLast().place().activation());
        return Blocks.column(
                4,
                Align.START,
                Blocks.text("channel " + channel, Type.BOLD, Palette.INK),
                Blocks.text("activations " + strengths, Type.SMALL, Palette.MUTED),
                sides);
    }

    /** The projection: grey is zero, the largest magnitude in the tile black or white. */
    public static Block projection(Excitation one) {
        return tile(PixelPictures.signed(one.projection().pixels()), one.field());
    }

    /** The part of the picture that the unit sees. */
    public static Block patch(Excitation one) {
        return tile(one.picture(), one.field());
    }

    /** All tiles of a node have one size; what lies outside the picture is light. */
    private static Block tile(Image picture, Region field) {
        Region inside =
                field.within(Shape.of(picture.height(), picture.width(), picture.channels()));
        int height = Math.min(field.height(), picture.height());
        int width = Math.min(field.width(), picture.width());
        double scale = (double) SIDE / Math.max(height, width);
        if (inside.height() < 1 || inside.width() < 1) {
            return Blocks.space(length(width, scale), length(height, scale));
        }
        Image cut =
                picture.crop(inside.top(), inside.left(), inside.height(), inside.width()).toRgb();
        Image scaled =
                scale >= 1
                        ? Pictures.enlarge(cut, (int) scale)
                        : Resize.exact(
                                cut,
                                length(cut.height(), scale),
                                length(cut.width(), scale),
                                ResizeFilter.BICUBIC);
        double used = scale >= 1 ? Math.floor(scale) : scale;
        int tileHeight = Math.max(scaled.height(), length(height, used));
        int tileWidth = Math.max(scaled.width(), length(width, used));
        int top = field.top() < 0 && inside.height() < height ? tileHeight - scaled.height() : 0;
        int left = field.left() < 0 && inside.width() < width ? tileWidth - scaled.width() : 0;
        Canvas canvas = Canvas.of(tileWidth, tileHeight);
        canvas.fill(0, 0, tileWidth, tileHeight, Palette.SHADE);
        canvas.draw(scaled, left, top);
        return Blocks.picture(canvas.image());
    }

    private static int length(int extent, double scale) {
        return (int) Math.max(1, Math.round(extent * scale));
    }
}
