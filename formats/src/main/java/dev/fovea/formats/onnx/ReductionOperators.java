package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.nn.GlobalAvgPool;
import dev.fovea.nn.Layer;
import dev.fovea.nn.LogSoftmax;
import dev.fovea.nn.Reduce;
import dev.fovea.nn.Softmax;
import dev.fovea.nn.TopK;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Many numbers become few, or are weighed against each other along an axis. */
final class ReductionOperators {
    private ReductionOperators() {}

    static void register(Map<String, Operators.Operator> all) {
        all.put("ReduceMean", call -> reduce(call, Reduce.Kind.MEAN));
        all.put("ReduceSum", call -> reduce(call, Reduce.Kind.SUM));
        all.put("ReduceMax", call -> reduce(call, Reduce.Kind.MAX));
        all.put("ReduceMin", call -> reduce(call, Reduce.Kind.MIN));
        all.put("ArgMax", ReductionOperators::argMax);
        all.put("TopK", ReductionOperators::topK);
        all.put("Softmax", call -> softmax(call, new Softmax()));
        all.put("LogSoftmax", call -> softmax(call, new LogSoftmax()));
    }

    private static void reduce(Call call, Reduce.Kind kind) throws IOException {
        Activation x = call.raw(0);
        boolean[] gone =
                Dims.reduced(
                        call.wholes("axes", 1), x.dims().length, call.attributes, call.inputs());
        call.output(reduced(call, kind, x, gone));
    }

    private static Activation reduced(Call call, Reduce.Kind kind, Activation x, boolean[] gone)
            throws IOException {
        var stored = new ArrayList<Integer>();
        var axes = new ArrayList<Integer>();
        boolean keeps = call.attributes.whole("keepdims", 1) != 0;
        for (int axis = 0; axis < gone.length; axis++) {
            if (!gone[axis]) {
                axes.add(x.axes().get(axis));
                continue;
            }
            int at = Layouts.storedAxis(call, x, axis);
            if (at >= 0) {
                stored.add(at);
            }
            if (keeps) {
                axes.add(at);
            }
        }
        if (stored.isEmpty()) {
            return x.withAxes(axes);
        }
        boolean pixels =
                kind == Reduce.Kind.MEAN
                        && x.shape().isMap()
                        && stored.size() == 2
                        && stored.contains(0)
                        && stored.contains(1);
        Layer layer = pixels ? new GlobalAvgPool() : new Reduce(kind, stored);
        return call.node("", layer, List.of(x), axes);
    }

    private static void argMax(Call call) throws IOException {
        Activation x = call.raw(0);
        boolean[] gone = new boolean[x.dims().length];
        int axis = NdArray.axis(call.attributes.whole("axis", 0), gone.length);
        gone[axis] = true;
        boolean last = call.attributes.whole("select_last_index", 0) != 0;
        Reduce.Kind kind = last ? Reduce.Kind.LAST_ARG_MAX : Reduce.Kind.ARG_MAX;
        call.output(reduced(call, kind, Layouts.with(call, x, axis), gone));
    }

    private static void topK(Call call) throws IOException {
        Activation input = call.raw(0);
        int axis = NdArray.axis(call.attributes.whole("axis", -1), input.dims().length);
        Activation x = Layouts.with(call, input, axis);
        long k = call.has(1) ? call.wholes("k", 1)[0] : call.attributes.whole("k", 1);
        boolean largest = call.attributes.whole("largest", 1) != 0;
        int stored = Layouts.storedAxis(call, x, axis);
        for (int i = 0; i < call.node.outputs().size(); i++) {
            String name = call.node.outputs().get(i);
            if (!name.isEmpty()) {
                var layer = new TopK(Math.toIntExact(k), stored, largest, i == 1);
                call.graph.set(
                        name, call.node(i == 0 ? "" : "indices", layer, List.of(x), x.axes()));
            }
        }
    }

    private static void softmax(Call call, Layer layer) throws IOException {
        Activation x = call.raw(0);
        int[] dims = x.dims();
        boolean flattens = call.opset() < 13;
        int axis = NdArray.axis(call.attributes.whole("axis", flattens ? 1 : -1), dims.length);
        var over = new ArrayList<Integer>(List.of(axis));
        for (int i = axis + 1; flattens && i < dims.length; i++) {
            over.add(i);
        }
        over.removeIf(i -> dims[i] == 1 && i != axis);
        if (over.size() > 1 && dims[axis] == 1) {
            over.removeFirst();
        }
        for (int each : over) {
            Layouts.storedAxis(call, x, each);
        }
        boolean layers = x.shape().isMap() || x.shape().isVector();
        if (layers && over.size() == 1 && x.axes().get(over.getFirst()) == x.shape().rank() - 1) {
            call.output(call.node("", layer, List.of(x), x.axes()));
            return;
        }
        var order = new ArrayList<>(Layouts.sampleAxes(x));
        order.removeAll(over);
        order.addAll(over);
        Activation y = Layouts.stored(call, x, order);
        int classes = over.stream().mapToInt(each -> dims[each]).reduce(1, (p, q) -> p * q);
        List<Integer> extents = extents(y);
        Activation rows =
                Layouts.reshaped(
                        call, y, List.of(y.shape().size() / classes, 1, classes), List.of());
        Activation done = call.node("", layer, List.of(rows), List.of());
        call.output(Layouts.reshaped(call, done, extents, y.axes()));
    }

    private static List<Integer> extents(Activation x) {
        var extents = new ArrayList<Integer>();
        for (int extent : x.shape().toArray()) {
            extents.add(extent);
        }
        return extents;
    }
}
