package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.formats.onnx.Operand.Grouped;
import dev.fovea.nn.Add;
import dev.fovea.nn.Elementwise;
import dev.fovea.nn.Elementwise.Operation;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Multiply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Functions of two tensors under numpy's rule: axes are aligned from behind, 1 stands for all. */
final class Broadcasting {
    private final Call call;
    private final int[] dims;
    private final Activation reference;

    private Broadcasting(Call call, int[] dims, Activation reference) {
        this.call = call;
        this.dims = dims;
        this.reference = reference;
    }

    /** {@code x operation y}, one of which is no constant. */
    static Activation of(Call call, String suffix, Operation operation, Operand x, Operand y)
            throws IOException {
        Operand left = x instanceof Grouped grouped ? Layouts.apart(call, grouped) : x;
        Operand right = y instanceof Grouped grouped ? Layouts.apart(call, grouped) : y;
        int[] dims = NdArray.broadcast(left.dims(), right.dims());
        Activation chosen = reference(left, right, dims);
        var aligned = new Broadcasting(call, dims, laidOut(call, chosen, dims));
        Activation a = left.equals(chosen) ? aligned.reference : aligned.aligned(left);
        Activation b = right.equals(chosen) ? aligned.reference : aligned.aligned(right);
        return aligned.layer(suffix, operation, a, b);
    }

    /** Whose layout the result takes: the larger one's, or whose batch counts. */
    private static Activation reference(Operand left, Operand right, int[] dims) {
        if (left instanceof Activation a && right instanceof Activation b) {
            boolean batchOnlyRight =
                    b.axes().contains(Activation.BATCH) && !a.axes().contains(Activation.BATCH);
            boolean larger = Arrays.equals(b.dims(), dims) && !Arrays.equals(a.dims(), dims);
            return batchOnlyRight || larger ? b : a;
        }
        return left instanceof Activation a ? a : (Activation) right;
    }

    private static Activation laidOut(Call call, Activation x, int[] dims) {
        Activation y = Layouts.extended(x, dims.length);
        long named = y.axes().stream().filter(axis -> axis >= 0).count();
        boolean all = named == y.shape().rank();
        for (int axis = 0; axis < dims.length; axis++) {
            all &= y.axes().get(axis) != Activation.ONE || dims[axis] == 1;
        }
        return all ? y : Layouts.rowMajor(call, y);
    }

    /** The axes of ONNX in the order in which the reference stores them. */
    private List<Integer> order() {
        var order = new ArrayList<Integer>();
        for (int stored = 0; stored < reference.shape().rank(); stored++) {
            int axis = reference.axes().indexOf(stored);
            if (axis >= 0) {
                order.add(axis);
            }
        }
        return order;
    }

    private Activation aligned(Operand other) throws IOException {
        int batchAxis = reference.axes().indexOf(Activation.BATCH);
        if (other instanceof Activation activation) {
            Activation x = Layouts.extended(activation, dims.length);
            int own = x.axes().indexOf(Activation.BATCH);
            if (own >= 0 && own != batchAxis) {
                throw call.unsupported("batches on different axes");
            }
            return Layouts.stored(call, x, order());
        }
        Constant constant = (Constant) other;
        int[] own = new int[dims.length];
        Arrays.fill(own, 1);
        int shift = dims.length - constant.dims().length;
        System.arraycopy(constant.dims(), 0, own, shift, constant.dims().length);
        if (batchAxis >= 0 && own[batchAxis] != 1) {
            throw call.unsupported("other constants for every sample");
        }
        List<Integer> order = order();
        var permutation = new ArrayList<Integer>(order);
        for (int axis = 0; axis < own.length; axis++) {
            if (!order.contains(axis)) {
                permutation.add(axis);
            }
        }
        NdArray turned =
                Folding.transposed(
                        constant.array().reshaped(own),
                        permutation.stream().mapToLong(axis -> axis).toArray());
        int[] extents = order.stream().mapToInt(axis -> own[axis]).toArray();
        return call.constant(constant.name(), extents, turned.floats());
    }

    private Activation layer(String suffix, Operation operation, Activation a, Activation b) {
        boolean layers = a.shape().isMap() || a.shape().isVector();
        boolean equal = a.shape().equals(b.shape());
        if (layers && equal && operation == Operation.ADD) {
            return call.node(suffix, new Add(), List.of(a, b), reference.axes());
        }
        if (layers && operation == Operation.MULTIPLY) {
            Layer multiply = new Multiply();
            if (equal || gates(a, b)) {
                return call.node(suffix, multiply, List.of(a, b), reference.axes());
            }
            if (gates(b, a)) {
                return call.node(suffix, multiply, List.of(b, a), reference.axes());
            }
        }
        return call.node(suffix, new Elementwise(operation), List.of(a, b), reference.axes());
    }

    private static boolean gates(Activation map, Activation gate) {
        return map.shape().isMap()
                && gate.shape().isMap()
                && gate.shape().height() * gate.shape().width() == 1
                && gate.shape().channels() == map.shape().channels();
    }
}
