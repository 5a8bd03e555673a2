package dev.fovea.figure;

import dev.fovea.explain.EffectiveField;
import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;
import dev.fovea.nn.ReceptiveField;

/** What a unit can see of a picture, beside what moved it. */
public final class FieldFigure {
    private static final int SIDE = 420;

    private FieldFigure() {}

    /**
     * @param picture as the network reads it
     * @param title one line
     * @param note explains
     */
    public static Figure of(Image picture, EffectiveField field, String title, String note) {
        double factor = (double) SIDE / Math.max(picture.height(), picture.width());
        int height = (int) Math.max(1, Math.rint(picture.height() * factor));
        int width = (int) Math.max(1, Math.rint(picture.width() * factor));
        ResizeFilter filter = factor > 1 ? ResizeFilter.NEAREST : ResizeFilter.BICUBIC;
        Block seen = Blocks.picture(Resize.exact(picture.toRgb(), height, width, filter));
        HeatMap heat = HeatMap.of(field.strength(), Colormap.SEQUENTIAL);
        Block strength =
                Blocks.picture(Resize.exact(heat.image(), height, width, ResizeFilter.NEAREST));
        return new Figure(
                title,
                note,
                Blocks.row(
                        20,
                        Align.START,
                        Blocks.headed("Can be seen", marked(seen, field.region(), factor)),
                        Blocks.headed(
                                "Moved the unit (gradient)",
                                Blocks.row(
                                        8,
                                        Align.START,
                                        marked(strength, field.region(), factor),
                                        heat.scale(height)))));
    }

    static Block marked(Block block, ReceptiveField.Region region, double factor) {
        return Marks.rectangle(
                block,
                region.left() * factor,
                region.top() * factor,
                region.width() * factor,
                region.height() * factor,
                Palette.ACCENT);
    }
}
