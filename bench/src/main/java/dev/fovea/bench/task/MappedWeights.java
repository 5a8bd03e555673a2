package dev.fovea.bench.task;

import java.nio.FloatBuffer;
import java.util.Map;

/** A network's tensors, mapped from their file, in PyTorch's shapes. */
public final class MappedWeights {
    private final Map<String, FloatBuffer> tensors;

    MappedWeights(Map<String, FloatBuffer> tensors) {
        this.tensors = Map.copyOf(tensors);
    }

    /**
     * The numbers of a tensor, from the first.
     *
     * @param name as PyTorch has it
     * @throws IllegalArgumentException if there is none
     */
    public FloatBuffer get(String name) {
        FloatBuffer tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "weights: there is no " + name + " among " + tensors.keySet());
        }
        return tensor.duplicate();
    }
}
