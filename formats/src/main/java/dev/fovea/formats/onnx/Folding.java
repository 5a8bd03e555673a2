package dev.fovea.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Works out nodes whose inputs are all known at import: the shape arithmetic that exporters leave
 * in graphs.
 */
final class Folding {
    private Folding() {}

    /**
     * The outputs of a node over constants, or null if this operator is not folded.
     *
     * @param x its inputs; null for one that is left out
     * @throws IllegalArgumentException if they do not fit
     */
    static @Nullable List<NdArray> fold(OnnxNode node, Attributes a, List<@Nullable NdArray> x) {
        DoubleUnaryOperator unary = unary(node.operator());
        if (unary != null) {
            NdArray in = input(x, 0);
            double[] out = Arrays.stream(in.data()).map(unary).toArray();
            return List.of(new NdArray(in.dims(), out, in.whole()));
        }
        DoubleBinaryOperator binary = binary(node.operator(), input(x, 0).whole());
        if (binary != null) {
            NdArray out = input(x, 0);
            for (int i = 1; i < x.size(); i++) {
                out = combined(out, input(x, i), binary);
            }
            return List.of(out);
        }
        return switch (node.operator()) {
            case "Identity" -> List.of(input(x, 0));
            case "Cast" -> List.of(cast(input(x, 0), a.whole("to", 1)));
            case "Where" -> List.of(where(input(x, 0), input(x, 1), input(x, 2)));
            case "Concat" -> List.of(concat(a.whole("axis", 1), inputs(x)));
            case "Gather" -> List.of(gather(input(x, 0), input(x, 1), a.whole("axis", 0)));
            case "Reshape" -> {
                long[] to = x.size() > 1 ? longs(input(x, 1)) : a.wholes("shape");
                yield List.of(
                        input(x, 0)
                                .reshaped(
                                        Dims.reshaped(
                                                input(x, 0).dims(),
                                                to,
                                                a.whole("allowzero", 0) != 0)));
            }
            case "Squeeze" ->
                    List.of(input(x, 0).reshaped(Dims.squeezed(input(x, 0).dims(), axes(a, x))));
            case "Unsqueeze" ->
                    List.of(input(x, 0).reshaped(Dims.unsqueezed(input(x, 0).dims(), axes(a, x))));
            case "Transpose" -> List.of(transposed(input(x, 0), a.wholes("perm")));
            case "Slice" -> List.of(sliced(input(x, 0), Slices.of(a, x, input(x, 0).dims())));
            case "ConstantOfShape" -> {
                NdArray value = a.numbers("value");
                NdArray out = NdArray.zeros(input(x, 0).ints(), value != null && value.whole());
                Arrays.fill(out.data(), value == null ? 0 : value.data()[0]);
                yield List.of(out);
            }
            case "Expand" ->
                    List.of(
                            input(x, 0)
                                    .expanded(
                                            NdArray.broadcast(
                                                    input(x, 0).dims(), input(x, 1).ints())));
            case "Range" -> List.of(range(input(x, 0), input(x, 1), input(x, 2)));
            case "ReduceProd" -> List.of(reduced(input(x, 0), a, x, 1, (p, q) -> p * q));
            case "ReduceSum" -> List.of(reduced(input(x, 0), a, x, 0, Double::sum));
            case "ReduceMax" ->
                    List.of(reduced(input(x, 0), a, x, Double.NEGATIVE_INFINITY, Math::max));
            default -> null;
        };
    }

    private static NdArray input(List<@Nullable NdArray> x, int i) {
        NdArray found = i < x.size() ? x.get(i) : null;
        if (found == null) {
            throw new IllegalArgumentException("input " + i + " is missing");
        }
        return found;
    }

    private static List<NdArray> inputs(List<@Nullable NdArray> x) {
        var all = new ArrayList<NdArray>();
        for (int i = 0; i < x.size(); i++) {
            all.add(input(x, i));
        }
        return all;
    }

    private static long[] longs(NdArray array) {
        return Arrays.stream(array.data()).mapToLong(d -> (long) d).toArray();
    }

    private static long[] axes(Attributes a, List<@Nullable NdArray> x) {
        NdArray given = x.size() > 1 ? x.get(1) : null;
        return given == null ? a.wholes("axes") : longs(given);
    }

    private static @Nullable DoubleUnaryOperator unary(String operator) {
        return switch (operator) {
            case "Neg" -> x -> -x;
            case "Abs" -> Math::abs;
            case "Floor" -> Math::floor;
            case "Ceil" -> Math::ceil;
            case "Sqrt" -> Math::sqrt;
            case "Exp" -> Math::exp;
            case "Log" -> Math::log;
            case "Reciprocal" -> x -> 1 / x;
            case "Not" -> x -> x == 0 ? 1 : 0;
            default -> null;
        };
    }

    private static @Nullable DoubleBinaryOperator binary(String operator, boolean whole) {
        return switch (operator) {
            case "Add", "Sum" -> Double::sum;
            case "Sub" -> (x, y) -> x - y;
            case "Mul" -> (x, y) -> x * y;
            case "Div" -> whole ? Folding::divided : (x, y) -> x / y;
            case "Mod" -> (x, y) -> x - y * Math.floor(x / y);
            case "Pow" -> Math::pow;
            case "Min" -> Math::min;
            case "Max" -> Math::max;
            case "Equal" -> (x, y) -> x == y ? 1 : 0;
            case "Less" -> (x, y) -> x < y ? 1 : 0;
            case "Greater" -> (x, y) -> x > y ? 1 : 0;
            case "And" -> (x, y) -> x != 0 && y != 0 ? 1 : 0;
            case "Or" -> (x, y) -> x != 0 || y != 0 ? 1 : 0;
            default -> null;
        };
    }

    private static double divided(double x, double y) {
        if (y == 0) {
            throw new IllegalArgumentException("a whole number is divided by zero");
        }
        return (double) (long) (x / y);
    }

    private static NdArray combined(NdArray a, NdArray b, DoubleBinaryOperator f) {
        int[] dims = NdArray.broadcast(a.dims(), b.dims());
        NdArray left = a.expanded(dims);
        NdArray right = b.expanded(dims);
        NdArray out = NdArray.zeros(dims, a.whole());
        for (int i = 0; i < out.size(); i++) {
            out.data()[i] = f.applyAsDouble(left.data()[i], right.data()[i]);
        }
        return out;
    }

    private static NdArray cast(NdArray x, long code) {
        OnnxType to = OnnxType.of(code);
        if (to == null) {
            throw new IllegalArgumentException("a cast to the unknown data type " + code);
        }
        if (to.isFloatingPoint()) {
            return x.withWhole(false);
        }
        DoubleUnaryOperator f =
                to == OnnxType.BOOL
                        ? d -> d == 0 ? 0 : 1
                        : d -> d < 0 ? Math.ceil(d) : Math.floor(d);
        return new NdArray(x.dims(), Arrays.stream(x.data()).map(f).toArray(), true);
    }

    private static NdArray where(NdArray condition, NdArray x, NdArray y) {
        int[] dims = NdArray.broadcast(condition.dims(), NdArray.broadcast(x.dims(), y.dims()));
        NdArray c = condition.expanded(dims);
        NdArray left = x.expanded(dims);
        NdArray right = y.expanded(dims);
        NdArray out = NdArray.zeros(dims, x.whole());
        for (int i = 0; i < out.size(); i++) {
            out.data()[i] = c.data()[i] != 0 ? left.data()[i] : right.data()[i];
        }
        return out;
    }

    private static NdArray concat(long attribute, List<NdArray> all) {
        int[] first = all.getFirst().dims();
        int axis = NdArray.axis(attribute, first.length);
        int outer = NdArray.size(Arrays.copyOf(first, axis));
        int[] dims = first.clone();
        dims[axis] = 0;
        for (NdArray each : all) {
            int[] same = each.dims().clone();
            if (same.length != first.length) {
                throw new IllegalArgumentException("constants of unlike rank cannot be joined");
            }
            dims[axis] = Math.addExact(dims[axis], same[axis]);
            same[axis] = first[axis];
            if (!Arrays.equals(same, first)) {
                throw new IllegalArgumentException("constants of unlike shape cannot be joined");
            }
        }
        NdArray out = NdArray.zeros(dims, all.getFirst().whole());
        int at = 0;
        for (int o = 0; o < outer; o++) {
            for (NdArray each : all) {
                int block = each.size() / Math.max(1, outer);
                System.arraycopy(each.data(), o * block, out.data(), at, block);
                at += block;
            }
        }
        return out;
    }

    private static NdArray gather(NdArray x, NdArray indices, long attribute) {
        int axis = NdArray.axis(attribute, x.dims().length);
        int extent = x.dims()[axis];
        int outer = NdArray.size(Arrays.copyOf(x.dims(), axis));
        int inner = NdArray.size(Arrays.copyOfRange(x.dims(), axis + 1, x.dims().length));
        int[] dims = new int[x.dims().length - 1 + indices.dims().length];
        System.arraycopy(x.dims(), 0, dims, 0, axis);
        System.arraycopy(indices.dims(), 0, dims, axis, indices.dims().length);
        System.arraycopy(
                x.dims(), axis + 1, dims, axis + indices.dims().length, x.dims().length - axis - 1);
        NdArray out = NdArray.zeros(dims, x.whole());
        int at = 0;
        for (int o = 0; o < outer; o++) {
            for (double index : indices.data()) {
                int i = NdArray.axis((long) index, extent);
                System.arraycopy(x.data(), (o * extent + i) * inner, out.data(), at, inner);
                at += inner;
            }
        }
        return out;
    }

    static NdArray transposed(NdArray x, long[] given) {
        int[] perm = Dims.permutation(given, x.dims().length);
        int[] dims = new int[perm.length];
        int[] strides = new int[perm.length];
        int[] own = NdArray.strides(x.dims());
        for (int i = 0; i < perm.length; i++) {
            dims[i] = x.dims()[perm[i]];
            strides[i] = own[perm[i]];
        }
        return picked(x, dims, strides, 0);
    }

    private static NdArray sliced(NdArray x, Slices slices) {
        int[] strides = NdArray.strides(x.dims());
        int start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += slices.starts()[axis] * strides[axis];
            strides[axis] *= slices.steps()[axis];
        }
        return picked(x, slices.sizes(), strides, start);
    }

    private static NdArray picked(NdArray x, int[] dims, int[] strides, int start) {
        NdArray out = NdArray.zeros(dims, x.whole());
        int[] index = new int[dims.length];
        for (int i = 0; i < out.size(); i++) {
            int from = start;
            for (int axis = 0; axis < dims.length; axis++) {
                from += index[axis] * strides[axis];
            }
            out.data()[i] = x.data()[from];
            NdArray.next(index, dims);
        }
        return out;
    }

    private static NdArray range(NdArray start, NdArray limit, NdArray delta) {
        double first = start.data()[0];
        double step = delta.data()[0];
        double count = Math.max(0, Math.ceil((limit.data()[0] - first) / step));
        if (!(count <= NdArray.MOST_NUMBERS)) {
            throw new IllegalArgumentException("a range of " + count + " numbers");
        }
        double[] out = new double[(int) count];
        Arrays.setAll(out, i -> first + i * step);
        return new NdArray(new int[] {out.length}, out, start.whole());
    }

    private static NdArray reduced(
            NdArray x,
            Attributes a,
            List<@Nullable NdArray> inputs,
            double start,
            DoubleBinaryOperator f) {
        boolean[] gone = Dims.reduced(axes(a, inputs), x.dims().length, a, inputs.size());
        int[] kept = x.dims().clone();
        for (int axis = 0; axis < kept.length; axis++) {
            kept[axis] = gone[axis] ? 1 : kept[axis];
        }
        NdArray out = NdArray.zeros(kept, x.whole());
        Arrays.fill(out.data(), start);
        int[] strides = NdArray.strides(kept);
        int[] index = new int[kept.length];
        for (int i = 0; i < x.size(); i++) {
            int to = 0;
            for (int axis = 0; axis < kept.length; axis++) {
                to += gone[axis] ? 0 : index[axis] * strides[axis];
            }
            out.data()[to] = f.applyAsDouble(out.data()[to], x.data()[i]);
            NdArray.next(index, x.dims());
        }
        return a.whole("keepdims", 1) != 0 ? out : out.reshaped(Dims.without(kept, gone));
    }
}
