package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Matrix products, {@code [..., M, K] x [..., K, N] -> [..., M, N]}, over the last two axes of both
 * inputs; the axes before them broadcast. A first input of one axis is a row, a second a column,
 * and the output has that axis no more (numpy's {@code matmul}).
 */
public record MatMul() implements InferenceLayer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape x = several(inputs, 2).getFirst();
        Shape y = inputs.getLast();
        int inner = x.extent(x.rank() - 1);
        if (inner != y.extent(Math.max(0, y.rank() - 2))) {
            throw misfit("needs as many columns on the left as rows on the right", inputs);
        }
        int batchAxes = Math.max(0, Math.max(x.rank(), y.rank()) - 2);
        long[] extents = new long[batchAxes + 2];
        int used = 0;
        for (int i = batchAxes; i >= 1; i--) {
            int left = x.rank() - 2 - i >= 0 ? x.extent(x.rank() - 2 - i) : 1;
            int right = y.rank() - 2 - i >= 0 ? y.extent(y.rank() - 2 - i) : 1;
            if (left != right && left != 1 && right != 1) {
                throw misfit("needs equal extents, or 1, before the last two axes", inputs);
            }
            extents[used++] = Math.max(left, right);
        }
        if (x.rank() > 1) {
            extents[used++] = x.extent(x.rank() - 2);
        }
        if (y.rank() > 1) {
            extents[used++] = y.extent(y.rank() - 1);
        }
        if (used == 0) {
            extents[used++] = 1;
        }
        return result(inputs, Arrays.copyOf(extents, used));
    }
}
