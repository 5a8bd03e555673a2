package dev.fovea.plan;

import dev.fovea.kernel.general.ArgMax;
import dev.fovea.kernel.general.Functions;
import dev.fovea.kernel.general.InstanceMoments;
import dev.fovea.kernel.general.Largest;
import dev.fovea.kernel.general.Map1;
import dev.fovea.kernel.general.Map2;
import dev.fovea.kernel.general.Matrices;
import dev.fovea.kernel.general.Reduction;
import dev.fovea.kernel.general.TensorFunction;
import dev.fovea.kernel.general.TransposedConvolution;
import dev.fovea.nn.ConstantTensor;
import dev.fovea.nn.ConvTranspose2d;
import dev.fovea.nn.Elementwise;
import dev.fovea.nn.Expand;
import dev.fovea.nn.Gather;
import dev.fovea.nn.InferenceLayer;
import dev.fovea.nn.InstanceNorm;
import dev.fovea.nn.Join;
import dev.fovea.nn.MatMul;
import dev.fovea.nn.Pad;
import dev.fovea.nn.Permute;
import dev.fovea.nn.Pointwise;
import dev.fovea.nn.Reduce;
import dev.fovea.nn.Reshape;
import dev.fovea.nn.Resize;
import dev.fovea.nn.Slice;
import dev.fovea.nn.TopK;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Prepares the functions of layers that run forward only. */
final class InferenceFunctions {
    private InferenceFunctions() {}

    static TensorFunction of(InferenceLayer layer, List<Shape> inputs, Shape out) {
        Shape in = inputs.getFirst();
        int[] x = in.toArray();
        return switch (layer) {
            case ConstantTensor _ ->
                    (_, _, parameters, y, to) ->
                            System.arraycopy(parameters[0], 0, y, to, out.size());
            case Reshape _ ->
                    (from, offsets, _, y, to) ->
                            System.arraycopy(from[0], offsets[0], y, to, out.size());
            case Permute l -> Picks.permute(x, l);
            case Slice l -> Picks.slice(x, l);
            case Gather l -> Picks.gather(x, l);
            case Pad l -> Picks.pad(x, l);
            case Expand l -> Picks.expand(x, l);
            case Resize l -> Resampling.of(x, l);
            case Reduce l -> reduce(x, l);
            case Pointwise l -> new Map1(in.size(), unary(l));
            case Elementwise l -> new Map2(x, inputs.getLast().toArray(), binary(l.operation()));
            case Join l -> join(l.axis(), inputs, out);
            case MatMul _ -> new Matrices(x, inputs.getLast().toArray());
            case ConvTranspose2d l -> transposed(l, in, out);
            case InstanceNorm l ->
                    new InstanceMoments(in.height() * in.width(), in.channels(), l.epsilon());
            case TopK l -> new Largest(x, l.axis(), l.k(), l.largest(), l.indices());
        };
    }

    private static TensorFunction reduce(int[] extents, Reduce layer) {
        boolean[] gone = new boolean[extents.length];
        layer.axes().forEach(axis -> gone[axis] = true);
        return switch (layer.kind()) {
            case ARG_MAX -> new ArgMax(extents, layer.axes().getFirst(), false);
            case LAST_ARG_MAX -> new ArgMax(extents, layer.axes().getFirst(), true);
            case SUM -> new Reduction(extents, gone, (_, sum, x) -> sum + x, (_, sum) -> sum);
            case MEAN -> new Reduction(extents, gone, (_, sum, x) -> sum + x, (n, sum) -> sum / n);
            case MAX ->
                    new Reduction(
                            extents,
                            gone,
                            (n, most, x) -> n == 0 ? x : Math.max(most, x),
                            (_, most) -> most);
            case MIN ->
                    new Reduction(
                            extents,
                            gone,
                            (n, least, x) -> n == 0 ? x : Math.min(least, x),
                            (_, least) -> least);
        };
    }

    private static DoubleUnaryOperator unary(Pointwise layer) {
        double a = layer.a();
        double b = layer.b();
        return switch (layer.function()) {
            case ABS -> Math::abs;
            case NEGATE -> x -> -x;
            case EXP -> Math::exp;
            case LOG -> Math::log;
            case SQRT -> Math::sqrt;
            case RECIPROCAL -> x -> 1 / x;
            case ERF -> Functions::erf;
            case SOFTPLUS -> Functions::softplus;
            case SOFTSIGN -> x -> x / (1 + Math.abs(x));
            case SELU -> x -> b * (x > 0 ? x : a * Math.expm1(x));
            case CLIP -> x -> Math.min(Math.max(x, a), b);
            case TRUNCATE -> x -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case TRUTH -> x -> x == 0 ? 0 : 1;
        };
    }

    private static DoubleBinaryOperator binary(Elementwise.Operation operation) {
        return switch (operation) {
            case ADD -> Double::sum;
            case SUBTRACT -> (x, y) -> x - y;
            case MULTIPLY -> (x, y) -> x * y;
            case DIVIDE -> (x, y) -> x / y;
            case MAX -> Math::max;
            case MIN -> Math::min;
            case POWER -> Math::pow;
            case PRELU -> (x, slope) -> x < 0 ? x * slope : x;
        };
    }

    private static TensorFunction join(int axis, List<Shape> inputs, Shape out) {
        int rows = 1;
        for (int i = 0; i < axis; i++) {
            rows *= out.extent(i);
        }
        int outer = rows;
        int[] widths = inputs.stream().mapToInt(shape -> shape.size() / outer).toArray();
        return (x, offsets, _, y, to) -> {
            int at = to;
            for (int row = 0; row < outer; row++) {
                for (int i = 0; i < widths.length; i++) {
                    System.arraycopy(x[i], offsets[i] + row * widths[i], y, at, widths[i]);
                    at += widths[i];
                }
            }
        };
    }

    private static TensorFunction transposed(ConvTranspose2d l, Shape in, Shape out) {
        return new TransposedConvolution(
                in.height(),
                in.width(),
                in.channels(),
                out.height(),
                out.width(),
                l.filters(),
                l.groups(),
                l.kernel().height(),
                l.kernel().width(),
                l.stride().height(),
                l.stride().width(),
                l.dilation().height(),
                l.dilation().width(),
                l.padding().top(),
                l.padding().left());
    }
}
