package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Grouped;
import dev.fovea.nn.ChannelShuffle;
import dev.fovea.nn.Flatten;
import dev.fovea.nn.Pointwise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators that leave all numbers as they are and change how their axes are seen. */
final class ShapeOperators {
    private ShapeOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("Identity", call -> call.output(call.operand(0)));
        all.put("Cast", ShapeOperators::cast);
        all.put("Flatten", ShapeOperators::flatten);
        all.put("Reshape", ShapeOperators::reshape);
        all.put("Transpose", ShapeOperators::transpose);
        all.put("Squeeze", ShapeOperators::squeeze);
        all.put("Unsqueeze", ShapeOperators::unsqueeze);
    }

    private static void cast(Call call) throws IOException {
        OnnxType to = OnnxType.of(call.attributes.whole("to", 1));
        if (to == null) {
            throw call.unsupported("a cast to an unknown type");
        }
        Activation x = call.raw(0);
        if (to.isFloatingPoint()) {
            call.output(x);
            return;
        }
        var function = to == OnnxType.BOOL ? Pointwise.Function.TRUTH : Pointwise.Function.TRUNCATE;
        call.output(call.pointwise("", Pointwise.of(function), x));
    }

    private static void flatten(Call call) throws IOException {
        Activation x = call.raw(0);
        int[] dims = x.dims();
        // Unlike elsewhere, an axis behind the last one is allowed.
        long given = call.attributes.whole("axis", 1);
        long axis = given < 0 ? given + dims.length : given;
        if (axis < 0 || axis > dims.length) {
            throw call.unsupported("the axis " + given);
        }
        if (axis == 1 && x.isUsual()) {
            call.output(call.layer(new Flatten(), x));
            return;
        }
        int before = 1;
        int behind = 1;
        for (int i = 0; i < dims.length; i++) {
            before *= i < axis ? dims[i] : 1;
            behind *= i < axis ? 1 : dims[i];
        }
        to(call, x, new int[] {before, behind});
    }

    private static void reshape(Call call) throws IOException {
        Operand from = call.operand(0);
        int[] to =
                Dims.reshaped(
                        from.dims(),
                        call.wholes("shape", 1),
                        call.attributes.whole("allowzero", 0) != 0);
        if (from instanceof Grouped grouped && Arrays.equals(to, grouped.map().dims())) {
            // Back to a map: ShuffleNet's shuffle where the axes were swapped in between.
            call.output(
                    grouped.swapped()
                            ? call.layer(new ChannelShuffle(grouped.groups()), grouped.map())
                            : grouped.map());
            return;
        }
        Activation x = call.raw(0);
        if (splitsChannels(x, to)) {
            call.output(new Grouped(x, to[1], false));
        } else {
            to(call, x, to);
        }
    }

    private static boolean splitsChannels(Activation x, int[] to) {
        return to.length == 5
                && x.isMap()
                && to[0] == x.dims()[0]
                && to[1] * to[2] == x.shape().channels()
                && to[3] == x.shape().height()
                && to[4] == x.shape().width();
    }

    private static void transpose(Call call) throws IOException {
        Operand from = call.operand(0);
        int[] perm = Dims.permutation(call.attributes.wholes("perm"), from.dims().length);
        if (from instanceof Grouped(Activation map, int groups, boolean swapped)
                && Arrays.equals(perm, new int[] {0, 2, 1, 3, 4})) {
            call.output(new Grouped(map, groups, !swapped));
            return;
        }
        Activation x = call.raw(0);
        call.output(x.withAxes(Arrays.stream(perm).mapToObj(axis -> x.axes().get(axis)).toList()));
    }

    private static void squeeze(Call call) throws IOException {
        Activation x = call.raw(0);
        int[] dims = x.dims();
        long[] given = call.wholes("axes", 1);
        boolean[] gone = new boolean[dims.length];
        if (given.length == 0) {
            for (int axis = 0; axis < gone.length; axis++) {
                gone[axis] = dims[axis] == 1;
            }
        } else {
            Dims.squeezed(dims, given);
            for (long axis : given) {
                gone[NdArray.axis(axis, dims.length)] = true;
            }
        }
        var axes = new ArrayList<Integer>();
        for (int axis = 0; axis < gone.length; axis++) {
            if (!gone[axis]) {
                axes.add(x.axes().get(axis));
            }
        }
        call.output(x.withAxes(axes));
    }

    private static void unsqueeze(Call call) throws IOException {
        Activation x = call.raw(0);
        long[] given = call.wholes("axes", 1);
        int rank = Dims.unsqueezed(x.dims(), given).length;
        boolean[] added = new boolean[rank];
        for (long axis : given) {
            added[NdArray.axis(axis, rank)] = true;
        }
        var axes = new ArrayList<Integer>();
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            axes.add(added[axis] ? Activation.ONE : x.axes().get(next++));
        }
        call.output(x.withAxes(axes));
    }

    private static void to(Call call, Activation x, int[] to) throws IOException {
        List<Integer> axes = sameButForOnes(x, to);
        if (x.isUsual() && to.length == 2 && to[0] == x.dims()[0] && x.isMap()) {
            call.output(call.layer(new Flatten(), x));
        } else if (axes != null) {
            call.output(x.withAxes(axes));
        } else {
            call.output(moved(call, x, to));
        }
    }

    /** The axes that see these extents, where only some of extent 1 come or go; else null. */
    private static @Nullable List<Integer> sameButForOnes(Activation x, int[] to) {
        int[] dims = x.dims();
        var axes = new ArrayList<Integer>();
        int next = 0;
        for (int extent : to) {
            if (extent == 1) {
                axes.add(Activation.ONE);
                continue;
            }
            while (next < dims.length && dims[next] == 1) {
                next++;
            }
            if (next == dims.length || dims[next] != extent) {
                return null;
            }
            axes.add(x.axes().get(next++));
        }
        return axes;
    }

    private static Activation moved(Call call, Activation x, int[] to) throws IOException {
        int batchAxis = x.axes().indexOf(Activation.BATCH);
        if (batchAxis > 0 || (batchAxis == 0 && (to.length == 0 || to[0] != x.dims()[0]))) {
            throw call.unsupported(
                    "a shape "
                            + OnnxTensor.text(to)
                            + " of "
                            + OnnxTensor.text(x.dims())
                            + ", which mixes samples");
        }
        Activation y = Layouts.rowMajor(call, x);
        var extents = new ArrayList<Integer>();
        var axes = new ArrayList<Integer>();
        for (int axis = 0; axis < to.length; axis++) {
            if (axis == batchAxis) {
                axes.add(Activation.BATCH);
            } else {
                axes.add(extents.size());
                extents.add(to[axis]);
            }
        }
        return Layouts.reshaped(call, y, extents.isEmpty() ? List.of(1) : extents, axes);
    }
}
