package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.nn.ChannelSlice;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Expand;
import dev.fovea.nn.Gather;
import dev.fovea.nn.Join;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Pad;
import dev.fovea.nn.Slice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Operators that take tensors apart, join and enlarge them. */
final class PieceOperators {
    private PieceOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Concat", PieceOperators::concat);
        all.put("Pad", PieceOperators::pad);
        all.put("Slice", PieceOperators::slice);
        all.put("Split", PieceOperators::split);
        all.put("Expand", PieceOperators::expand);
        all.put("Gather", PieceOperators::gather);
    }

    private static void slice(Call call) throws IOException {
        for (int i = 1; i < call.inputs(); i++) {
            if (call.has(i)) {
                call.constant(i);
            }
        }
        Activation x = call.raw(0);
        call.output(slice(call, "", x, Slices.of(call.attributes, call.arrays(), x.dims())));
    }

    private static Activation slice(Call call, String suffix, Activation x, Slices slices)
            throws IOException {
        int[] dims = x.dims();
        var changed = new ArrayList<Integer>();
        for (int axis = 0; axis < dims.length; axis++) {
            if (slices.sizes()[axis] != dims[axis] || slices.steps()[axis] < 0) {
                changed.add(axis);
                Layouts.storedAxis(call, x, axis);
            }
        }
        if (changed.isEmpty()) {
            return x;
        }
        int rank = x.shape().rank();
        var starts = new ArrayList<>(Collections.nCopies(rank, 0));
        var steps = new ArrayList<>(Collections.nCopies(rank, 1));
        List<Integer> sizes = extents(x);
        for (int axis : changed) {
            int stored = x.axes().get(axis);
            if (stored < 0) {
                throw call.unsupported("a slice that leaves nothing");
            }
            starts.set(stored, slices.starts()[axis]);
            steps.set(stored, slices.steps()[axis]);
            sizes.set(stored, slices.sizes()[axis]);
        }
        int channels = rank - 1;
        boolean channelsOnly =
                x.isUsual()
                        && changed.size() == 1
                        && x.axes().get(changed.getFirst()) == channels
                        && steps.get(channels) == 1
                        && sizes.get(channels) > 0;
        Layer layer =
                channelsOnly
                        ? new ChannelSlice(starts.get(channels), sizes.get(channels))
                        : new Slice(starts, steps, sizes);
        return call.node(suffix, layer, List.of(x), x.axes());
    }

    static List<Integer> extents(Activation x) {
        var extents = new ArrayList<Integer>();
        for (int extent : x.shape().toArray()) {
            extents.add(extent);
        }
        return extents;
    }

    private static void split(Call call) throws IOException {
        Activation x = call.raw(0);
        int[] dims = x.dims();
        int axis = NdArray.axis(call.attributes.whole("axis", 0), dims.length);
        long[] given = call.wholes("split", 1);
        int parts = call.node.outputs().size();
        int even = Math.ceilDiv(dims[axis], parts);
        int first = 0;
        for (int i = 0; i < parts; i++) {
            long size = given.length == 0 ? Math.min(even, dims[axis] - first) : given[i];
            int[] starts = new int[dims.length];
            int[] steps = new int[dims.length];
            Arrays.fill(steps, 1);
            int[] sizes = dims.clone();
            starts[axis] = first;
            sizes[axis] = Math.toIntExact(size);
            String name = call.node.outputs().get(i);
            if (!name.isEmpty()) {
                var slices = new Slices(starts, steps, sizes);
                call.graph.set(name, slice(call, "part" + i, x, slices));
            }
            first = Math.addExact(first, sizes[axis]);
        }
        if (first != dims[axis]) {
            throw call.unsupported("parts of " + first + " in all of " + dims[axis]);
        }
    }

    private static void pad(Call call) throws IOException {
        Activation input = call.raw(0);
        int rank = input.dims().length;
        long[] given = call.wholes("pads", 1);
        long[] axes = call.has(3) ? call.wholes("axes", 3) : null;
        int count = axes == null ? rank : axes.length;
        if (given.length != 2 * count) {
            throw call.unsupported(given.length + " pads for " + count + " axes");
        }
        int[] before = new int[rank];
        int[] after = new int[rank];
        for (int i = 0; i < count; i++) {
            int axis = axes == null ? i : NdArray.axis(axes[i], rank);
            before[axis] = Math.toIntExact(given[i]);
            after[axis] = Math.toIntExact(given[i + count]);
        }
        Activation x = input;
        for (int axis = 0; axis < rank; axis++) {
            if (before[axis] != 0 || after[axis] != 0) {
                x = Layouts.with(call, x, axis);
            }
        }
        var first = new ArrayList<>(Collections.nCopies(x.shape().rank(), 0));
        var last = new ArrayList<>(first);
        for (int axis = 0; axis < rank; axis++) {
            if (x.axes().get(axis) >= 0) {
                first.set(x.axes().get(axis), before[axis]);
                last.set(x.axes().get(axis), after[axis]);
            }
        }
        if (first.equals(last) && Collections.frequency(first, 0) == first.size()) {
            call.output(x);
            return;
        }
        float value =
                call.has(2)
                        ? (float) call.constant(2).array().data()[0]
                        : call.attributes.real("value", 0);
        call.output(call.node("", new Pad(mode(call), first, last, value), List.of(x), x.axes()));
    }

    private static Pad.Mode mode(Call call) throws IOException {
        return switch (call.attributes.text("mode", "constant")) {
            case "constant" -> Pad.Mode.CONSTANT;
            case "edge" -> Pad.Mode.EDGE;
            case "reflect" -> Pad.Mode.REFLECT;
            case "wrap" -> Pad.Mode.WRAP;
            case String other -> throw call.unsupported("the padding '" + other + "'");
        };
    }

    private static void concat(Call call) throws IOException {
        Activation like = like(call);
        int axis = NdArray.axis(call.attributes.whole("axis", 1), like.dims().length);
        Activation first = Layouts.with(call, like, axis);
        var order = new ArrayList<Integer>();
        for (int stored = 0; stored < first.shape().rank(); stored++) {
            int at = first.axes().indexOf(stored);
            if (at < 0) {
                first = Layouts.rowMajor(call, like);
                order.clear();
                order.addAll(Layouts.sampleAxes(like));
                break;
            }
            order.add(at);
        }
        var inputs = new ArrayList<Activation>();
        for (int i = 0; i < call.inputs(); i++) {
            inputs.add(part(call, i, order, first));
        }
        int stored = Layouts.storedAxis(call, first, axis);
        boolean channels =
                (first.shape().isMap() || first.shape().isVector())
                        && stored == first.shape().rank() - 1
                        && inputs.size() > 1;
        Layer layer = channels ? new Concat() : new Join(stored);
        call.output(call.node("", layer, inputs, first.axes()));
    }

    /** The first input that is no constant: the others are laid out as it is. */
    private static Activation like(Call call) throws IOException {
        for (int i = 0; i < call.inputs(); i++) {
            if (!(call.operand(i) instanceof Constant)) {
                return call.raw(i);
            }
        }
        throw call.unsupported("only constants");
    }

    private static Activation part(Call call, int i, List<Integer> order, Activation like)
            throws IOException {
        if (!(call.operand(i) instanceof Constant constant)) {
            Activation x = call.raw(i);
            if (x.dims().length != like.dims().length) {
                throw call.unsupported("inputs of unlike rank");
            }
            return Layouts.stored(call, x, order);
        }
        if (order.size() != constant.dims().length) {
            throw call.unsupported("a constant joined to every sample");
        }
        NdArray turned =
                Folding.transposed(
                        constant.array(), order.stream().mapToLong(axis -> axis).toArray());
        return call.constant(constant.name(), turned.dims(), turned.floats());
    }

    private static void expand(Call call) throws IOException {
        Activation input = call.raw(0);
        int[] to = NdArray.broadcast(input.dims(), call.constant(1).array().ints());
        Activation x = Layouts.extended(input, to.length);
        int[] dims = x.dims();
        for (int axis = 0; axis < to.length; axis++) {
            if (to[axis] != dims[axis]) {
                x = Layouts.with(call, x, axis);
            }
        }
        List<Integer> extents = extents(x);
        boolean same = true;
        for (int axis = 0; axis < to.length; axis++) {
            if (x.axes().get(axis) >= 0) {
                extents.set(x.axes().get(axis), to[axis]);
            }
            same &= to[axis] == dims[axis];
        }
        call.output(same ? x : call.node("", new Expand(extents), List.of(x), x.axes()));
    }

    private static void gather(Call call) throws IOException {
        Activation input = call.raw(0);
        NdArray indices = call.constant(1).array();
        int[] dims = input.dims();
        int axis = NdArray.axis(call.attributes.whole("axis", 0), dims.length);
        int extent = dims[axis];
        List<Integer> chosen =
                Arrays.stream(indices.data())
                        .mapToObj(index -> NdArray.axis((long) index, extent))
                        .toList();
        Activation x = Layouts.with(call, input, axis);
        int rank = indices.dims().length;
        if (rank > 1) {
            x = Layouts.rowMajor(call, x);
        }
        int stored = Layouts.storedAxis(call, x, axis);
        Activation y = call.node("", new Gather(stored, chosen), List.of(x), x.axes());
        var axes = new ArrayList<>(y.axes());
        if (rank == 0) {
            axes.remove(/* index */ axis);
            call.output(y.withAxes(axes));
        } else if (rank == 1) {
            call.output(y);
        } else {
            call.output(unfolded(call, y, axis, indices.dims()));
        }
    }

    /** An axis of row-major numbers that becomes several. */
    private static Activation unfolded(Call call, Activation y, int axis, int[] into) {
        int stored = y.axes().get(axis);
        List<Integer> extents = extents(y);
        extents.remove(/* index */ stored);
        var axes = new ArrayList<>(y.axes());
        axes.remove(/* index */ axis);
        axes.replaceAll(each -> each > stored ? each + into.length - 1 : each);
        for (int i = 0; i < into.length; i++) {
            extents.add(stored + i, into[i]);
            axes.add(axis + i, stored + i);
        }
        return Layouts.reshaped(call, y, extents, axes);
    }
}
