package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Grouped;
import dev.fovea.nn.ChannelShuffle;
import dev.fovea.nn.ChannelSlice;
import dev.fovea.nn.Concat;
import dev.fovea.nn.Flatten;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;

/** Operators that move numbers and leave them as they are. */
final class ShapeOperators {
    private ShapeOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Identity", call -> call.output(call.activation(0)));
        all.put("Cast", ShapeOperators::cast);
        all.put("Flatten", ShapeOperators::flatten);
        all.put("Reshape", ShapeOperators::reshape);
        all.put("Transpose", ShapeOperators::transpose);
        all.put("Squeeze", ShapeOperators::squeeze);
        all.put("Concat", ShapeOperators::concat);
        all.put("Pad", ShapeOperators::pad);
        all.put("Slice", ShapeOperators::slice);
        all.put("Split", ShapeOperators::split);
    }

    private static void cast(Call call) throws IOException {
        OnnxType to = OnnxType.of(call.attributes.whole("to", 1));
        if (to == null || !to.isFloatingPoint()) {
            throw call.unsupported("a cast to " + (to == null ? "an unknown type" : to));
        }
        call.output(call.activation(0));
    }

    private static void flatten(Call call) throws IOException {
        Activation x = call.activation(0);
        if (NdArray.axis(call.attributes.whole("axis", 1), x.dims().length) != 1) {
            throw call.unsupported("flattening that begins at another axis than 1");
        }
        call.output(call.layer(new Flatten(), x));
    }

    private static void reshape(Call call) throws IOException {
        Operand from = call.operand(0);
        int[] to =
                Dims.reshaped(
                        from.dims(),
                        call.wholes("shape", 1),
                        call.attributes.whole("allowzero", 0) != 0);
        if (from instanceof Grouped grouped) {
            join(call, grouped, to);
            return;
        }
        Activation x = call.activation(0);
        if (splitsChannels(call, x, to)) {
            call.output(new Grouped(x, to[1], false));
        } else {
            to(call, x, to);
        }
    }

    private static boolean splitsChannels(Call call, Activation x, int[] to) {
        return to.length == 5
                && x.isMap()
                && to[0] == call.graph.batch()
                && to[1] * to[2] == x.shape().channels()
                && to[3] == x.shape().height()
                && to[4] == x.shape().width();
    }

    /** Back to a map: ShuffleNet's shuffle where the axes were swapped in between. */
    private static void join(Call call, Grouped grouped, int[] to) throws IOException {
        if (!Arrays.equals(to, grouped.map().dims())) {
            throw call.unsupported("a shape " + OnnxTensor.text(to) + " of groups of channels");
        }
        call.output(
                grouped.swapped()
                        ? call.layer(new ChannelShuffle(grouped.groups()), grouped.map())
                        : grouped.map());
    }

    private static void transpose(Call call) throws IOException {
        Operand from = call.operand(0);
        int[] perm = Dims.permutation(call.attributes.wholes("perm"), from.dims().length);
        boolean still = true;
        for (int i = 0; i < perm.length; i++) {
            still &= perm[i] == i;
        }
        if (still) {
            call.output(from);
        } else if (from instanceof Grouped(Activation map, int groups, boolean swapped)
                && Arrays.equals(perm, new int[] {0, 2, 1, 3, 4})) {
            call.output(new Grouped(map, groups, !swapped));
        } else {
            throw call.unsupported("axes in the order " + Arrays.toString(perm));
        }
    }

    private static void squeeze(Call call) throws IOException {
        Activation x = call.activation(0);
        long[] axes = call.wholes("axes", 1);
        int[] dims = x.dims();
        if (axes.length == 0) {
            // The batch stays, also where it is 1.
            int[] rest = Dims.squeezed(Arrays.copyOfRange(dims, 1, dims.length));
            int[] to = new int[rest.length + 1];
            to[0] = dims[0];
            System.arraycopy(rest, 0, to, 1, rest.length);
            to(call, x, to);
        } else {
            to(call, x, Dims.squeezed(dims, axes));
        }
    }

    private static void to(Call call, Activation x, int[] dims) throws IOException {
        if (Arrays.equals(dims, x.dims())) {
            call.output(x);
        } else if (dims.length == 2 && dims[0] == call.graph.batch()) {
            call.output(call.layer(new Flatten(), x));
        } else {
            throw call.unsupported(
                    "a shape " + OnnxTensor.text(dims) + " of " + OnnxTensor.text(x.dims()));
        }
    }

    private static void slice(Call call) throws IOException {
        Activation x = call.activation(0);
        for (int i = 1; i < call.inputs(); i++) {
            if (call.has(i)) {
                call.constant(i);
            }
        }
        int[] dims = x.dims();
        Slices slices = Slices.of(call.attributes, call.arrays(), dims);
        for (int axis = 0; axis < dims.length; axis++) {
            if (axis != 1 && (slices.sizes()[axis] != dims[axis] || slices.steps()[axis] != 1)) {
                throw call.unsupported("a slice along axis " + axis);
            }
        }
        if (slices.steps()[1] != 1) {
            throw call.unsupported("steps of " + slices.steps()[1]);
        }
        boolean whole = slices.sizes()[1] == dims[1];
        call.output(
                whole ? x : call.layer(new ChannelSlice(slices.starts()[1], slices.sizes()[1]), x));
    }

    private static void split(Call call) throws IOException {
        Activation x = call.activation(0);
        if (NdArray.axis(call.attributes.whole("axis", 0), x.dims().length) != 1) {
            throw call.unsupported("a split along another axis than the channels");
        }
        long[] sizes = call.wholes("split", 1);
        int parts = call.node.outputs().size();
        int even = Math.ceilDiv(x.dims()[1], parts);
        int first = 0;
        for (int i = 0; i < parts; i++) {
            long size = sizes.length == 0 ? Math.min(even, x.dims()[1] - first) : sizes[i];
            var layer = new ChannelSlice(first, Math.toIntExact(size));
            String name = call.node.outputs().get(i);
            if (!name.isEmpty()) {
                call.graph.set(name, call.helper("part" + i, layer, x));
            }
            first = Math.addExact(first, layer.channels());
        }
    }

    private static void pad(Call call) throws IOException {
        for (long side : call.wholes("pads", 1)) {
            if (side != 0) {
                throw call.unsupported("padding that stands alone");
            }
        }
        call.output(call.activation(0));
    }

    private static void concat(Call call) throws IOException {
        var inputs = new ArrayList<Activation>();
        for (int i = 0; i < call.inputs(); i++) {
            inputs.add(call.activation(i));
        }
        int rank = inputs.getFirst().dims().length;
        if (NdArray.axis(call.attributes.whole("axis", 1), rank) != 1) {
            throw call.unsupported("joining along another axis than the channels");
        }
        call.output(call.layer(new Concat(), inputs));
    }
}
