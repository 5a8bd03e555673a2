package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Every so-manieth element along each axis.
 *
 * @param starts the first index taken along each axis
 * @param steps from one to the next, not 0; negative counts down
 * @param sizes how many, each at least 1
 */
public record Slice(List<Integer> starts, List<Integer> steps, List<Integer> sizes)
        implements InferenceLayer {
    public Slice {
        starts = List.copyOf(starts);
        steps = List.copyOf(steps);
        sizes = Constructors.extents("Slice", sizes);
        if (starts.size() != sizes.size() || steps.size() != sizes.size() || steps.contains(0)) {
            throw new IllegalArgumentException(
                    "Slice: needs a start, a step other than 0 and a size for each axis, got %s, %s and %s"
                            .formatted(starts, steps, sizes));
        }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape input = single(inputs);
        boolean fits = input.rank() == sizes.size();
        for (int axis = 0; fits && axis < sizes.size(); axis++) {
            long last = starts.get(axis) + (sizes.get(axis) - 1L) * steps.get(axis);
            fits =
                    Math.min(starts.get(axis), last) >= 0
                            && Math.max(starts.get(axis), last) < input.extent(axis);
        }
        if (!fits) {
            throw misfit(
                    "needs what starts %s, steps %s and sizes %s reach"
                            .formatted(starts, steps, sizes),
                    inputs);
        }
        return Constructors.shape(sizes);
    }
}
