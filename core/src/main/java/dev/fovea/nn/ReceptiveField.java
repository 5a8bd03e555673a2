package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What the units of a map see of the network's input: the pixels that can change them.
 *
 * <p>In a graph a unit sees what it sees on any path. It may look over the edge, at padding; what
 * padding inside the network stands for is continued beyond the edge. Everything after a {@link
 * Flatten}, a {@link Dense} or a global pooling sees the whole input (so does, for want of knowing
 * better, an {@link InferenceLayer}), and so does what a gate made from a global pooling
 * multiplies.
 *
 * @param rows along the height
 * @param columns along the width
 */
public record ReceptiveField(FieldAxis rows, FieldAxis columns) {
    /** The receptive fields of all nodes, in order. */
    public static SequencedMap<String, ReceptiveField> of(Network network) {
        var fields = new LinkedHashMap<String, ReceptiveField>();
        fields.put(Network.INPUT, ofInput(network.input()));
        for (Node node : network.nodes()) {
            List<ReceptiveField> inputs = node.inputs().stream().map(fields::get).toList();
            fields.put(node.name(), of(node.layer(), network.inputShapes(node).getFirst(), inputs));
        }
        fields.remove(Network.INPUT);
        return Collections.unmodifiableSequencedMap(fields);
    }

    private static ReceptiveField ofInput(Shape input) {
        var pixels =
                new ReceptiveField(FieldAxis.input(input.height()), FieldAxis.input(input.width()));
        return input.isMap() ? pixels : pixels.everything();
    }

    private static ReceptiveField of(Layer layer, Shape input, List<ReceptiveField> fields) {
        ReceptiveField field = fields.getFirst();
        return switch (layer) {
            case Conv2d conv -> field.under(conv.windows(input));
            case MaxPool2d pool -> field.under(pool.windows(input));
            case AvgPool2d pool -> field.under(pool.windows(input));
            case AdaptiveAvgPool2d(Size output) ->
                    new ReceptiveField(
                            field.rows.pooledTo(output.height()),
                            field.columns.pooledTo(output.width()));
            case GlobalAvgPool _, GlobalMaxPool _, Flatten _, Dense _ -> field.everything();
            case InferenceLayer _ -> field.everything();
            case Add _, Multiply _, Concat _ ->
                    fields.stream().reduce(ReceptiveField::union).orElse(field);
            case BatchNorm _,
                    LocalResponseNorm _,
                    Dropout _,
                    ActivationLayer _,
                    PRelu _,
                    Softmax _,
                    LogSoftmax _,
                    ChannelShuffle _,
                    ChannelSlice _ ->
                    field;
        };
    }

    private ReceptiveField under(Windows windows) {
        return new ReceptiveField(rows.under(windows.rows()), columns.under(windows.columns()));
    }

    private ReceptiveField everything() {
        return new ReceptiveField(rows.everything(), columns.everything());
    }

    private ReceptiveField union(ReceptiveField other) {
        return new ReceptiveField(rows.union(other.rows), columns.union(other.columns));
    }

    /** How many pixels a unit sees, edges it hangs over included; where units differ, the most. */
    public Size size() {
        return new Size(rows.size(), columns.size());
    }

    /** True if every unit sees the whole input by nature. */
    public boolean isWhole() {
        return rows.isWhole() && columns.isWhole();
    }

    /**
     * The pixels the unit in this row and column of the map sees, from 0 to height - 1 and width -
     * 1 of the map.
     */
    public Region region(int row, int column) {
        return new Region(
                rows.first(row),
                columns.first(column),
                rows.last(row) - rows.first(row) + 1,
                columns.last(column) - columns.first(column) + 1);
    }

    /**
     * A rectangle of pixels of the input.
     *
     * @param top its first row, counted from 0; negative where it hangs over the edge
     * @param left its first column
     * @param height rows
     * @param width columns
     */
    public record Region(int top, int left, int height, int width) {
        /** The part inside a map; of extent 0 where nothing is. */
        public Region within(Shape map) {
            int firstRow = Math.clamp(top, 0, map.height());
            int firstColumn = Math.clamp(left, 0, map.width());
            return new Region(
                    firstRow,
                    firstColumn,
                    Math.clamp((long) top + height, firstRow, map.height()) - firstRow,
                    Math.clamp((long) left + width, firstColumn, map.width()) - firstColumn);
        }
    }
}
