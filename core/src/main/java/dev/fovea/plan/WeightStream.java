package dev.fovea.plan;

import dev.fovea.kernel.Workers;
import dev.fovea.nn.Network;
import dev.fovea.nn.WeightSource;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings weights from a source to where a plan for inference reads them: those that a kernel packs
 * pass one at a time through a buffer, the others are kept as they are.
 */
final class WeightStream {
    /** Numbers that a thread reads at a time. */
    private static final int PIECE = 1 << 18;

    private final WeightSource source;
    private final Workers workers;
    private final Map<String, LinearWeights> passing = new LinkedHashMap<>();
    private final Set<String> kept;

    WeightStream(Network network, WeightSource source, List<Op> ops, Workers workers) {
        this.source = source;
        this.workers = workers;
        kept = new LinkedHashSet<>(network.parameters().keySet());
        for (Op op : ops) {
            if (op instanceof LinearOp linear && linear.weights().passing()) {
                // Layers that share weights find them kept.
                String name = linear.weights().source().weight();
                if (kept.remove(name)) {
                    passing.put(name, linear.weights());
                } else if (passing.remove(name) != null) {
                    kept.add(name);
                }
            }
        }
    }

    /** Bytes of the weights that stay as they are. */
    long keptBytes() {
        Map<String, Shape> shapes = source.shapes();
        long floats = 0;
        for (String name : kept) {
            floats += shapes.getOrDefault(name, Shape.of(1)).size();
        }
        return 4 * floats;
    }

    /** Bytes of the buffer through which the others pass. */
    long bufferBytes() {
        return 4L * largestPassing();
    }

    private int largestPassing() {
        return passing.values().stream()
                .mapToInt(weights -> weights.source().shape().size())
                .max()
                .orElse(0);
    }

    /**
     * Fills {@code packed}.
     *
     * @return the weights that are kept
     */
    Weights run(PackedWeights packed) throws IOException {
        Map<String, Shape> shapes = source.shapes();
        var tensors = new LinkedHashMap<String, Tensor>();
        for (String name : kept) {
            Tensor tensor = Tensor.zeros(shapes.getOrDefault(name, Shape.of(1)));
            read(name, tensor.data(), tensor.data().length);
            tensors.put(name, tensor);
        }
        Weights all = Weights.of(tensors);
        float[] buffer = new float[largestPassing()];
        for (LinearWeights weights : passing.values()) {
            read(weights.source().weight(), buffer, weights.source().shape().size());
            weights.pack(buffer, all, packed);
        }
        return all;
    }

    private void read(String name, float[] target, int count) throws IOException {
        try {
            workers.run(
                    Math.ceilDiv(count, PIECE),
                    (piece, worker) -> {
                        int first = piece * PIECE;
                        read(name, first, target, Math.min(PIECE, count - first));
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void read(String name, int first, float[] target, int count) {
        try {
            source.read(name, first, target, first, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
