package dev.fovea.formats.keras;

import dev.fovea.model.FormatException;
import dev.fovea.nn.Layer;
import dev.fovea.nn.Network;
import dev.fovea.nn.Node;
import dev.fovea.nn.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network in the making, and which stored tensor becomes which parameter. */
final class Assembly {
    private record Source(StoredTensor tensor, int rows, int columns, @Nullable RowOrder order) {}

    /** Far more than any network has; each is looked at by those that follow. */
    private static final int MOST_NODES = 10_000;

    /** How often a tensor may be used, on average: by layers that are called more than once. */
    private static final int MOST_USES = 8;

    /** Most numbers of parameters that the file does not store, such as scales of one. */
    private static final long MOST_CONSTANTS = 1 << 22;

    private Network network;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, Float> constants = new LinkedHashMap<>();

    Assembly(Network network) {
        this.network = network;
    }

    Network network() {
        return network;
    }

    Shape shape(Value value) {
        return network.shape(value.node());
    }

    /** Adds a node; its name gets a number where it is taken. */
    String add(String name, Layer layer, List<String> inputs) {
        if (network.nodes().size() >= MOST_NODES) {
            throw new IllegalArgumentException("more than " + MOST_NODES + " layers and calls");
        }
        String clean = name.replaceAll("[\\s\\p{Cntrl}]+", "_");
        String base = clean.isEmpty() || clean.equals(Network.INPUT) ? clean + "_layer" : clean;
        String free = base;
        for (int i = 1; network.shapes().containsKey(free); i++) {
            free = base + "_" + i;
        }
        network = network.then(new Node(free, layer, inputs, free));
        return free;
    }

    /** The parameter is the stored matrix, transposed as {@link Transposition#read} says. */
    void assign(
            String parameter,
            StoredTensor tensor,
            int rows,
            int columns,
            @Nullable RowOrder order) {
        sources.put(parameter, new Source(tensor, rows, columns, order));
    }

    /** The parameter is the stored vector, in this order. */
    void assign(String parameter, StoredTensor tensor, @Nullable RowOrder order) {
        assign(parameter, tensor, tensor.shape().size(), 1, order);
    }

    /** All numbers of the parameter are this one. */
    void assign(String parameter, float constant) {
        constants.put(parameter, constant);
    }

    /**
     * Reads all parameters.
     *
     * @param pruned the network as far as its output needs it
     * @throws FormatException if a tensor does not fit, or more are wanted than the file has
     */
    Weights weights(Network pruned, Variables variables) throws IOException {
        checkSizes(pruned, variables);
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var parameter : pruned.parameters().entrySet()) {
            String name = parameter.getKey();
            Shape shape = parameter.getValue().shape();
            Source source = sources.get(name);
            Float constant = constants.get(name);
            if (source != null) {
                tensors.put(
                        name,
                        new Tensor(
                                shape,
                                Transposition.read(
                                        source.tensor(),
                                        source.rows(),
                                        source.columns(),
                                        source.order())));
            } else if (constant != null) {
                float[] numbers = new float[shape.size()];
                Arrays.fill(numbers, constant);
                tensors.put(name, new Tensor(shape, numbers));
            }
        }
        return Weights.of(tensors);
    }

    private void checkSizes(Network pruned, Variables variables) throws FormatException {
        long stored = variables.tensors().stream().mapToLong(StoredTensor::length).sum();
        long read = 0;
        long filled = 0;
        for (var parameter : pruned.parameters().entrySet()) {
            Shape shape = parameter.getValue().shape();
            Source source = sources.get(parameter.getKey());
            if (source == null) {
                filled += shape.size();
                continue;
            }
            StoredTensor tensor = source.tensor();
            read += tensor.length();
            if (tensor.shape().size() != shape.size()) {
                throw new FormatException(
                        variables.file(),
                        tensor.offset(),
                        "'" + tensor.name() + "' for " + parameter.getKey() + " " + shape,
                        tensor.shape().toString());
            }
        }
        if (read > MOST_USES * stored || filled > MOST_CONSTANTS) {
            throw new FormatException(
                    variables.file(),
                    -1,
                    "a network that uses each tensor a few times",
                    read + " bytes of parameters from " + stored + " in the file");
        }
    }
}
