package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Grouped;
import dev.fovea.model.FormatException;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Permute;
import dev.fovea.nn.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Moves numbers to where a layer needs them: between ONNX's order of axes and the network's. */
final class Layouts {
    private Layouts() {}

    /** As layers want it: a map {@code H x W x C} of four axes, a vector of two. */
    static Activation usual(Call call, Activation x) throws FormatException {
        if (x.isUsual()) {
            return x;
        }
        int[] dims = x.dims();
        int batchAxis = x.axes().indexOf(Activation.BATCH);
        boolean leads = batchAxis < 0 ? dims.length > 0 && dims[0] == 1 : batchAxis == 0;
        if (!leads || (dims.length != 4 && dims.length != 2)) {
            throw call.unsupported(
                    "an input of "
                            + OnnxTensor.text(dims)
                            + ", where a batch of maps or vectors is"
                            + " needed");
        }
        return stored(call, x, dims.length == 4 ? List.of(2, 3, 1) : List.of(1));
    }

    /** With all axes but the batch, in ONNX's order. */
    static Activation rowMajor(Call call, Activation x) {
        return stored(call, x, sampleAxes(x));
    }

    /** All axes but the batch. */
    static List<Integer> sampleAxes(Activation x) {
        return IntStream.range(0, x.axes().size())
                .filter(axis -> x.axes().get(axis) != Activation.BATCH)
                .boxed()
                .toList();
    }

    /**
     * With these of ONNX's axes stored, in this order.
     *
     * @param order axes that are no batch; those left out have extent 1
     */
    static Activation stored(Call call, Activation x, List<Integer> order) {
        int[] dims = x.dims();
        var permutation = new ArrayList<Integer>();
        for (int axis : order) {
            if (x.axes().get(axis) >= 0) {
                permutation.add(x.axes().get(axis));
            }
        }
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (!permutation.contains(axis)) {
                permutation.add(axis);
            }
        }
        List<Integer> axes = new ArrayList<>(Collections.nCopies(dims.length, Activation.ONE));
        for (int axis = 0; axis < dims.length; axis++) {
            if (order.contains(axis)) {
                axes.set(axis, order.indexOf(axis));
            } else if (x.axes().get(axis) == Activation.BATCH) {
                axes.set(axis, Activation.BATCH);
            }
        }
        List<Integer> extents = order.stream().map(axis -> dims[axis]).toList();
        return reshaped(call, permuted(call, x, permutation), orOne(extents), axes);
    }

    private static List<Integer> orOne(List<Integer> extents) {
        return extents.isEmpty() ? List.of(1) : extents;
    }

    private static Activation permuted(Call call, Activation x, List<Integer> permutation) {
        List<Integer> moving =
                permutation.stream().filter(axis -> x.shape().extent(axis) > 1).toList();
        boolean still =
                IntStream.range(1, moving.size()).allMatch(i -> moving.get(i - 1) < moving.get(i));
        return still ? x : call.node("permuted", new Permute(permutation), List.of(x), List.of());
    }

    /** The same numbers in the same order under other extents. */
    static Activation reshaped(Call call, Activation x, List<Integer> extents, List<Integer> axes) {
        List<Integer> now = Arrays.stream(x.shape().toArray()).boxed().toList();
        if (now.equals(extents)) {
            return x.withAxes(axes);
        }
        boolean flattens =
                x.shape().isMap()
                        && extents.size() == 1
                        && (x.shape().channels() == 1
                                || x.shape().height() * x.shape().width() == 1);
        return call.node(
                flattens ? "flatten" : "reshaped",
                flattens ? new Flatten() : new Reshape(extents),
                List.of(x),
                axes);
    }

    /** Groups of channels as a tensor of five axes: the innermost axis splits without moving. */
    static Activation apart(Call call, Grouped grouped) {
        Activation map = grouped.map();
        int each = map.shape().channels() / grouped.groups();
        int lead = map.axes().getFirst();
        return reshaped(
                call,
                map,
                List.of(map.shape().height(), map.shape().width(), grouped.groups(), each),
                grouped.swapped() ? List.of(lead, 3, 2, 0, 1) : List.of(lead, 2, 3, 0, 1));
    }

    /** With axes of extent 1 before it, so that it has so many. */
    static Activation extended(Activation x, int rank) {
        var axes = new ArrayList<>(Collections.nCopies(rank - x.axes().size(), Activation.ONE));
        axes.addAll(x.axes());
        return x.withAxes(axes);
    }

    /** The axis of the shape an axis of ONNX is; there must be one. */
    static int storedAxis(Call call, Activation x, int axis) throws FormatException {
        int stored = x.axes().get(axis);
        if (stored == Activation.BATCH) {
            throw call.unsupported("work along the batch, axis " + axis);
        }
        return stored;
    }

    /** With this axis stored. */
    static Activation with(Call call, Activation x, int... axes) throws FormatException {
        for (int axis : axes) {
            if (storedAxis(call, x, axis) < 0) {
                return rowMajor(call, x);
            }
        }
        return x;
    }
}
