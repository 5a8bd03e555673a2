package dev.fovea.plan;

import dev.fovea.kernel.general.Pick;
import dev.fovea.nn.Expand;
import dev.fovea.nn.Gather;
import dev.fovea.nn.Pad;
import dev.fovea.nn.Permute;
import dev.fovea.nn.Slice;
import java.util.function.IntUnaryOperator;

/** Layers that only move numbers: where each element of the output comes from. */
final class Picks {
    private Picks() {}

    static Pick permute(int[] extents, Permute layer) {
        int[] strides = strides(extents);
        int[][] offsets = new int[extents.length][];
        for (int i = 0; i < offsets.length; i++) {
            int axis = layer.axes().get(i);
            offsets[i] = offsets(extents[axis], strides[axis], index -> index);
        }
        return new Pick(offsets, 0);
    }

    static Pick slice(int[] extents, Slice layer) {
        return pick(
                extents,
                axis -> layer.sizes().get(axis),
                (axis, index) -> layer.starts().get(axis) + index * layer.steps().get(axis),
                0);
    }

    static Pick gather(int[] extents, Gather layer) {
        return pick(
                extents,
                axis -> axis == layer.axis() ? layer.indices().size() : extents[axis],
                (axis, index) -> axis == layer.axis() ? layer.indices().get(index) : index,
                0);
    }

    static Pick expand(int[] extents, Expand layer) {
        return pick(
                extents,
                axis -> layer.extents().get(axis),
                (axis, index) -> extents[axis] == 1 ? 0 : index,
                0);
    }

    static Pick pad(int[] extents, Pad layer) {
        return pick(
                extents,
                axis -> extents[axis] + layer.before().get(axis) + layer.after().get(axis),
                (axis, index) ->
                        source(layer.mode(), index - layer.before().get(axis), extents[axis]),
                layer.value());
    }

    /** The index whose number stands at an index that may lie beyond the edge; -1 for none. */
    private static int source(Pad.Mode mode, int index, int extent) {
        if (index >= 0 && index < extent) {
            return index;
        }
        return switch (mode) {
            case CONSTANT -> -1;
            case EDGE -> Math.clamp(index, 0, extent - 1);
            case WRAP -> Math.floorMod(index, extent);
            case REFLECT -> {
                if (extent == 1) {
                    yield 0;
                }
                int period = 2 * (extent - 1);
                int within = Math.floorMod(index, period);
                yield within < extent ? within : period - within;
            }
        };
    }

    @FunctionalInterface
    private interface Source {
        int index(int axis, int index);
    }

    private static Pick pick(int[] extents, IntUnaryOperator size, Source source, float otherwise) {
        int[] strides = strides(extents);
        int[][] offsets = new int[extents.length][];
        for (int i = 0; i < offsets.length; i++) {
            int axis = i;
            offsets[i] =
                    offsets(
                            size.applyAsInt(axis),
                            strides[axis],
                            index -> source.index(axis, index));
        }
        return new Pick(offsets, otherwise);
    }

    private static int[] offsets(int size, int stride, IntUnaryOperator source) {
        int[] offsets = new int[size];
        for (int i = 0; i < size; i++) {
            int from = source.applyAsInt(i);
            offsets[i] = from < 0 ? -1 : from * stride;
        }
        return offsets;
    }

    static int[] strides(int[] extents) {
        int[] strides = new int[extents.length];
        int stride = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        return strides;
    }
}
