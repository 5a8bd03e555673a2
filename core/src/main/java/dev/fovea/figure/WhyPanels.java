package dev.fovea.figure;

import dev.fovea.explain.GradCam;
import dev.fovea.explain.IntegratedGradients;
import dev.fovea.explain.Occlusion;
import dev.fovea.explain.OcclusionGrid;
import dev.fovea.explain.PixelMaps;
import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import dev.fovea.image.Range;
import dev.fovea.tensor.Tensor;

/**
 * The panels of a sheet that says why a network gives a class: one for each method, all as wide as
 * the others.
 */
public final class WhyPanels {
    /** Small pictures are enlarged by whole factors up to about this side. */
    private static final int SIDE = 224;

    private static final double OPACITY = 0.6;

    private final Image picture;
    private final int factor;

    private WhyPanels(Image picture, int factor) {
        this.picture = picture;
        this.factor = factor;
    }

    /**
     * @param prepared the picture as the network reads it
     */
    public static WhyPanels of(Image prepared) {
        int side = Math.max(prepared.height(), prepared.width());
        int factor = Math.max(1, SIDE / side);
        return new WhyPanels(Pictures.enlarge(prepared, factor), factor);
    }

    /** The picture itself. */
    public Block picture(String heading, String note) {
        return panel(heading, note, Blocks.picture(picture));
    }

    /**
     * @param gradient {@code [H, W, C]}; drawn as its largest magnitude over the channels
     */
    public Block gradient(String heading, String note, Tensor gradient) {
        return pixels(
                heading,
                note,
                PixelPictures.robust(PixelMaps.magnitude(gradient), Colormap.SEQUENTIAL));
    }

    public Block guided(Tensor gradient) {
        Image image = Pictures.enlarge(PixelPictures.signed(gradient), factor);
        return panel(
                "Guided backpropagation",
                "only what is positive passes a ReLU on its way back; grey is zero",
                Blocks.picture(image));
    }

    public Block integrated(IntegratedGradients found) {
        String note =
                "from black to the picture the logit goes from %s to %s; red pixels raise it"
                        .formatted(
                                Digits.brief(found.baselineLogit()), Digits.brief(found.logit()));
        return pixels(
                "Integrated gradients",
                note,
                PixelPictures.robust(PixelMaps.sum(found.attributions()), Colormap.DIVERGING));
    }

    public Block gradCam(String node, GradCam.Cam cam) {
        Range range = Range.of(0, HeatMap.rangeOf(cam.map().data(), Colormap.SEQUENTIAL).high());
        HeatMap map = HeatMap.of(cam.map(), Colormap.SEQUENTIAL).withRange(range);
        Block body =
                Blocks.row(
                        8,
                        Align.START,
                        Blocks.picture(map.over(picture, OPACITY)),
                        map.scale(picture.height()));
        return panel("Grad-CAM", "where " + node + " holds what speaks for the class", body);
    }

    public Block occludedClass(Occlusion.Result found, OcclusionGrid grid) {
        String note =
                "probability while a square of %d pixels hides a place; %s with nothing hidden"
                        .formatted(grid.size(), Digits.brief(found.wholeProbability()));
        return occluded("Occlusion: class", note, found.probability(), grid);
    }

    public Block occludedFeature(String node, Occlusion.Result found, OcclusionGrid grid) {
        String note =
                "sum of channel %d of %s, its strongest; %s with nothing hidden"
                        .formatted(found.channel(), node, Digits.brief(found.wholeFeature()));
        return occluded("Occlusion: feature", note, found.feature(), grid);
    }

    private Block occluded(String heading, String note, Tensor values, OcclusionGrid grid) {
        HeatMap map = HeatMap.of(values, Colormap.SEQUENTIAL);
        Image image = PixelPictures.under(map, grid.stride() * factor, picture, OPACITY);
        Block body = Blocks.row(8, Align.START, Blocks.picture(image), map.scale(picture.height()));
        return panel(heading, note, body);
    }

    private Block pixels(String heading, String note, HeatMap map) {
        Block body =
                Blocks.row(
                        8,
                        Align.START,
                        Blocks.picture(map.image(), factor),
                        map.scale(picture.height()));
        return panel(heading, note, body);
    }

    private Block panel(String heading, String note, Block body) {
        int width = picture.width() + 60;
        Block words = Blocks.wrapped(note, width, Type.SMALL, Palette.MUTED);
        Block head =
                Blocks.column(2, Align.START, Blocks.text(heading, Type.BOLD, Palette.INK), words);
        Block room = Blocks.space(width, 0);
        // Two lines of words under every heading, so that the pictures of a row stand level.
        int missing = Math.max(0, 2 * Type.SMALL.lineHeight() - words.height());
        return Blocks.column(6, Align.START, head, Blocks.space(0, missing), body, room);
    }
}
