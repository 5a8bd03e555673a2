package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Tensors one behind the other along any axis; {@link Concat} joins channels.
 *
 * @param axis 0 .. rank - 1
 */
public record Join(int axis) implements InferenceLayer {
    public Join {
        if (axis < 0) {
            throw new IllegalArgumentException("Join: needs an axis from 0, got " + axis);
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (inputs.isEmpty()) {
            throw misfit("needs an input", inputs);
        }
        Shape first = several(inputs, inputs.size()).getFirst();
        if (axis >= first.rank()) {
            throw misfit("needs an axis " + axis, inputs);
        }
        long[] extents = Constructors.longs(first);
        for (Shape next : inputs.subList(1, inputs.size())) {
            for (int i = 0; i < extents.length; i++) {
                if (next.rank() != extents.length || (i != axis && next.extent(i) != extents[i])) {
                    throw misfit("needs inputs alike but along axis " + axis, inputs);
                }
            }
            extents[axis] += next.extent(axis);
        }
        return result(inputs, extents);
    }
}
