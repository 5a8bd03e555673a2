package dev.fovea.figure;

import dev.fovea.explain.Contribution;
import dev.fovea.image.Colormap;
import dev.fovea.image.Image;
import dev.fovea.image.Pictures;
import dev.fovea.image.Range;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The last dense layer, picture by picture: the same weights, other neurons lit. Neurons stand in
 * the order of their weights, row by row, so that what speaks for the class is at the top.
 */
public final class ContributionPanel {
    private static final int SIDE = 192;

    private ContributionPanel() {}

    /**
     * One picture's part.
     *
     * @param name of the picture
     * @param picture as the network reads it
     * @param contribution of its neurons to the class
     */
    public record Part(String name, Image picture, Contribution contribution) {}

    /**
     * @param node the dense layer
     * @param label of the class
     * @param parts of the same class; one or more
     */
    public static Block of(String node, String label, List<Part> parts) {
        float[] weights = parts.getFirst().contribution().weights().data();
        List<Integer> order =
                IntStream.range(0, weights.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer i) -> -weights[i]))
                        .toList();
        Range lit = range(parts, part -> part.contribution().activations(), Colormap.SEQUENTIAL);
        Range terms = range(parts, part -> part.contribution().products(), Colormap.DIVERGING);
        List<List<Block>> columns = new ArrayList<>();
        for (Part part : parts) {
            columns.add(blocks(node, label, part, order, lit, terms, parts.size() == 1));
        }
        // One picture reads from left to right as a product does; two stand beside each other.
        return columns.size() == 1
                ? Blocks.row(36, Align.START, columns.getFirst())
                : Blocks.row(
                        36,
                        Align.START,
                        columns.stream().map(c -> Blocks.column(12, Align.START, c)).toList());
    }

    private interface Numbers {
        Tensor of(Part part);
    }

    /** One range for all parts: the same colour is the same number. */
    private static Range range(List<Part> parts, Numbers numbers, Colormap colours) {
        double low = 0;
        double high = 0;
        for (Part part : parts) {
            Range own = HeatMap.rangeOf(numbers.of(part).data(), colours);
            low = Math.min(low, own.low());
            high = Math.max(high, own.high());
        }
        return Range.of(low, high);
    }

    private static List<Block> blocks(
            String node,
            String label,
            Part part,
            List<Integer> order,
            Range lit,
            Range terms,
            boolean alone) {
        Contribution found = part.contribution();
        int side = Math.max(part.picture().height(), part.picture().width());
        int neurons = order.size();
        Block activations = grid(found.activations(), order, Colormap.SEQUENTIAL, lit);
        Range own = HeatMap.rangeOf(found.weights().data(), Colormap.DIVERGING);
        Block weights = grid(found.weights(), order, Colormap.DIVERGING, own);
        Block products = grid(found.products(), order, Colormap.DIVERGING, terms);
        String sum =
                "their sum and the bias %s: logit %s"
                        .formatted(Digits.brief(found.bias()), Digits.brief(found.logit()));
        String name = Type.BOLD.fitted(part.name(), SIDE + 60);
        Block picture = Blocks.picture(part.picture(), Math.max(1, SIDE / side));
        return List.of(
                // In a row its picture stands level with the others, which have a note.
                alone ? titled(name, " ", picture) : Blocks.headed(name, picture),
                titled(neurons + " neurons before " + node, "lit by this picture", activations),
                titled("× weights of " + label, "the same for every picture", weights),
                titled("= what each adds", sum, products));
    }

    private static Block titled(String heading, String note, Block body) {
        return Blocks.column(
                3,
                Align.START,
                Blocks.text(heading, Type.BOLD, Palette.INK),
                Blocks.text(note, Type.SMALL, Palette.MUTED),
                body);
    }

    /** Places of the last row behind the last neuron are paper: they are no numbers. */
    private static Image withoutRest(Image cells, int neurons) {
        byte[] pixels = cells.pixels().clone();
        for (int i = 3 * neurons; i < pixels.length; i++) {
            pixels[i] = (byte) 255;
        }
        return Image.of(cells.height(), cells.width(), 3, pixels);
    }

    private static Block grid(Tensor numbers, List<Integer> order, Colormap colours, Range range) {
        int across = (int) Math.ceil(Math.sqrt(order.size()));
        int down = Math.ceilDiv(order.size(), across);
        Tensor map = Tensor.zeros(Shape.of(down, across));
        for (int i = 0; i < order.size(); i++) {
            map.data()[i] = numbers.data()[order.get(i)];
        }
        HeatMap heat = HeatMap.of(map, colours).withRange(range);
        int cell = Math.max(1, SIDE / across);
        Image image = Pictures.enlarge(withoutRest(heat.image(), order.size()), cell);
        return Blocks.row(
                8, Align.START, Blocks.framed(Blocks.picture(image)), heat.scale(image.height()));
    }
}
