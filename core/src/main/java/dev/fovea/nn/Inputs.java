package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What layers ask of their inputs. */
final class Inputs {
    /** Some JVMs allow no longer arrays. */
    static final int MOST_NUMBERS = Integer.MAX_VALUE - 64;

    private Inputs() {}

    /** The only input, a map or a vector. */
    static Shape single(Layer layer, List<Shape> inputs) {
        if (inputs.size() != 1) {
            throw new ShapeException(
                    typeOf(layer),
                    "takes one input, got "
                            + (inputs.isEmpty() ? "none" : inputs.size() + ": " + listed(inputs)),
                    inputs);
        }
        return checked(layer, inputs).getFirst();
    }

    /** The only input, a map. */
    static Shape map(Layer layer, List<Shape> inputs) {
        Shape input = single(layer, inputs);
        if (!input.isMap()) {
            throw new ShapeException(typeOf(layer), "needs a map H x W x C, got {0}", inputs);
        }
        return input;
    }

    /** Every input is a map or a vector and has something in it. */
    static List<Shape> checked(Layer layer, List<Shape> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            Shape input = inputs.get(i);
            if (!(input.isMap() || input.isVector()) || input.size() == 0) {
                throw new ShapeException(
                        typeOf(layer),
                        "needs maps H x W x C or vectors F with something in them, got {" + i + "}",
                        inputs);
            }
        }
        return inputs;
    }

    /** {@code 1 x 1 x C}. */
    static boolean isGate(Shape shape) {
        return shape.isMap() && shape.height() == 1 && shape.width() == 1;
    }

    static Size size(Shape map) {
        return new Size(map.height(), map.width());
    }

    static String typeOf(Layer layer) {
        return layer.getClass().getSimpleName();
    }

    /** A shape of these extents, if it fits a Java array. */
    static Shape shape(Layer layer, String what, List<Shape> inputs, long... extents) {
        long size = 1;
        for (long extent : extents) {
            if (extent > 0 && size > MOST_NUMBERS / extent) {
                throw new ShapeException(
                        typeOf(layer),
                        what
                                + " "
                                + IntStream.range(0, extents.length)
                                        .mapToObj(i -> Long.toString(extents[i]))
                                        .collect(Collectors.joining("x"))
                                + " is larger than an array can be, 2^31 - 65 numbers, got "
                                + listed(inputs),
                        inputs);
            }
            size *= extent;
        }
        int[] ints = new int[extents.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = Math.toIntExact(extents[i]);
        }
        return Shape.of(ints);
    }

    /** {@code {0} and {1}}, to be filled in by the exception. */
    static String listed(List<Shape> inputs) {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> "{" + i + "}")
                .collect(Collectors.joining(" and "));
    }
}
