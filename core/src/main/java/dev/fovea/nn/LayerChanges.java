package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What could be changed in a layer, or put right before it, so that it works on an input. */
final class LayerChanges {
    /** How many numbers of groups are offered. */
    private static final int MOST_NUMBERS = 4;

    /** How far from the present padding another is tried. */
    private static final int MOST_PADDING = 256;

    private final Shape input;
    private final List<String> ways = new ArrayList<>();

    private LayerChanges(Shape input) {
        this.input = input;
    }

    /** Changes that work, each fit to follow "Use". */
    static List<String> of(Layer layer, Shape input) {
        var changes = new LayerChanges(input);
        switch (layer) {
            case Conv2d conv -> changes.convolution(conv);
            case MaxPool2d pool -> changes.maxPooling(pool);
            case AvgPool2d pool -> changes.avgPooling(pool);
            case Dense dense -> changes.dense(dense);
            case ChannelShuffle shuffle -> changes.groups(shuffle.groups(), ChannelShuffle::new);
            default -> {}
        }
        return List.copyOf(changes.ways);
    }

    /** True if the layer works on these inputs. */
    static boolean works(Layer layer, List<Shape> inputs) {
        try {
            layer.outputShape(inputs);
            return true;
        } catch (ShapeException _) {
            return false;
        }
    }

    private boolean works(Supplier<? extends Layer> layer) {
        try {
            return works(layer.get(), List.of(input));
        } catch (IllegalArgumentException _) { // its constructor knows better
            return false;
        }
    }

    private void offer(String text, Supplier<? extends Layer> layer) {
        if (works(layer)) {
            ways.add(text);
        }
    }

    private void convolution(Conv2d conv) {
        if (input.isVector()) {
            offer("a Dense with " + conv.filters() + " units", () -> Dense.of(conv.filters()));
            return;
        }
        groups(conv.groups(), conv::withGroups);
        smallerKernel(conv.windows(input), conv::withKernel);
        if (!conv.dilation().equals(Size.ONE)) {
            offer("dilation 1", () -> conv.withDilation(1));
        }
        otherPadding(conv.padding(), conv::withPadding);
        largerMap(conv, conv.windows(input));
        fewerFilters(conv);
    }

    /** Where output or weight would be larger than an array can be. */
    private void fewerFilters(Conv2d conv) {
        Windows windows = conv.windows(input);
        long pixels = Math.max(1, windows.rows().out()) * Math.max(1, windows.columns().out());
        long weights =
                (long) conv.kernel().height()
                        * conv.kernel().width()
                        * Math.ceilDiv(input.channels(), conv.groups());
        long most = Inputs.MOST_NUMBERS / Math.max(pixels, weights);
        int filters = Math.toIntExact(most / conv.groups() * conv.groups());
        if (filters < conv.filters()) {
            offer("at most " + filters + " filters", () -> conv.withFilters(filters));
        }
    }

    private void maxPooling(MaxPool2d pool) {
        if (input.isMap()) {
            smallerKernel(pool.windows(input), pool::withKernel);
            otherPadding(pool.padding(), pool::withPadding);
            offer("ceil mode", () -> pool.withCeilMode(true));
            largerMap(pool, pool.windows(input));
        }
    }

    private void avgPooling(AvgPool2d pool) {
        if (input.isMap()) {
            smallerKernel(pool.windows(input), pool::withKernel);
            otherPadding(pool.padding(), pool::withPadding);
            offer("ceil mode", () -> pool.withCeilMode(true));
            offer("padding that counts", () -> pool.withCountPadding(true));
            largerMap(pool, pool.windows(input));
        }
    }

    private void dense(Dense dense) {
        if (input.isVector()) {
            int units = Inputs.MOST_NUMBERS / input.size();
            offer("at most " + units + " units", () -> dense.withUnits(units));
            return;
        }
        offerAfter(new Flatten(), dense, "a Flatten before it (%s becomes %d)");
        if (input.isMap() && input.height() * input.width() > 1) {
            offerAfter(
                    new GlobalAvgPool(),
                    dense,
                    "a GlobalAvgPool and a Flatten before it (%s becomes %d)");
        }
    }

    /** A layer put before a dense one, and flattened. */
    private void offerAfter(Layer before, Dense dense, String text) {
        if (works(before, List.of(input))) {
            Shape flat = new Flatten().outputShape(before.outputShape(input));
            if (works(dense, List.of(flat))) {
                ways.add(text.formatted(input, flat.channels()));
            }
        }
    }

    /** {@code 1, 2, 3 or 6 groups}: those nearest to what was asked for. */
    private void groups(int asked, IntFunction<Layer> withGroups) {
        if (!input.isMap()) {
            return;
        }
        List<String> working =
                IntStream.rangeClosed(1, input.channels())
                        .filter(groups -> input.channels() % groups == 0)
                        .filter(groups -> works(() -> withGroups.apply(groups)))
                        .boxed()
                        .sorted(Comparator.comparingInt(groups -> Math.abs(groups - asked)))
                        .limit(MOST_NUMBERS)
                        .sorted()
                        .map(Object::toString)
                        .toList();
        if (!working.isEmpty()) {
            ways.add(Text.or(working) + (working.equals(List.of("1")) ? " group" : " groups"));
        }
    }

    private void smallerKernel(Windows windows, Function<Size, Layer> withKernel) {
        var kernel = new Size(windows.rows().largestKernel(), windows.columns().largestKernel());
        offer("a kernel of at most " + kernel, () -> withKernel.apply(kernel));
    }

    /** The padding nearest to the present one, the same at all sides. */
    private void otherPadding(Padding present, Function<Padding, Layer> withPadding) {
        int from =
                present instanceof Padding.Explicit(int top, int bottom, int left, int right)
                        ? Math.max(Math.max(top, bottom), Math.max(left, right))
                        : 0;
        IntStream.rangeClosed(1, MOST_PADDING)
                .flatMap(step -> IntStream.of(from - step, from + step))
                .filter(side -> side >= 0)
                .filter(side -> works(() -> withPadding.apply(Padding.of(side))))
                .findFirst()
                .ifPresent(side -> ways.add(side == 0 ? "no padding" : "padding " + side));
    }

    private void largerMap(Layer layer, Windows windows) {
        int height = windows.rows().smallestInput();
        int width = windows.columns().smallestInput();
        if (works(layer, List.of(Shape.of(height, width, input.channels())))) {
            ways.add("a map of at least " + height + "x" + width);
        }
    }
}
