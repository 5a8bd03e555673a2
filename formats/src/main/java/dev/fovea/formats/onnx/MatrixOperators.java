package dev.fovea.formats.onnx;

import dev.fovea.formats.onnx.Operand.Activation;
import dev.fovea.formats.onnx.Operand.Constant;
import dev.fovea.formats.onnx.Operand.Grouped;
import dev.fovea.nn.MatMul;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Products of matrices that no fully connected layer is. */
final class MatrixOperators {
    private MatrixOperators() {}

    /** numpy's {@code matmul}. */
    static Activation product(Call call, String suffix, Operand a, Operand b) throws IOException {
        Activation x = rowMajor(call, a);
        Activation y = rowMajor(call, b);
        int left = x.axes().indexOf(Activation.BATCH);
        int right = y.axes().indexOf(Activation.BATCH);
        int rank = Math.max(x.axes().size(), y.axes().size());
        boolean leftFits = left <= 0 && (left < 0 || x.axes().size() == rank);
        boolean rightFits = right < 0 || (right == 0 && y.axes().size() == rank && rank > 2);
        boolean bothOrMatrix =
                left < 0 || right == left || (b instanceof Constant && y.axes().size() < 3);
        if (!leftFits || !rightFits || !bothOrMatrix) {
            throw call.unsupported("a product of samples with each other");
        }
        boolean batch = left == 0 || right == 0;
        int lost = (x.axes().size() == 1 ? 1 : 0) + (y.axes().size() == 1 ? 1 : 0);
        int axes = Math.max(rank, 2) - lost - (batch ? 1 : 0);
        var result = new ArrayList<Integer>(IntStream.range(0, axes).boxed().toList());
        if (batch) {
            result.addFirst(Activation.BATCH);
        }
        return call.node(suffix, new MatMul(), List.of(x, y), result);
    }

    private static Activation rowMajor(Call call, Operand operand) throws IOException {
        return switch (operand) {
            case Constant constant ->
                    call.constant(constant.name(), constant.dims(), constant.floats());
            case Activation activation -> Layouts.rowMajor(call, activation);
            case Grouped grouped -> Layouts.rowMajor(call, Layouts.apart(call, grouped));
        };
    }

    /** A matrix with its axes swapped. */
    static Operand turned(Call call, Operand matrix, boolean swap) throws IOException {
        if (!swap) {
            return matrix;
        }
        return switch (matrix) {
            case Constant constant ->
                    new Constant(
                            constant.name(),
                            Folding.transposed(constant.array(), new long[0]),
                            call.graph.reader);
            case Activation x -> x.withAxes(x.axes().reversed());
            case Grouped _ -> throw call.unsupported("a matrix of five axes");
        };
    }

    /** One number. */
    static Constant number(Call call, float value) {
        return new Constant(
                "number", new NdArray(new int[0], new double[] {value}, false), call.graph.reader);
    }

    static Constant scaled(Call call, Constant numbers, float factor) throws IOException {
        NdArray array = numbers.array();
        double[] scaled = Arrays.stream(array.data()).map(x -> x * factor).toArray();
        return new Constant(
                numbers.name(), new NdArray(array.dims(), scaled, false), call.graph.reader);
    }
}
