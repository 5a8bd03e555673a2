package dev.fovea.nn;

import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.util.Map;

/**
 * Where a plan for inference takes its weights from: tensors in memory, or a file whose numbers are
 * read a piece at a time, so that those a plan only packs are never held whole beside their packed
 * form.
 */
public interface WeightSource {
    /** The names and shapes of all parameters. */
    Map<String, Shape> shapes();

    /**
     * {@code target[at + i] = tensor[first + i]} for {@code 0 <= i < count}, in row-major order.
     * Several threads may read at once.
     *
     * @throws IOException if the numbers cannot be read
     */
    void read(String name, int first, float[] target, int at, int count) throws IOException;
}
