package dev.fovea.formats.onnx;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ONNX's Slice takes of each axis.
 *
 * @param starts index of the first element, 0 .. extent - 1
 * @param steps from one to the next, not 0
 * @param sizes how many
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Slices(int[] starts, int[] steps, int[] sizes) {
    /** From a node's attributes (before opset 10) or its inputs. */
    static Slices of(Attributes a, List<@Nullable NdArray> inputs, int[] dims) {
        long[] starts = given(inputs, 1, a.wholes("starts"));
        long[] ends = given(inputs, 2, a.wholes("ends"));
        long[] axes = given(inputs, 3, a.wholes("axes"));
        long[] steps = given(inputs, 4, new long[0]);
        int rank = dims.length;
        if (ends.length != starts.length
                || (axes.length > 0 && axes.length != starts.length)
                || (steps.length > 0 && steps.length != starts.length)
                || starts.length > rank) {
            throw new IllegalArgumentException("Slice needs a start and an end for each axis");
        }
        var all = new Slices(new int[rank], new int[rank], dims.clone());
        Arrays.fill(all.steps, 1);
        for (int i = 0; i < starts.length; i++) {
            int axis = NdArray.axis(axes.length > 0 ? axes[i] : i, rank);
            all.set(axis, dims[axis], starts[i], ends[i], steps.length > 0 ? steps[i] : 1);
        }
        return all;
    }

    private void set(int axis, int extent, long start, long end, long step) {
        if (step == 0) {
            throw new IllegalArgumentException("Slice needs a step other than 0");
        }
        long least = step > 0 ? 0 : -1;
        long most = step > 0 ? extent : extent - 1;
        long from = Math.clamp(start < 0 ? start + extent : start, step > 0 ? 0 : -1, most);
        long to = Math.clamp(end < 0 ? end + extent : end, least, most);
        long count = step > 0 ? Math.ceilDiv(to - from, step) : Math.ceilDiv(from - to, -step);
        starts[axis] = (int) Math.max(0, from);
        steps[axis] = Math.clamp(step, Integer.MIN_VALUE + 1, Integer.MAX_VALUE);
        sizes[axis] = (int) Math.max(0, count);
    }

    private static long[] given(List<@Nullable NdArray> inputs, int i, long[] otherwise) {
        NdArray input = i < inputs.size() ? inputs.get(i) : null;
        return input == null
                ? otherwise
                : Arrays.stream(input.data()).mapToLong(x -> (long) x).toArray();
    }
}
