package dev.fovea.figure;

import dev.fovea.explain.ActivationMaps;
import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Range;
import dev.fovea.image.Resize;
import dev.fovea.image.ResizeFilter;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Activation maps: all channels of a node, or a whole network on one sheet. */
public final class MapSheet {
    private static final int LEAST_TILE = 64;
    private static final int MOST_TILE = 112;
    private static final int PAGE = 1500;

    /** Side of a map of full size in the sheet of a whole network. */
    private static final int CARD = 150;

    private MapSheet() {}

    /**
     * The channels of one node.
     *
     * @param channels which, in this order
     * @param captions below each
     * @param sameScale one scale for all maps, or each its own
     */
    public static Block of(
            ActivationMaps maps, List<Integer> channels, List<String> captions, boolean sameScale) {
        Colormap colours = colours(maps.maps());
        Range common = HeatMap.rangeOf(maps.maps().data(), colours);
        var tiles = new ArrayList<Block>();
        for (int i = 0; i < channels.size(); i++) {
            Tensor map = maps.channel(channels.get(i));
            HeatMap heat = HeatMap.of(map, colours);
            Image image = tile((sameScale ? heat.withRange(common) : heat).image());
            tiles.add(Blocks.captioned(Blocks.framed(Blocks.picture(image)), captions.get(i)));
        }
        int width = tiles.isEmpty() ? 1 : tiles.getFirst().width() + 8;
        int most = Math.max(1, PAGE / width);
        int columns = Math.min(most, (int) Math.ceil(Math.sqrt(1.6 * tiles.size())));
        Block sheet = Blocks.grid(columns, 8, tiles);
        return sameScale
                ? Blocks.row(
                        16,
                        Align.START,
                        sheet,
                        Blocks.scale(
                                colours,
                                common.low(),
                                common.high(),
                                Math.clamp(sheet.height(), 60, 260)))
                : sheet;
    }

    /** Zero is white where there are numbers below it. */
    private static Colormap colours(Tensor maps) {
        for (float value : maps.data()) {
            if (value < 0) {
                return Colormap.DIVERGING;
            }
        }
        return Colormap.SEQUENTIAL;
    }

    private static Image tile(Image map) {
        int longer = Math.max(map.height(), map.width());
        if (longer > MOST_TILE) {
            double factor = (double) MOST_TILE / longer;
            return Resize.exact(
                    map,
                    Math.max(1, (int) Math.rint(map.height() * factor)),
                    Math.max(1, (int) Math.rint(map.width() * factor)),
                    ResizeFilter.BOX);
        }
        int factor = Math.max(1, Math.ceilDiv(LEAST_TILE, longer));
        return Resize.exact(map, map.height() * factor, map.width() * factor, ResizeFilter.NEAREST);
    }

    /**
     * A whole network, from the picture to its last maps: stacks of maps that get smaller as their
     * maps do and deeper as their channels grow, the most active channel in front.
     */
    public static Block network(Image picture, List<ActivationMaps> stages) {
        var stacks = new ArrayList<Block>();
        int full = Math.max(picture.height(), picture.width());
        Block input = Blocks.framed(Blocks.picture(card(picture, full, full)));
        stacks.add(
                labelled(
                        input,
                        "input",
                        Shape.of(picture.height(), picture.width(), picture.channels())));
        for (ActivationMaps stage : stages) {
            stacks.add(labelled(stack(stage, full), stage.node(), stage.maps().shape()));
        }
        var rows = new ArrayList<Block>();
        var row = new ArrayList<Block>();
        int width = 0;
        for (Block stack : stacks) {
            if (!row.isEmpty() && width + stack.width() > PAGE) {
                rows.add(Blocks.row(20, Align.END, row));
                row.clear();
                width = 0;
            }
            row.add(stack);
            width += stack.width() + 20;
        }
        rows.add(Blocks.row(20, Align.END, row));
        return Blocks.column(28, Align.START, rows);
    }

    private static Block labelled(Block stack, String name, Shape shape) {
        return Blocks.column(
                4,
                Align.CENTRE,
                stack,
                Blocks.text(name, Type.BOLD, Palette.INK),
                Blocks.text(
                        "%d×%d×%d".formatted(shape.height(), shape.width(), shape.channels()),
                        Type.SMALL,
                        Palette.MUTED));
    }

    private static Image card(Image image, int extent, int full) {
        double side = Math.max(20, CARD * Math.pow((double) extent / full, 0.55));
        double factor = side / Math.max(image.height(), image.width());
        return Resize.exact(
                image,
                Math.max(1, (int) Math.rint(image.height() * factor)),
                Math.max(1, (int) Math.rint(image.width() * factor)),
                factor > 1 ? ResizeFilter.NEAREST : ResizeFilter.BOX);
    }

    private static Block stack(ActivationMaps stage, int full) {
        Shape shape = stage.maps().shape();
        Colormap colours = colours(stage.maps());
        int cards = (int) Math.clamp(Math.rint(Math.log(shape.channels()) / Math.log(2)), 1, 12);
        List<Integer> channels = stage.ranked(ActivationMaps.Rank.MEAN);
        var fronts = new ArrayList<Image>();
        for (int i = 0; i < Math.min(cards, channels.size()); i++) {
            Image map = HeatMap.of(stage.channel(channels.get(i)), colours).image();
            fronts.add(card(map, Math.max(shape.height(), shape.width()), full));
        }
        return new Stack(fronts);
    }

    /** Cards behind each other, the first in front, at the lower left. */
    private record Stack(List<Image> cards) implements Block {
        private static final int STEP = 6;

        @Override
        public int width() {
            return cards.getFirst().width() + 2 + STEP * (cards.size() - 1);
        }

        @Override
        public int height() {
            return cards.getFirst().height() + 2 + STEP * (cards.size() - 1);
        }

        @Override
        public void paint(Canvas canvas, int left, int top) {
            for (int i = cards.size() - 1; i >= 0; i--) {
                Block card = Blocks.framed(Blocks.picture(cards.get(i)), 1, Palette.PAPER);
                card.paint(canvas, left + STEP * i, top + STEP * (cards.size() - 1 - i));
            }
        }
    }
}
