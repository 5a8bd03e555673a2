package dev.fovea.formats;

import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * What a file holds, for people: {@code ./fovea inspect}.
 *
 * @param format what it is: {@code PyTorch state dict (zip), 32 tensors}
 * @param tensors in the file's order and layout
 * @param facts what else it says, in order: producer, opset, structure, preprocessing, labels
 * @param notes what is no fault of the file, such as a structure it does not say
 * @param problems what a reader should know: NaN weights, unknown dtypes, tensors nothing reads
 */
public record Inspection(
        String format,
        List<TensorInfo> tensors,
        Map<String, String> facts,
        List<String> notes,
        List<String> problems) {
    public Inspection {
        tensors = List.copyOf(tensors);
        facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }

    /**
     * A tensor in a file.
     *
     * @param dtype as the format calls it: {@code F32}, {@code int64}
     * @param shape as stored
     */
    public record TensorInfo(String name, String dtype, Shape shape) {}
}
